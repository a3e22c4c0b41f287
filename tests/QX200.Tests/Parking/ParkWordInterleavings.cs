using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

/// <summary>
/// Walks every interleaving of the atomic steps (one load or one compare-and-swap each) of two and three operations
/// on two slots, over the pure transitions, and asks two things of each end. First: is there an order in which the
/// operations, each done in one piece, give the same results and leave the same words? Second: is there one that
/// also keeps every operation after those that were over before it began? There a parker may get any free slot, as
/// one that becomes free behind his sweep is not gone back for; but he is refused only where none was free.
/// </summary>
public sealed class ParkWordInterleavings
{
    private const uint First = 101;
    private const uint Second = 102;
    private const uint Generation = 5;

    private static readonly Op[] Operations =
    [
        new(Verb.ParkAnywhere, 0),
        new(Verb.ParkAnywhere, 0),
        new(Verb.ParkAt, 0),
        new(Verb.ParkAt, 1),
        new(Verb.Retrieve, 0),
        new(Verb.Retrieve, 0),
        new(Verb.Retrieve, 1),
        new(Verb.TakeOut, 0),
        new(Verb.TakeOut, 0),
        new(Verb.Expire, 0),
        new(Verb.Expire, 1),
    ];

    [Fact]
    public void Rules_2_2_and_4_6_Two_operations_at_once_act_as_if_one_came_after_the_other() =>
        Assert.Empty(Violations(2, sweeps: 2));

    [Fact]
    public void Rules_2_2_and_4_6_Three_operations_at_once_act_as_if_one_came_after_the_other() =>
        Assert.Empty(Violations(3, sweeps: 2));

