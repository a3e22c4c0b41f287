using System.Device.Gpio;

namespace QX200.Board;

/// <summary>
/// A telephone port on its four GPIO lines. All outputs are set by one thread, the port's own, which takes what is
/// wanted from one atomic word; so ringing can be asked for, tripped and stopped from three threads without a lock.
/// </summary>
internal sealed class FxsPort : IFxsPort, IDisposable
{
    /// <summary>
    /// SHK may follow the ringing current, so a lifted receiver is believed when the loop has been closed for longer
    /// than half a period of 17 Hz.
    /// </summary>
    private static readonly TimeSpan TripTime = TimeSpan.FromMilliseconds(30);

    /// <summary>
    /// How often SHK is read where nothing has been told: a line that went dead, or an edge that got lost while it was,
    /// is noticed then.
    /// </summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>For how long SHK has to differ from what has been told of it: an edge on its way comes sooner.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromMilliseconds(10);

    private readonly ChipDoor _chip;
    private readonly PortPins _pins;
    private readonly IPortVoice _voice;
    private readonly TimeProvider _clock;
    private readonly RingSignal _ring;
    private Pace? _pace;
    private Wanted _wanted = new(LineFeed.Forward, 0);
    private PortFault? _fault;
    private long _closedSince;
    private int _edges;
    private int _edgesAtDoubt;
    private long? _doubtedSince;
    private bool _loopClosed;
    private bool _ringing;
    private Pauses _pauses;
    private bool _open;
    private LineFeed _feedSet;
    private long _retryAt;

    public FxsPort(int number, ChipDoor chip, PortPins pins, IPortVoice voice, TimeProvider clock)
    {
        Number = number;
        _chip = chip;
        _pins = pins;
        _voice = voice;
        _clock = clock;
        _ring = new RingSignal(clock.TimestampFrequency);
        voice.Failed = () => _pace?.Wake();
    }

    public int Number { get; }

    public bool LoopClosed => Volatile.Read(ref _loopClosed);

    public Action<LoopEdge>? LoopChanged { get; set; }

    public LineFeed Feed => Wanted.Read(ref _wanted).Feed;

    public bool Ringing => Volatile.Read(ref _ringing);

    public PortFault? Fault => Volatile.Read(ref _fault);

    public Action<PortFault?>? FaultChanged { get; set; }

    public IVoiceDevice Voice => _voice;

    private GpioController Gpio => _chip.Gpio;

    public void Start() => _pace = Pace.Start($"fxs{Number}", _clock, Step);

    public void SetFeed(LineFeed feed)
    {
        Wanted.Write(ref _wanted, new Wanted(feed, 0));
        _pace?.Wake();
    }

