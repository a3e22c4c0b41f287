using System.Globalization;
using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>Rings a line whose receiver is on the hook, and looks at its GPIO lines meanwhile.</summary>
internal sealed class RingLook(IFxsPort port, PortPins wires, PinLook pins, Patience patience)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(3);

    /// <summary>Half a period, and what a thread may be late on a slow machine.</summary>
    private static readonly TimeSpan s_ends = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong with the outputs, as a sentence; null while nothing is.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Loop current was believed, and ended the ringing.</summary>
    public bool Tripped { get; private set; }

    public bool IsQuiet => Wrong is null && !Tripped;

    public void Ring(int hertz, TimeSpan length)
    {
        if (!port.StartRinging(hertz))
        {
            Tripped = port.LoopClosed;
            Wrong = Tripped ? null : port.Fault?.Sentence ?? $"line {port.Number} can't be rung";
            return;
        }

        int looks = 0;
        int modeHigh = 0;
        int toggles = 0;
        bool forward = true;
        long began = patience.Now;
        bool begun = patience.Until(s_ends, () => port.Ringing);
        while (begun && patience.Since(began) < length && port.Ringing)
        {
            looks++;
            modeHigh += pins.IsHigh(wires.RingMode) ? 1 : 0;
            bool now = pins.IsHigh(wires.ForwardReverse);
            toggles += now != forward ? 1 : 0;
            forward = now;
            patience.Wait(s_look);
        }

        bool ended = !port.Ringing;
        TimeSpan rang = patience.Since(began);
        port.StopRinging();
        Tripped = begun && ended && port.Fault is null;
        bool atRest = patience.Until(s_ends, () => !port.Ringing);
        Wrong =
            port.Fault?.Sentence
            ?? (
                !begun ? $"line {port.Number} does not begin to ring"
                : Tripped ? null
                : modeHigh < looks ? PinLook.Stuck(wires.RingMode, high: false)
                : Slow(toggles, hertz, rang)
            )
            ?? (atRest ? AtRest() : $"line {port.Number} does not end to ring");
    }

    /// <summary>A silence of the cadence.</summary>
    public void Rest(TimeSpan length)
    {
        patience.Wait(length);
        Wrong ??= AtRest();
    }

    private string? AtRest() =>
        pins.Unlike(wires.RingMode, set: false) ?? pins.Unlike(wires.ForwardReverse, set: true);

    // A look may come late and miss a pair of them, but not most.
    private string? Slow(int toggles, int hertz, TimeSpan length)
    {
        int due = (int)(2 * hertz * length.TotalSeconds);
        return toggles >= due / 3 ? null
            : toggles == 0 ? PinLook.Stuck(wires.ForwardReverse, pins.IsHigh(wires.ForwardReverse))
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{wires.ForwardReverse} changed {toggles} times where {due} make {hertz} Hz"
            );
    }
}
