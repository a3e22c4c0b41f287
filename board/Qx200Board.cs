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

    /// <summary>A sentence on why the chip can't be used at the moment; null where it can.</summary>
    public static string? Missing
    {
        get
        {
            try
            {
                using GpioDriver chip = OpenChip();
                return null;
            }
            catch (Exception fault) when (PinFaults.Is(fault))
            {
                return fault.Message;
            }
        }
    }

    /// <summary>
    /// The board. Chip and devices are opened when it starts; while the chip is <see cref="Missing"/> its lines are out of
    /// service and say so, and it is tried again.
    /// </summary>
    public static IBoard Make(TimeProvider clock) =>
        new GpioBoard(
            "qx200",
            OpenChip,
            [.. VoiceDevices.Select(static name => new AlsaVoice(name))],
            clock
        );

    private static LibGpiodDriver OpenChip()
    {
        if (GpioChips.Find(Wiring.ChipLabel) is not { } number)
        {
            throw new IOException(
                $"no GPIO chip with the label {Wiring.ChipLabel} is here; load the overlay of board/linux, or use --board simulated"
            );
        }

        try
        {
            return new LibGpiodDriver(number);
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            throw new IOException(
                $"the GPIO chip /dev/gpiochip{number} can't be used: {fault.Message} (the package libgpiod2 must be installed, and the user in the group gpio)",
                fault
            );
        }
    }
}
