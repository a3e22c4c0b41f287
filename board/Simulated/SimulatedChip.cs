using System.Device.Gpio;

namespace QX200.Board.Simulated;

/// <summary>What has become of the wire between a line of the GPIO chip and what it leads to.</summary>
internal enum Wire : byte
{
    Whole,

    /// <summary>Both ends have the level of their resistor.</summary>
    Cut,

    /// <summary>A short to ground; both ends read low.</summary>
    StuckLow,

    /// <summary>A short to the supply; both ends read high.</summary>
    StuckHigh,
}

/// <summary>
/// A GPIO chip with the lines of <see cref="Wiring"/>, for the same GPIO library that drives the real one. The firmware
/// holds one end of each wire and the simulated parts the other; wires can break and the chip can fail.
/// </summary>
/// <param name="gate">Held while anything of the simulated world moves; its parts share it.</param>
internal sealed class SimulatedChip(Lock gate) : GpioDriver
{
    private readonly Line[] _lines = [.. Wiring.All.Select(pin => new Line(pin))];

    /// <summary>The far end of an output's wire has changed: line and level. Under the gate.</summary>
    public Action<int, bool>? OutputChanged { get; set; }

    protected override int PinCount => _lines.Length;

    /// <summary>The level at the far end of the wire, where the parts are.</summary>
    public bool FarLevel(int line)
    {
        lock (gate)
        {
            return _lines[line].Far;
        }
    }

    /// <summary>A part drives its end of an input's wire.</summary>
    public void DriveFar(int line, bool level)
    {
        lock (gate)
        {
            Line at = _lines[line];
            at.Driven = level;
            Settle(at);
        }
    }

    public void Break(int line, Wire how)
    {
        lock (gate)
        {
            Line at = _lines[line];
            at.Wire = how;
            Settle(at);
        }
    }

    /// <summary>From now on the chip answers nothing about this line, or answers again.</summary>
    public void Fail(int line, bool failing)
    {
        lock (gate)
        {
            _lines[line].Failing = failing;
        }
    }

    protected override void OpenPin(int pinNumber)
    {
        lock (gate)
        {
            Line line = Reach(pinNumber);
            if (line.Open || line.Edges is not null)
            {
                throw new IOException($"line {pinNumber} is in use");
            }

            line.Open = true;
        }
    }

    // A line let go keeps what it was last told, as the latches of real chips do. Who listens to its edges still has it,
    // as with the kernel's chips.
    protected override void ClosePin(int pinNumber)
    {
        lock (gate)
        {
            _lines[pinNumber].Open = false;
        }
    }

    protected override void SetPinMode(int pinNumber, PinMode mode) => Reach(pinNumber);

    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        SetPinMode(pinNumber, mode);
        Write(pinNumber, initialValue);
    }

    protected override PinMode GetPinMode(int pinNumber) =>
        _lines[pinNumber].Pin.Output ? PinMode.Output : PinMode.Input;

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) =>
        _lines[pinNumber].Pin.Output
            ? mode == PinMode.Output
            : mode is PinMode.Input or PinMode.InputPullUp;

    protected override PinValue Read(int pinNumber)
    {
        lock (gate)
        {
            return Reach(pinNumber).Near;
        }
    }

    protected override void Write(int pinNumber, PinValue value)
    {
        lock (gate)
        {
            Line line = Reach(pinNumber);
            line.Driven = value == PinValue.High;
            Settle(line);
        }
    }

    protected override void AddCallbackForPinValueChangedEvent(
        int pinNumber,
        PinEventTypes eventTypes,
        PinChangeEventHandler callback
    )
    {
        lock (gate)
        {
            Reach(pinNumber).Edges += callback;
        }
    }

    protected override void RemoveCallbackForPinValueChangedEvent(
        int pinNumber,
        PinChangeEventHandler callback
    )
    {
        lock (gate)
        {
            _lines[pinNumber].Edges -= callback;
        }
    }

    protected override WaitForEventResult WaitForEvent(
        int pinNumber,
        PinEventTypes eventTypes,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("edges come by callback");

    private Line Reach(int number) =>
        _lines[number].Failing
            ? throw new IOException("the simulated chip does not answer")
            : _lines[number];

    private void Settle(Line line)
    {
        bool far = line.Level(line.Pin.Output);
        bool near = line.Level(!line.Pin.Output);
        bool farMoved = far != line.Far;
        bool nearMoved = near != line.Near;
        line.Far = far;
        line.Near = near;
        if (farMoved && line.Pin.Output)
        {
            OutputChanged?.Invoke(line.Pin.Offset, far);
        }

        if (nearMoved && !line.Pin.Output && !line.Failing)
        {
            line.Edges?.Invoke(
                this,
                new PinValueChangedEventArgs(
                    near ? PinEventTypes.Rising : PinEventTypes.Falling,
                    line.Pin.Offset
                )
            );
        }
    }

    private sealed class Line(WiredPin pin)
    {
        public WiredPin Pin { get; } = pin;
        public bool Open { get; set; }
        public bool Failing { get; set; }
        public Wire Wire { get; set; }

        // By whichever end drives it: the firmware an output, a part an input.
        public bool Driven { get; set; } = pin.RestsHigh;
        public bool Near { get; set; } = pin.RestsHigh;
        public bool Far { get; set; } = pin.RestsHigh;
        public PinChangeEventHandler? Edges { get; set; }

        // At one end of the wire; the end that drives a cut wire goes on seeing what it drives.
        public bool Level(bool atTheEndThatListens) =>
            Wire switch
            {
                Wire.StuckHigh => true,
                Wire.StuckLow => false,
                Wire.Cut when atTheEndThatListens => Pin.RestsHigh,
                _ => Driven,
            };
    }
}
