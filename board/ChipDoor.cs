using System.Device.Gpio;

namespace QX200.Board;

/// <summary>
/// The GPIO chip, opened by whoever needs it first and finds it: a chip that comes late, or not at all, costs the telephone
/// lines and the lamps, and no call of anybody else. Any thread.
/// </summary>
/// <param name="open">Opens it, or throws one of <see cref="PinFaults"/>.</param>
internal sealed class ChipDoor(Func<GpioDriver> open) : IDisposable
{
    private readonly Lock _gate = new();
    private GpioController? _opened;

    /// <exception cref="Exception">One of <see cref="PinFaults"/>: it can't be had now; a sentence says why.</exception>
    public GpioController Gpio
    {
        get
        {
            if (Volatile.Read(ref _opened) is { } opened)
            {
                return opened;
            }

            lock (_gate)
            {
                return _opened ??= new GpioController(open());
            }
        }
    }

    public void Dispose() => _opened?.Dispose();
}