    [Fact]
    public void The_walk_finds_the_fault_of_a_parker_who_trusts_a_single_sweep()
    {
        string fault = Assert.Single(Violations(3, sweeps: 1).Take(1));
        Assert.Contains("ParkAnywhere", fault, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Violations(int operations, int sweeps) =>
        from start in Starts()
        from ops in Choices(operations)
        from violation in Walk(
            start,
            [.. ops.Select((op, i) => op with { Call = 11u + (uint)i })],
            sweeps
        )
        select violation;

    private static IEnumerable<Words> Starts()
    {
        SlotState[] states = Enum.GetValues<SlotState>();
        return from a in states from b in states select new Words(Word(a, First), Word(b, Second));
    }

    private static ParkWord Word(SlotState state, uint call) =>
        new(Generation, state, state == SlotState.Free ? 0 : call);

    private static IEnumerable<Op[]> Choices(int count) =>
        from a in Enumerable.Range(0, Operations.Length)
        from b in Enumerable.Range(a + 1, Operations.Length - a - 1)
        from c in count == 3 ? Enumerable.Range(b + 1, Operations.Length - b - 1) : [-1]
        select c < 0
            ? new[] { Operations[a], Operations[b] }
            : [Operations[a], Operations[b], Operations[c]];

    private static IEnumerable<string> Walk(Words start, Op[] ops, int sweeps)
    {
        int[][] orders = Orders(ops.Length);
        HashSet<string> serial = [.. orders.Select(order => Serial(start, ops, order, sweeps))];
        HashSet<string> seen = [];
        var open = new Stack<(Words Words, Op[] Ops)>([(start, ops)]);
        while (open.TryPop(out (Words Words, Op[] Ops) at))
        {
            if (!seen.Add($"{at.Words} {string.Join<Op>(" ", at.Ops)}"))
            {
                continue;
            }

            if (Array.TrueForAll(at.Ops, op => op.Result is not null))
            {
                CheckConservation(start, at.Words, at.Ops);
                string end = Ending(at.Words, at.Ops);
                if (
                    !serial.Contains(end)
                    || !Array.Exists(orders, order => Explains(order, start, at.Words, at.Ops))
                )
                {
                    yield return $"{start}: {end}";
                }
            }

            int over = at.Ops.Select((op, i) => op.Result is null ? 0 : 1 << i).Sum();
            for (int i = 0; i < ops.Length; i++)
            {
                if (at.Ops[i].Result is null)
                {
                    Op[] next = [.. at.Ops];
                    (Words words, next[i]) = at.Ops[i].Step(at.Words, sweeps);
                    next[i] = next[i] with { After = at.Ops[i].After ?? over };
                    open.Push((words, next));
                }
            }
        }
    }

    private static bool Explains(int[] order, Words words, Words end, Op[] ops)
    {
        int over = 0;
        foreach (int i in order)
        {
            if ((ops[i].After & ~over) != 0 || !ops[i].TryExplain(ref words))
            {
                return false;
            }

            over |= 1 << i;
        }

        return words == end;
    }

    /// <summary>Every call that was in or went in has come out once, or is still in.</summary>
    private static void CheckConservation(Words start, Words end, Op[] ops)
    {
        List<uint> entered =
        [
            .. start.Calls(),
            .. ops.Where(op => op.WentIn).Select(op => op.Call),
        ];
        List<uint> left =
        [
            .. end.Calls(),
            .. ops.Where(op => op.CameOut != 0).Select(op => op.CameOut),
        ];
        Assert.Equal(entered.Order(), left.Order());
    }

    private static string Serial(Words words, Op[] ops, int[] order, int sweeps)
    {
        Op[] done = [.. ops];
        foreach (int i in order)
        {
            while (done[i].Result is null)
            {
                (words, done[i]) = done[i].Step(words, sweeps);
            }
        }

        return Ending(words, done);
    }

    private static int[][] Orders(int count) =>
        count == 2
            ?
            [
                [0, 1],
                [1, 0],
            ]
            :
            [
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0],
            ];

    private static string Ending(Words words, Op[] ops) =>
        $"{words} {string.Join(" ", ops.Select(op => $"{op.Verb}({op.Slot}):{op.Result}"))}";

    private enum Verb
    {
        ParkAnywhere,
        ParkAt,
        Retrieve,
        TakeOut,
        Expire,
    }

    private readonly record struct Words(ParkWord A, ParkWord B)
    {
        public ParkWord this[int slot] => slot == 0 ? A : B;

        public Words With(int slot, ParkWord word) =>
            slot == 0 ? this with { A = word } : this with { B = word };

        public IEnumerable<uint> Calls() => new[] { A.Call, B.Call }.Where(call => call != 0);
    }

    /// <summary>One operation between two of its atomic steps, done as <see cref="ParkSlots"/> does it.</summary>
    private sealed record Op(Verb Verb, int Slot)
    {
        public uint Call { get; init; }
        public string? Result { get; init; }
        public bool WentIn { get; init; }
        public uint CameOut { get; init; }

        /// <summary>The operations (as bits) that were over when this one began.</summary>
        public int? After { get; init; }

        private int Sweep { get; init; } = 1;
        private ulong Sum { get; init; }
        private ulong Before { get; init; }

        /// <summary>What was loaded and may be replaced, when the next step is a compare-and-swap.</summary>
        private ParkWord? Loaded { get; init; }

        public (Words Words, Op Op) Step(Words words, int sweeps)
        {
            ParkWord now = words[Slot];
            if (Loaded == now)
            {
                Allowed(now, out ParkWord next);
                return (words.With(Slot, next), Done(now));
            }

            return Allowed(now, out _)
                ? (words, this with { Loaded = now })
                : (words, Refused(now, sweeps));
        }

        /// <summary>Whether this operation, done in one piece on these words, may have had its result.</summary>
        public bool TryExplain(ref Words words)
        {
            if (Verb == Verb.ParkAnywhere && !WentIn)
            {
                return !words.A.IsFree && !words.B.IsFree;
            }

            Verb verb = Verb == Verb.ParkAnywhere ? Verb.ParkAt : Verb;
            var again = new Op(verb, Slot) { Call = Call };
            while (again.Result is null)
            {
                (words, again) = again.Step(words, sweeps: 1);
            }

            return again.Result == Result;
        }

        private bool Allowed(ParkWord word, out ParkWord next) =>
            Verb switch
            {
                Verb.ParkAnywhere or Verb.ParkAt => word.TryPark(Call, out next),
                Verb.Retrieve => word.TryRetrieve(out next),
                Verb.TakeOut => word.TryTakeOut(Generation, out next),
                _ => word.TryExpire(Generation, out next),
            };

        private Op Done(ParkWord was) =>
            Verb switch
            {
                Verb.ParkAnywhere or Verb.ParkAt => this with
                {
                    Result = $"in {Slot}",
                    WentIn = true,
                },
                Verb.Expire => this with { Result = "expired" },
                _ => this with { Result = $"out {was.Call}", CameOut = was.Call },
            };

        private Op Refused(ParkWord word, int sweeps)
        {
            if (Verb != Verb.ParkAnywhere)
            {
                return this with { Result = "no" };
            }

            Op swept = this with { Loaded = null, Sum = Sum + word.Generation };
            if (Slot == 0)
            {
                return swept with { Slot = 1 };
            }

            return Sweep >= sweeps && (sweeps == 1 || swept.Sum == Before)
                ? swept with
                {
                    Result = "none free",
                }
                : swept with
                {
                    Slot = 0,
                    Sweep = Sweep + 1,
                    Before = swept.Sum,
                    Sum = 0,
                };
        }

        public override string ToString() =>
            $"{Verb},{Slot},{Call},{Result},{After},{Sweep},{Sum},{Before},{Loaded?.Bits}";
    }
}
