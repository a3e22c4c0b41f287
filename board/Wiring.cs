using System.Collections.Immutable;

namespace QX200.Board;

/// <param name="Offset">Line of the GPIO chip.</param>
/// <param name="Output">Driven by the firmware; else read by it.</param>
/// <param name="ActiveHigh">The level at which it does or says what its name says.</param>
/// <param name="RestsHigh">The level that the resistor on the board gives it while nobody drives it.</param>
/// <param name="Part">Where it leads to: the part and its pin.</param>
internal sealed record WiredPin(
    int Offset,
    string Net,
    bool Output,
    bool ActiveHigh,
    bool RestsHigh,
    string Part
)
{
    /// <summary>As sentences name it: <c>FXS1_RM (line 0, to SLIC1, RM)</c>.</summary>
    public override string ToString() => $"{Net} (line {Offset}, to {Part})";
}

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
        Led(1, "POWER"),
        Led(2, "STATUS"),
        Led(3, "NETWORK"),
        Led(4, "LINE1"),
        Led(5, "LINE2"),
        Led(6, "PARK"),
    ];

    public static WiredPin Button { get; } =
        new(14, "BUTTON", Output: false, ActiveHigh: false, RestsHigh: true, "SW1");

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
            Slic(number, first, "RM", restsHigh: false),
            Slic(number, first + 1, "FR", restsHigh: true),
            Slic(number, first + 2, "PD", restsHigh: false),
            Slic(number, first + 3, "SHK", restsHigh: false)
        );

    private static WiredPin Slic(int number, int offset, string net, bool restsHigh) =>
        new(
            offset,
            $"FXS{number}_{net}",
            Output: net != "SHK",
            ActiveHigh: true,
            restsHigh,
            $"SLIC{number}, {(net == "FR" ? "F/R" : net)}"
        );

    private static WiredPin Led(int number, string lamp) =>
        new(
            7 + number,
            $"LED_{lamp}",
            Output: true,
            ActiveHigh: true,
            RestsHigh: false,
            $"LED{number}"
        );
}
