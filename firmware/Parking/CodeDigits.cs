using System.Collections.Immutable;

namespace QX200.Parking;

/// <summary>What becomes of the digits of one leg, after a key press or after some time.</summary>
/// <param name="Next">The state from now on.</param>
/// <param name="Forward">Presses to send on to the other side now, in their order.</param>
/// <param name="Code">The feature code that is complete now; its digits are not sent on. Null: none.</param>
internal readonly record struct DigitStep(
    CodeDigits Next,
    ImmutableArray<KeyPress> Forward,
    string? Code = null
);

/// <summary>
/// Rule 2.3: listens to the digits of one leg for feature codes. Digits that could begin a code are withheld, each
/// for at most two seconds, and sent on in order when it turns out that they do not. Immutable and without a clock:
/// each step gives the next state.
/// </summary>
/// <remarks>A code that begins with another code is never reached, as the shorter one is acted on at once.</remarks>
internal sealed class CodeDigits
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ImmutableArray<string> _codes;
    private readonly ImmutableArray<KeyPress> _withheld;
    private readonly KeyPresses _presses;

    /// <param name="codes">The codes to listen for, for example <c>*5</c>.</param>
    public CodeDigits(ImmutableArray<string> codes)
        : this([.. codes.OrderBy(code => code.Length)], [], KeyPresses.None) { }

    private CodeDigits(
        ImmutableArray<string> codes,
        ImmutableArray<KeyPress> withheld,
        KeyPresses presses
    )
    {
        _codes = codes;
        _withheld = withheld;
        _presses = presses;
    }

    /// <summary>When <see cref="TimePassed"/> has something to do; null while nothing is withheld.</summary>
    public TimeSpan? Due => _withheld.IsEmpty ? null : _withheld[0].At + LongestWait;

    /// <summary>A key press was reported.</summary>
    public DigitStep Pressed(in KeyPress press)
    {
        KeyPresses presses = _presses.With(press, out bool isNew);
        if (!isNew)
        {
            return new DigitStep(new CodeDigits(_codes, _withheld, presses), []);
        }

        // The timer may be a little late: what has waited its time does not make a code any more.
        DigitStep late = TimePassed(press.At);
        ImmutableArray<KeyPress> withheld = late.Next._withheld.Add(press);
        int given = FirstOfInterest(withheld, 0, out string? code);
        return new DigitStep(
            new CodeDigits(_codes, code is null ? withheld[given..] : [], presses),
            [.. late.Forward, .. withheld[..given]],
            code
        );
    }

    /// <summary>It is <paramref name="now"/>, and no key has been pressed.</summary>
    public DigitStep TimePassed(TimeSpan now)
    {
        int given = 0;
        while (given < _withheld.Length && _withheld[given].At + LongestWait <= now)
        {
            given = FirstOfInterest(_withheld, given + 1, out _);
        }

        return Give(given);
    }

    /// <summary>The leg's other side changes or goes: gives up all that is withheld.</summary>
    public DigitStep Flush() => Give(_withheld.Length);

    private DigitStep Give(int count) =>
        new(new CodeDigits(_codes, _withheld[count..], _presses), _withheld[..count]);

    /// <summary>
    /// The first place from which on the presses are a code or the beginning of one; the end where there is none.
    /// </summary>
    private int FirstOfInterest(ImmutableArray<KeyPress> presses, int from, out string? code)
    {
        code = null;
        for (; from < presses.Length; from++)
        {
            ReadOnlySpan<KeyPress> rest = presses.AsSpan()[from..];
            foreach (string candidate in _codes)
            {
                if (!Begins(rest, candidate))
                {
                    continue;
                }

                code = rest.Length == candidate.Length ? candidate : null;
                return from;
            }
        }

        return from;
    }

    private static bool Begins(ReadOnlySpan<KeyPress> presses, string code)
    {
        if (presses.Length > code.Length)
        {
            return false;
        }

        for (int i = 0; i < presses.Length; i++)
        {
            if (presses[i].Digit != code[i])
            {
                return false;
            }
        }

        return true;
    }
}
