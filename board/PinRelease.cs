using System.Device.Gpio;

namespace QX200.Board;

/// <summary>Lets go of a pin whose edges were listened to.</summary>
internal static class PinRelease
{
    /// <summary>
    /// The kernel's line stays taken for as long as anybody listens to its edges, closed or not, and could then not be
    /// opened again. The library's thread that waits for edges would fail, and the controller's Dispose throws what it
    /// failed with.
    /// </summary>
    public static void CloseListened(
        this GpioController gpio,
        int offset,
        PinChangeEventHandler listener
    )
    {
        try
        {
            gpio.UnregisterCallbackForPinValueChangedEvent(offset, listener);
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            // Opening it has failed before anybody listened.
        }

        gpio.ClosePin(offset);
    }
}
