namespace QX200.Lines;

/// <summary>What can still come of digits dialled so far.</summary>
/// <param name="IsNumber">They are a number, or a code, as they stand.</param>
/// <param name="CanGrow">More digits could make another one of them.</param>
internal readonly record struct DigitHope(bool IsNumber, bool CanGrow);

internal enum EntryEnd : byte
{
    /// <summary>More is waited for.</summary>
    None,

    /// <summary>The digits are all: they are to be called.</summary>
    Complete,

    /// <summary>No digit came in time.</summary>
    Nothing,
}

/// <summary>How long digits are waited for.</summary>
/// <param name="First">From the dial tone to the first digit.</param>
/// <param name="Next">From a digit to the next one, when the number could be complete; where it can't, three times as long.</param>
internal readonly record struct DigitTimes(TimeSpan First, TimeSpan Next)
{
    public TimeSpan WhileIncomplete => 3 * Next;
}

/// <summary>
/// The digits that somebody dials at the dial tone. Digits that can't grow into a longer number are dialled at once;
/// <c>#</c> says that this is all. Immutable, without a clock.
/// </summary>
internal sealed class DigitEntry
{
    private const int MostDigits = 32;

    private readonly DigitTimes _times;

    /// <param name="now">The dial tone begins.</param>
    public DigitEntry(DigitTimes times, TimeSpan now)
        : this(times, "", EntryEnd.None, now + times.First) { }

    private DigitEntry(DigitTimes times, string digits, EntryEnd end, TimeSpan due)
    {
        _times = times;
        Digits = digits;
        End = end;
        Due = due;
    }

    public string Digits { get; }

    public EntryEnd End { get; }

    /// <summary>When the wait is over.</summary>
    public TimeSpan Due { get; }

    public DigitEntry Pressed(char key, TimeSpan now, Func<string, DigitHope> hope)
    {
        if (End != EntryEnd.None)
        {
            return this;
        }

        if (key == '#' && Digits.Length > 0)
        {
            return new DigitEntry(_times, Digits, EntryEnd.Complete, now);
        }

        string digits = Digits + key;
        DigitHope left = hope(digits);
        bool complete = !left.CanGrow || digits.Length == MostDigits;
        return new DigitEntry(
            _times,
            digits,
            complete ? EntryEnd.Complete : EntryEnd.None,
            now + (left.IsNumber ? _times.Next : _times.WhileIncomplete)
        );
    }

    public DigitEntry TimePassed(TimeSpan now) =>
        End != EntryEnd.None || now < Due
            ? this
            : new DigitEntry(
                _times,
                Digits,
                Digits.Length > 0 ? EntryEnd.Complete : EntryEnd.Nothing,
                Due
            );
}
