using FsCheck.Xunit;
using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class ParkedCallTests
{
    /// <summary>The whole machine. What is not here changes nothing.</summary>
    private const string Table = """
        rule from        event            facts    to          outcome          actions
        5.1  Waiting     TimedOut         -        Returning   -                ExpireSlot RingParker
        7    Waiting     SlotDeleted      -        Returning   -                RingParker
        4.7  Waiting     Retrieved        -        Ended       retrieved        Connect Record
        7    Waiting     PartyHungUp      -        Ended       abandoned        FreeSlot Record
        7    Waiting     ExchangeStopping -        Ended       stopped          FreeSlot Disconnect Record
        4.3  Waiting     WrongPassword    -        Ended       refused-password FreeSlot Disconnect TurnAway Record
        4.3  Waiting     WrongPassword    keep     Waiting     -                TurnAway
        4.3  Waiting     WrongPassword    tries    Waiting     -                AskAgain
        5.2  Returning   RingAnswered     -        Ended       returned         FreeSlot StopRinging Connect Record
        5.2  Returning   RingFailed       -        Ended       timed-out        FreeSlot StopRinging Disconnect Record
        5.2  Returning   RingFailed       pushback PushingBack -                StopRinging RingPushBack
        5.3  Returning   Retrieved        -        Ended       retrieved        StopRinging Connect Record
        7    Returning   PartyHungUp      -        Ended       abandoned        FreeSlot StopRinging Record
        7    Returning   ExchangeStopping -        Ended       stopped          FreeSlot StopRinging Disconnect Record
        4.3  Returning   WrongPassword    -        Ended       refused-password FreeSlot StopRinging Disconnect TurnAway Record
        4.3  Returning   WrongPassword    keep     Returning   -                TurnAway
        4.3  Returning   WrongPassword    tries    Returning   -                AskAgain
        5.2  PushingBack RingAnswered     pushback Ended       pushed-back      FreeSlot StopRinging Connect Record
        5.2  PushingBack RingFailed       pushback Ended       timed-out        FreeSlot StopRinging Disconnect Record
        5.3  PushingBack Retrieved        pushback Ended       retrieved        StopRinging Connect Record
        7    PushingBack PartyHungUp      pushback Ended       abandoned        FreeSlot StopRinging Record
        7    PushingBack ExchangeStopping pushback Ended       stopped          FreeSlot StopRinging Disconnect Record
        4.3  PushingBack WrongPassword    pushback Ended       refused-password FreeSlot StopRinging Disconnect TurnAway Record
        4.3  PushingBack WrongPassword    keep     PushingBack -                TurnAway
        4.3  PushingBack WrongPassword    tries    PushingBack -                AskAgain
        """;

    private static readonly Row[] Rows = [.. Table.Split('\n').Skip(1).Select(Row.Parse)];
    private static readonly ParkedFacts PushBack = new(HasPushBack: true);

    [Fact]
    public void Rules_4_3_5_and_7_Each_row_of_the_table_holds() =>
        Assert.All(
            Rows,
            row =>
            {
                ParkedStep step = ParkedCall.Next(row.From, row.Event, row.Facts);
                Assert.Equal((row.To, row.Actions), (step.Next, step.Actions));
                Assert.Equal(row.Outcome, step.Outcome.Name());
            }
        );

    [Fact]
    public void What_the_table_does_not_name_changes_nothing()
    {
        foreach (ParkedState state in Enum.GetValues<ParkedState>())
        {
            foreach (ParkedEvent happened in Enum.GetValues<ParkedEvent>())
            {
                if (!Array.Exists(Rows, row => row.From == state && row.Event == happened))
                {
                    Assert.Equal(new ParkedStep(state), ParkedCall.Next(state, happened, PushBack));
                }
            }
        }
    }

    [Property]
    public void Rule_7a_Whatever_happens_a_call_has_one_outcome_and_its_parties_one_end(
        byte[] events,
        bool pushBack,
        bool keep
    )
    {
        var facts = new ParkedFacts(pushBack, keep);
        ParkedState state = ParkedState.Waiting;
        bool rings = false;
        int records = 0;

        // However long nothing else happens, the timeout ends, and whoever is rung does not answer.
        ParkedEvent[] inTheEnd =
        [
            .. events.Select(e => (ParkedEvent)(e % 8)),
            ParkedEvent.TimedOut,
            ParkedEvent.RingFailed,
            ParkedEvent.RingFailed,
        ];
        foreach (ParkedEvent happened in inTheEnd)
        {
            ParkedStep step = ParkedCall.Next(state, happened, facts);
            rings =
                (rings && !step.Actions.HasFlag(ParkedActions.StopRinging))
                || step.Next != state && step.Next != ParkedState.Ended;
            records += step.Actions.HasFlag(ParkedActions.Record) ? 1 : 0;
            Assert.Equal(
                step.Actions.HasFlag(ParkedActions.Record),
                step.Outcome != ParkOutcome.None
            );
            Assert.False(
                step.Actions.HasFlag(ParkedActions.Connect)
                    && step.Actions.HasFlag(ParkedActions.Disconnect)
            );
            Assert.Equal(step.Next is ParkedState.Returning or ParkedState.PushingBack, rings);
            state = step.Next;
        }

        Assert.Equal((ParkedState.Ended, 1), (state, records));
    }

    [Fact]
    public void Rule_6_3_Every_outcome_has_its_name() =>
        Assert.Equal(
            [
                "",
                "retrieved",
                "returned",
                "pushed-back",
                "abandoned",
                "timed-out",
                "refused-password",
                "stopped",
            ],
            Enum.GetValues<ParkOutcome>().Select(outcome => outcome.Name())
        );

    private sealed record Row(
        ParkedState From,
        ParkedEvent Event,
        ParkedFacts Facts,
        ParkedState To,
        string Outcome,
        ParkedActions Actions
    )
    {
        public static Row Parse(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new Row(
                Enum.Parse<ParkedState>(words[1]),
                Enum.Parse<ParkedEvent>(words[2]),
                new ParkedFacts(
                    HasPushBack: words[3] == "pushback",
                    KeepAfterWrongPassword: words[3] == "keep",
                    TriesLeft: words[3] == "tries" ? 1 : 0
                ),
                Enum.Parse<ParkedState>(words[4]),
                words[5].Trim('-'),
                Enum.Parse<ParkedActions>(string.Join(',', words[6..]))
            );
        }
    }
}
