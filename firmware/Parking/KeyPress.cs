using System.Collections.Immutable;

namespace QX200.Parking;

/// <summary>A way in which a pressed key reaches us, the most trustworthy first.</summary>
internal enum DigitWay : byte
{
    /// <summary>A telephone-event (RFC 4733).</summary>
    Event,

    /// <summary>A SIP INFO request.</summary>
    Info,

    /// <summary>Two tones in the sound.</summary>
    Tone,
}

/// <summary>One press of a key, as one way reported it.</summary>
/// <param name="At">When it was reported, which is at its end: time since the exchange started.</param>
/// <param name="Milliseconds">How long it was pressed.</param>
internal readonly record struct KeyPress(char Digit, DigitWay Way, TimeSpan At, int Milliseconds)
{
    public TimeSpan Began => At - TimeSpan.FromMilliseconds(Milliseconds);

    /// <summary>Time between the end of one press and the beginning of the other; zero where they overlap.</summary>
    public TimeSpan GapTo(in KeyPress other)
    {
        TimeSpan gap = Began > other.At ? Began - other.At : other.Began - At;
        return gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
    }
}

/// <summary>
/// Rule 2.3: one key press that arrives in two ways counts once. Each press that was counted remembers in which
/// ways it has been reported, so that of two quick presses of the same key each is paired with its own echo.
/// Immutable.
/// </summary>
internal sealed class KeyPresses
{
    /// <summary>How far apart two ways may report one press.</summary>
    public static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The same where the better way came first. A telephone that sends events is known to have that way, so
    /// what comes later by a lesser one is held for an echo more readily; INFO may be sent again after 500 ms.
    /// </summary>
    public static readonly TimeSpan LateEcho = TimeSpan.FromMilliseconds(500);

    private const int Kept = 8;

    private readonly ImmutableArray<Counted> _last;

    private KeyPresses(ImmutableArray<Counted> last) => _last = last;

    public static KeyPresses None { get; } = new([]);

    /// <summary>Takes a report in.</summary>
    /// <param name="isNew">Whether it counts: no other way has reported this press before.</param>
    public KeyPresses With(in KeyPress press, out bool isNew)
    {
        int ways = 1 << (int)press.Way;
        for (int i = 0; i < _last.Length; i++)
        {
            Counted counted = _last[i];
            if ((counted.Ways & ways) == 0 && IsEcho(counted.Press, press))
            {
                isNew = false;
                return new KeyPresses(
                    _last.SetItem(i, counted with { Ways = counted.Ways | ways })
                );
            }
        }

        isNew = true;
        ImmutableArray<Counted> rest = _last.Length < Kept ? _last : _last.RemoveAt(0);
        return new KeyPresses(rest.Add(new Counted(press, ways)));
    }

    private static bool IsEcho(in KeyPress counted, in KeyPress press) =>
        counted.Digit == press.Digit
        && counted.GapTo(press) <= (counted.Way < press.Way ? LateEcho : Echo);

    private readonly record struct Counted(KeyPress Press, int Ways);
}
