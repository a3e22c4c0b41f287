namespace QX200.Lines;

/// <summary>
/// What the times of a telephone's loop mean. Dialling by pulses: 8 to 12 in a second, each closed for 33 to 67 % of
/// its time, so that a pulse opens the loop for 27 to 84 ms, and leaves it closed as long before the next one.
/// </summary>
/// <param name="ShortestFlash">80 to 800 ms.</param>
/// <param name="LongestFlash">80 to 800 ms; a loop that stays open longer is a receiver hung up.</param>
internal readonly record struct LoopFigures(TimeSpan ShortestFlash, TimeSpan LongestFlash)
{
    /// <summary>A contact has settled when it has kept still for so long.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(10);

    /// <summary>While ringing current flows SHK may follow it: half a period of 20 Hz is 25 ms.</summary>
    public static readonly TimeSpan SettlingWhileRinging = TimeSpan.FromMilliseconds(35);

    /// <summary>An opening shorter than this is a disturbance.</summary>
    public static readonly TimeSpan ShortestPulse = TimeSpan.FromMilliseconds(25);

    public static readonly TimeSpan LongestPulse = TimeSpan.FromMilliseconds(90);

    /// <summary>A loop closed for so long after a pulse ends the digit.</summary>
    public static readonly TimeSpan DigitPause = TimeSpan.FromMilliseconds(150);
}
