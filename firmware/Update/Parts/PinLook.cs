using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>What the board's GPIO lines read, and what to say when it is not what it should be.</summary>
internal sealed class PinLook(IBoard board)
{
    public bool AllAnswer() => Wiring.All.All(pin => Read(pin).High is not null);

    public PinReading Read(WiredPin pin) => board.ReadPin(pin.Offset);

    /// <summary>False where it can't be read, too.</summary>
    public bool IsHigh(WiredPin pin) => Read(pin).High == true;

    /// <summary>A sentence where the line does not have the level that it was set to; null where it has.</summary>
    public string? Unlike(WiredPin pin, bool set)
    {
        PinReading reading = Read(pin);
        return reading.High is not { } high ? $"{pin} does not answer: {reading.Failure}"
            : high == set ? null
            : Stuck(pin, high);
    }

    /// <summary>An output that has a level that it was not set to.</summary>
    public static string Stuck(WiredPin pin, bool high) =>
        high
            ? $"{pin} stays high though it is set low: look for a short to the supply"
            : $"{pin} stays low though it is set high: look for a short to ground";
}