    public bool StartRinging(int hertz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hertz, RingSignal.LowestHertz);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hertz, RingSignal.HighestHertz);
        LineFeed feed = Feed;
        if (_pace is null || Fault is not null || feed == LineFeed.Open || LoopClosed)
        {
            return false;
        }

        Wanted.Write(ref _wanted, new Wanted(feed, hertz));
        _pace.Wake();
        return true;
    }

    public void StopRinging()
    {
        Wanted.Write(ref _wanted, new Wanted(Feed, 0));
        _pace?.Wake();
    }

    /// <summary>Leaves the line without ringing current and with its battery, as the resistors on the board do.</summary>
    public void Dispose()
    {
        _pace?.Dispose();
        ClosePins();
        _voice.Dispose();
    }

    private TimeSpan Step()
    {
        long now = _clock.GetTimestamp();
        if (!_open && now < _retryAt)
        {
            return _clock.GetElapsedTime(now, _retryAt);
        }

        try
        {
            return Trouble() is { } trouble ? Fail(trouble) : Drive(now);
        }
        catch (Exception fault)
        {
            // The port's loop guard: whatever goes wrong takes this port out of service and nothing else.
            return Fail(
                new PortFault(
                    PortFaultKind.Pins,
                    $"the GPIO lines of telephone port {Number} ({_pins.RingMode.Net} to {_pins.SwitchHook.Net}, lines {_pins.RingMode.Offset} to {_pins.SwitchHook.Offset}) do not answer: {fault.Message}"
                )
            );
        }
    }

    // The outputs first, each at the level of rest: the line must not ring or lose its battery because we start.
    private PortFault? Open()
    {
        _feedSet = LineFeed.Forward;
        OpenOutput(_pins.RingMode);
        OpenOutput(_pins.ForwardReverse);
        OpenOutput(_pins.PowerDown);
        if (IsRingModeStuck())
        {
            return StuckHigh();
        }

        Gpio.OpenPin(_pins.SwitchHook.Offset, PinMode.Input);
        Gpio.RegisterCallbackForPinValueChangedEvent(
            _pins.SwitchHook.Offset,
            PinEventTypes.Rising | PinEventTypes.Falling,
            OnSwitchHook
        );
        if (_voice.Open() is { } why)
        {
            return new PortFault(
                PortFaultKind.Voice,
                $"telephone port {Number} has no voice: {why}"
            );
        }

        _open = true;
        _pauses.Reset();
        if (Interlocked.Exchange(ref _fault, null) is not null)
        {
            FaultChanged?.Invoke(null);
        }

        if (!LoopClosed && Gpio.Read(_pins.SwitchHook.Offset) == PinValue.High)
        {
            Tell(closed: true);
        }

        return null;
    }

    private void OpenOutput(WiredPin pin) =>
        Gpio.OpenPin(pin.Offset, PinMode.Output, pin.RestsHigh ? PinValue.High : PinValue.Low);

    private PortFault? Trouble() =>
        !_open ? Open()
        : _voice.Failure is { } why
            ? new PortFault(
                PortFaultKind.Voice,
                $"telephone port {Number} has lost its voice: {why}"
            )
        : null;

    private TimeSpan Drive(long now)
    {
        LookAtSwitchHook(now);
        Wanted wanted = Wanted.Read(ref _wanted);
        if (wanted.Hertz != 0 && LoopClosed && UntilTrip(now) <= TimeSpan.Zero)
        {
            wanted = Wanted.WithoutRinging(ref _wanted);
        }

        bool wasHigh = _ring.ModeHigh;
        bool wasForward = _ring.Forward;
        _ring.Drive(now, wanted.Hertz, idle: wanted.Feed != LineFeed.Reversed);
        Set(_pins.RingMode, wasHigh, _ring.ModeHigh);
        Volatile.Write(ref _ringing, _ring.ModeHigh);
        Set(_pins.ForwardReverse, wasForward, _ring.Forward);
        if (wanted.Feed != _feedSet)
        {
            Write(_pins.PowerDown, wanted.Feed == LineFeed.Open);
            _feedSet = wanted.Feed;
        }

        TimeSpan look = _doubtedSince is null ? LookEvery : LostAfter;
        if (!_ring.ModeHigh)
        {
            return IsRingModeStuck() ? Fail(StuckHigh()) : look;
        }

        TimeSpan next = _clock.GetElapsedTime(now, _ring.NextToggle);
        next = look < next ? look : next;
        return LoopClosed && UntilTrip(now) < next ? UntilTrip(now) : next;
    }

    /// <summary>An edge that should have been told and was not is told now.</summary>
    private void LookAtSwitchHook(long now)
    {
        bool closed = Gpio.Read(_pins.SwitchHook.Offset) == PinValue.High;
        int edges = Volatile.Read(ref _edges);
        if (closed == LoopClosed)
        {
            _doubtedSince = null;
        }
        else if (_doubtedSince is not { } since || edges != _edgesAtDoubt)
        {
            (_doubtedSince, _edgesAtDoubt) = (now, edges);
        }
        else if (_clock.GetElapsedTime(since, now) >= LostAfter)
        {
            _doubtedSince = null;
            Tell(closed);
        }
    }

    private TimeSpan UntilTrip(long now) =>
        TripTime - _clock.GetElapsedTime(Volatile.Read(ref _closedSince), now);

    private void Set(WiredPin pin, bool was, bool now)
    {
        if (was != now)
        {
            Write(pin, now);
        }
    }

    private void Write(WiredPin pin, bool high) =>
        Gpio.Write(pin.Offset, high ? PinValue.High : PinValue.Low);

    // Looked at whenever ringing ends and whenever a receiver is lifted, which is when it must not be, and now and then.
    private bool IsRingModeStuck() => Gpio.Read(_pins.RingMode.Offset) == PinValue.High;

    private PortFault StuckHigh() =>
        new(
            PortFaultKind.Wiring,
            $"telephone port {Number}: {_pins.RingMode.Net} (line {_pins.RingMode.Offset}) stays high though it is set low, so the line would go on ringing; look for a short to the supply"
        );

    private TimeSpan Fail(PortFault fault)
    {
        ClosePins();
        _voice.Close();
        _open = false;
        Wanted.WithoutRinging(ref _wanted);
        TimeSpan pause = _pauses.Next();
        _retryAt = _clock.GetTimestamp() + (long)(pause.TotalSeconds * _clock.TimestampFrequency);
        PortFault? before = Interlocked.Exchange(ref _fault, fault);
        if (before != fault)
        {
            FaultChanged?.Invoke(fault);
        }

        return pause;
    }

    private void ClosePins()
    {
        _ring.Rest();
        Volatile.Write(ref _ringing, false);
        Volatile.Write(ref _loopClosed, false);
        WiredPin[] pins = [_pins.RingMode, _pins.ForwardReverse, _pins.PowerDown, _pins.SwitchHook];
        foreach (WiredPin pin in pins)
        {
            try
            {
                if (Gpio.IsPinOpen(pin.Offset))
                {
                    if (pin.Output)
                    {
                        Write(pin, pin.RestsHigh);
                        Gpio.ClosePin(pin.Offset);
                    }
                    else
                    {
                        Gpio.CloseListened(pin.Offset, OnSwitchHook);
                    }
                }
            }
            catch (Exception fault) when (PinFaults.Is(fault))
            {
                // It is being closed because it does not answer.
            }
        }
    }

    private void OnSwitchHook(object sender, PinValueChangedEventArgs edge)
    {
        bool closed = edge.ChangeType == PinEventTypes.Rising;
        if (closed != LoopClosed)
        {
            Tell(closed);
        }
    }

    private void Tell(bool closed)
    {
        long now = _clock.GetTimestamp();
        Interlocked.Increment(ref _edges);
        Volatile.Write(ref _closedSince, now);
        Volatile.Write(ref _loopClosed, closed);
        bool ringing = Ringing;
        LoopChanged?.Invoke(new LoopEdge(closed, now, ringing));
        if (ringing || closed)
        {
            _pace?.Wake();
        }
    }
}
