using System.Device.Gpio;

namespace QX200.Board;

/// <summary>The lamps and the button on their GPIO lines.</summary>
internal sealed class FrontPins : IDisposable
{
    private readonly GpioController _gpio;
    private readonly TimeProvider _clock;
    private readonly bool[] _lit = new bool[Wiring.Lamps.Length];
    private ITimer? _retry;
    private Pauses _pauses;
    private string? _fault;
    private volatile bool _over;

    public FrontPins(GpioController gpio, TimeProvider clock)
    {
        _gpio = gpio;
        _clock = clock;
    }

    public Action<ButtonEdge>? ButtonMoved { get; set; }

    public Action<string?>? Faulted { get; set; }

    /// <summary>Opens what can be opened; what can't is tried again after growing pauses.</summary>
    public void Start()
    {
        _retry = _clock.CreateTimer(
            static pins => ((FrontPins)pins!).OpenAll(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        OpenAll();
    }

    public void Set(Lamp lamp, bool lit)
    {
        Volatile.Write(ref _lit[(int)lamp], lit);
        WiredPin pin = Wiring.Lamps[(int)lamp];
        try
        {
            if (_gpio.IsPinOpen(pin.Offset))
            {
                _gpio.Write(pin.Offset, Level(lamp));
            }
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            Fail(pin, fault);
        }
    }

    public void Dispose()
    {
        _over = true;
        _retry?.Dispose();
        foreach (WiredPin pin in Wiring.Lamps.Append(Wiring.Button))
        {
            Let(pin);
        }
    }

    private PinValue Level(Lamp lamp) => Volatile.Read(ref _lit[(int)lamp]);

    private void OpenAll()
    {
        if (_over)
        {
            return;
        }

        bool all = true;
        for (int lamp = 0; lamp < Wiring.Lamps.Length; lamp++)
        {
            all &= Try(Wiring.Lamps[lamp], (Lamp)lamp);
        }

        all &= Try(Wiring.Button, null);
        if (all && Interlocked.Exchange(ref _fault, null) is not null)
        {
            _pauses.Reset();
            Faulted?.Invoke(null);
        }
    }

    private bool Try(WiredPin pin, Lamp? lamp)
    {
        try
        {
            if (_gpio.IsPinOpen(pin.Offset))
            {
                return true;
            }

            if (lamp is { } which)
            {
                _gpio.OpenPin(pin.Offset, PinMode.Output, Level(which));
                return true;
            }

            _gpio.OpenPin(
                pin.Offset,
                _gpio.IsPinModeSupported(pin.Offset, PinMode.InputPullUp)
                    ? PinMode.InputPullUp
                    : PinMode.Input
            );
            _gpio.RegisterCallbackForPinValueChangedEvent(
                pin.Offset,
                PinEventTypes.Rising | PinEventTypes.Falling,
                OnButton
            );
            return true;
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            Fail(pin, fault);
            return false;
        }
    }

    private void OnButton(object sender, PinValueChangedEventArgs edge) =>
        ButtonMoved?.Invoke(
            new ButtonEdge(edge.ChangeType == PinEventTypes.Falling, _clock.GetTimestamp())
        );

    private void Fail(WiredPin pin, Exception fault)
    {
        Let(pin);
        string sentence =
            $"the front panel's {pin.Net} (GPIO line {pin.Offset}) does not answer: {fault.Message}";
        if (Interlocked.Exchange(ref _fault, sentence) != sentence)
        {
            Faulted?.Invoke(sentence);
        }

        if (!_over)
        {
            _retry?.Change(_pauses.Next(), Timeout.InfiniteTimeSpan);
        }
    }

    private void Let(WiredPin pin)
    {
        try
        {
            if (!_gpio.IsPinOpen(pin.Offset))
            {
                return;
            }

            if (pin.Output)
            {
                _gpio.ClosePin(pin.Offset);
            }
            else
            {
                _gpio.CloseListened(pin.Offset, OnButton);
            }
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            // It is being closed because it does not answer.
        }
    }
}
