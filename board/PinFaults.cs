using System.Device.Gpio;
using System.Runtime.InteropServices;

namespace QX200.Board;

/// <summary>What the GPIO library throws where the hardware, not our code, is to blame.</summary>
internal static class PinFaults
{
    public static bool Is(Exception fault) =>
        fault
            is IOException
                or UnauthorizedAccessException
                or ExternalException
                or PlatformNotSupportedException
                or DllNotFoundException
                or TimeoutException
                or InvalidOperationException;

    /// <summary>
    /// Ends the telling of edges of a line, where it is told, before the line is closed. The library's own thread waits for
    /// them: closed before, it fails there, and the failure comes out of the controller's Dispose.
    /// </summary>
    public static void StopListening(
        this GpioController gpio,
        WiredPin pin,
        PinChangeEventHandler listener
    )
    {
        try
        {
            if (gpio.IsPinOpen(pin.Offset))
            {
                gpio.UnregisterCallbackForPinValueChangedEvent(pin.Offset, listener);
            }
        }
        catch (Exception fault) when (Is(fault))
        {
            // Nobody listened yet, or the line does not answer: it is being closed.
        }
    }
}

/// <summary>Pauses between tries: one second, doubled with each failure up to a minute.</summary>
internal struct Pauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private TimeSpan _last;

    public TimeSpan Next()
    {
        _last =
            _last == TimeSpan.Zero ? First
            : _last * 2 < Longest ? _last * 2
            : Longest;
        return _last;
    }

    public void Reset() => _last = TimeSpan.Zero;
}
