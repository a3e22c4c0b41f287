using System.Device.Gpio;

namespace QX200.Board;

/// <summary>The lamps and the button on their GPIO lines.</summary>
internal sealed class FrontPins : IDisposable
{
    private readonly ChipDoor _chip;
    private readonly TimeProvider _clock;
    private readonly bool[] _lit = new bool[Wiring.Lamps.Length];
    private ITimer? _retry;
    private Pauses _pauses;
    private string? _fault;
    private int _armed;
    private volatile bool _over;

    public FrontPins(ChipDoor chip, TimeProvider clock)
    {
        _chip = chip;
        _clock = clock;
    }

    public Action<ButtonEdge>? ButtonMoved { get; set; }

    public Action<string?>? Faulted { get; set; }

    private GpioController Gpio => _chip.Gpio;

    /// <summary>Opens what can be opened; what can't is tried again after growing pauses. Does nothing the second time.</summary>
    public void Start()
    {
        if (_retry is not null)
        {
            return;
        }

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
            if (Gpio.IsPinOpen(pin.Offset))
            {
                Gpio.Write(pin.Offset, Level(lamp));
            }
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            Let(pin);
            if (Volatile.Read(ref _fault) is null)
            {
                // Else all that is wrong is said at the next try.
                Report(Sentence(pin, fault));
            }
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

        Volatile.Write(ref _armed, 0);
        List<string> faults = [];
        for (int lamp = 0; lamp < Wiring.Lamps.Length; lamp++)
        {
            Lamp which = (Lamp)lamp;
            Try(Wiring.Lamps[lamp], pin => OpenLamp(pin, which), faults);
        }

        Try(Wiring.Button, OpenButton, faults);
        if (faults.Count > 0)
        {
            Report(string.Join("; ", faults));
        }
        else
        {
            _pauses.Reset();
            if (Interlocked.Exchange(ref _fault, null) is not null)
            {
                Faulted?.Invoke(null);
            }
        }
    }

    private void Try(WiredPin pin, Action<WiredPin> open, List<string> faults)
    {
        try
        {
            if (!Gpio.IsPinOpen(pin.Offset))
            {
                open(pin);
            }
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            Let(pin);
            faults.Add(Sentence(pin, fault));
        }
    }

    private void OpenLamp(WiredPin pin, Lamp lamp)
    {
        Gpio.OpenPin(pin.Offset, PinMode.Output, Level(lamp));

        // It may have been set while it was being opened.
        Gpio.Write(pin.Offset, Level(lamp));
    }

    private void OpenButton(WiredPin pin)
    {
        Gpio.OpenPin(
            pin.Offset,
            Gpio.IsPinModeSupported(pin.Offset, PinMode.InputPullUp)
                ? PinMode.InputPullUp
                : PinMode.Input
        );
        Gpio.RegisterCallbackForPinValueChangedEvent(
            pin.Offset,
            PinEventTypes.Rising | PinEventTypes.Falling,
            OnButton
        );
    }

    private void OnButton(object sender, PinValueChangedEventArgs edge) =>
        ButtonMoved?.Invoke(
            new ButtonEdge(edge.ChangeType == PinEventTypes.Falling, _clock.GetTimestamp())
        );

    private static string Sentence(WiredPin pin, Exception fault) =>
        $"the front panel's {pin.Net} (GPIO line {pin.Offset}) does not answer: {fault.Message}";

    // However many lines fail, there is one pause until all are tried again.
    private void Report(string sentence)
    {
        if (Interlocked.Exchange(ref _fault, sentence) != sentence)
        {
            Faulted?.Invoke(sentence);
        }

        if (Interlocked.Exchange(ref _armed, 1) == 0 && !_over)
        {
            _retry?.Change(_pauses.Next(), Timeout.InfiniteTimeSpan);
        }
    }

    private void Let(WiredPin pin)
    {
        try
        {
            if (!Gpio.IsPinOpen(pin.Offset))
            {
                return;
            }

            if (pin.Output)
            {
                Gpio.ClosePin(pin.Offset);
            }
            else
            {
                Gpio.CloseListened(pin.Offset, OnButton);
            }
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            // It is being closed because it does not answer.
        }
    }
}
