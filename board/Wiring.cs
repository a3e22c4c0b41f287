using System.Collections.Immutable;

namespace QX200.Board;

/// <param name="Offset">Line of the GPIO chip.</param>
/// <param name="Output">Driven by the firmware; else read by it.</param>
/// <param name="ActiveHigh">The level at which it does or says what its name says.</param>
/// <param name="RestsHigh">The level that the resistor on the board gives it while nobody drives it.</param>
internal sealed record WiredPin(
    int Offset,
    string Net,
    bool Output,
    bool ActiveHigh,
    bool RestsHigh
);

/// <param name="RingMode">RM: high while ringing, and only then.</param>
/// <param name="ForwardReverse">F/R: high is forward; toggled at the ringing frequency in ringing mode.</param>
/// <param name="PowerDown">PD: high takes the battery off the line.</param>
/// <param name="SwitchHook">SHK: high while loop current flows.</param>
internal sealed record PortPins(
    WiredPin RingMode,
    WiredPin ForwardReverse,
    WiredPin PowerDown,
    WiredPin SwitchHook
);

/// <summary>
/// Which line of the GPIO chip does what. <c>board/README.md</c> has the same table with parts and sections; a test
/// reads both.
/// </summary>
internal static class Wiring
{
    /// <summary>Label of the GPIO chip; where a chip has it, this is a QX200.</summary>
    public const string ChipLabel = "qx200";

    public static ImmutableArray<PortPins> Ports { get; } = [Port(1, 0), Port(2, 4)];

    /// <summary>In the order of <see cref="Lamp"/>.</summary>
    public static ImmutableArray<WiredPin> Lamps { get; } =
    [
        Led(8, "LED_POWER"),
        Led(9, "LED_STATUS"),
        Led(10, "LED_NETWORK"),
        Led(11, "LED_LINE1"),
        Led(12, "LED_LINE2"),
        Led(13, "LED_PARK"),
    ];

    public static WiredPin Button { get; } =
        new(14, "BUTTON", Output: false, ActiveHigh: false, RestsHigh: true);

    /// <summary>All of them, by offset.</summary>
    public static ImmutableArray<WiredPin> All { get; } =
    [
        .. Ports.SelectMany(port =>
            new[] { port.RingMode, port.ForwardReverse, port.PowerDown, port.SwitchHook }
        ),
        .. Lamps,
        Button,
    ];

    private static PortPins Port(int number, int first) =>
        new(
            new(first, $"FXS{number}_RM", Output: true, ActiveHigh: true, RestsHigh: false),
            new(first + 1, $"FXS{number}_FR", Output: true, ActiveHigh: true, RestsHigh: true),
            new(first + 2, $"FXS{number}_PD", Output: true, ActiveHigh: true, RestsHigh: false),
            new(first + 3, $"FXS{number}_SHK", Output: false, ActiveHigh: true, RestsHigh: false)
        );

    private static WiredPin Led(int offset, string net) =>
        new(offset, net, Output: true, ActiveHigh: true, RestsHigh: false);
}
