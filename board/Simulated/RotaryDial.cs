namespace QX200.Board.Simulated;

/// <summary>How a dial breaks the loop while it turns back.</summary>
/// <param name="Break">Loop open, for each pulse.</param>
/// <param name="Make">Loop closed, between two pulses.</param>
/// <param name="Pause">From the last pulse of a digit to the first of the next.</param>
internal sealed record RotaryDial(TimeSpan Break, TimeSpan Make, TimeSpan Pause)
{
    /// <summary>Ten pulses a second, 40 % make.</summary>
    public static RotaryDial Ordinary { get; } = At(10, 0.4);

    public static RotaryDial At(double pulsesPerSecond, double make) =>
        new(
            TimeSpan.FromSeconds((1 - make) / pulsesPerSecond),
            TimeSpan.FromSeconds(make / pulsesPerSecond),
            TimeSpan.FromMilliseconds(700)
        );
}
