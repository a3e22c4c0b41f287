using System.Collections.Immutable;
using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using QX200.Board.Alsa;

namespace QX200.Board;

/// <summary>The real board: its GPIO chip by libgpiod, its voices by ALSA.</summary>
public static class Qx200Board
{
    /// <summary>Names of the ALSA devices, as in <c>board/linux/asound.conf</c>; one for each port.</summary>
    internal static ImmutableArray<string> VoiceDevices { get; } = ["qx200_fxs1", "qx200_fxs2"];

    /// <summary>This machine has the GPIO chip of a QX200.</summary>
    public static bool IsHere => GpioChips.Find(Wiring.ChipLabel) is not null;

    /// <summary>Whoever has opened a line of the chip, as the kernel names him; null where nobody has.</summary>
    internal static string? Holder =>
        GpioChips.Find(Wiring.ChipLabel) is { } number ? GpioChips.HolderOf(number) : null;

    /// <summary>Takes the chip; lines and devices are opened when the board starts.</summary>
    /// <returns>Null and a sentence where the chip or the library is missing.</returns>
    public static IBoard? Open(TimeProvider clock, out string? why)
    {
        if (GpioChips.Find(Wiring.ChipLabel) is not { } number)
        {
            why =
                $"no GPIO chip with the label {Wiring.ChipLabel} is here; load the overlay of board/linux, or use --board simulated";
            return null;
        }

        try
        {
            GpioDriver chip = new LibGpiodDriver(number);
            why = null;
            return new GpioBoard(
                "qx200",
                chip,
                [.. VoiceDevices.Select(static name => new AlsaVoice(name))],
                clock
            );
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            why =
                $"the GPIO chip /dev/gpiochip{number} can't be used: {fault.Message} (the package libgpiod2 must be installed, and the user in the group gpio)";
            return null;
        }
    }
}
