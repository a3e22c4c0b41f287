using System.Collections.Immutable;

namespace QX200.Board.Simulated;

/// <summary>
/// The board without its hardware: the same firmware on a simulated chip, with two SLIC modules, two telephones, lamps,
/// a button, and wires that can break.
/// </summary>
/// <remarks>
/// What the world does happens under one gate, as there is one world; the voice passes without it. A lock here keeps
/// no part of the firmware waiting: nothing is done under it but setting levels and posting news.
/// </remarks>
internal sealed class SimulatedBoard : IBoard
{
    private static readonly TimeSpan CodecTurn = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly GpioBoard _board;
    private readonly Hand _finger;
    private readonly Pace _codecs;
    private bool _pressed;

    public SimulatedBoard(TimeProvider clock)
    {
        Chip = new SimulatedChip(_gate);
        Modules = [new SlicModule(1, Chip, _gate, clock), new SlicModule(2, Chip, _gate, clock)];
        Telephones =
        [
            new AnalogTelephone(1, Modules[0], _gate, clock),
            new AnalogTelephone(2, Modules[1], _gate, clock),
        ];
        Voices =
        [
            new SimulatedVoice(clock) { Telephone = Telephones[0] },
            new SimulatedVoice(clock) { Telephone = Telephones[1] },
        ];
        _finger = new Hand("finger", _gate, clock);
        Chip.OutputChanged = OutputChanged;
        Telephones[0].Changed = Telephones[1].Changed = () => Changed?.Invoke();
        _board = new GpioBoard("simulated", () => Chip, Voices, clock);
        _codecs = Pace.Start("codecs", clock, TurnCodecs);
    }

    public string Name => _board.Name;

    public ImmutableArray<IFxsPort> Ports => _board.Ports;

    public Action<ButtonEdge>? ButtonMoved
    {
        get => _board.ButtonMoved;
        set => _board.ButtonMoved = value;
    }

    public Action<string?>? PanelFaulted
    {
        get => _board.PanelFaulted;
        set => _board.PanelFaulted = value;
    }

    /// <summary>Something has changed that can be seen or heard. To be posted on, for it holds up the world.</summary>
    public Action? Changed { get; set; }

    public SimulatedChip Chip { get; }

    public ImmutableArray<SlicModule> Modules { get; }

    public ImmutableArray<AnalogTelephone> Telephones { get; }

    public ImmutableArray<SimulatedVoice> Voices { get; }

    public bool IsButtonPressed => Volatile.Read(ref _pressed);

    public void StartFront() => _board.StartFront();

    public void Start() => _board.Start();

    public void SetLamp(Lamp lamp, bool lit) => _board.SetLamp(lamp, lit);

    public PinReading ReadPin(int line) => _board.ReadPin(line);

    /// <summary>What an eye sees, which is what the firmware set unless a wire is broken.</summary>
    public bool IsLit(Lamp lamp) => Chip.FarLevel(Wiring.Lamps[(int)lamp].Offset);

    public void PressButton() => MoveButton(pressed: true);

    public void LetGoButton() => MoveButton(pressed: false);

    /// <summary>Presses it, and lets go after this time. A finger that is still on it is taken off first.</summary>
    public void HoldButton(TimeSpan length)
    {
        lock (_gate)
        {
            _finger.Drop();
            MoveButton(pressed: false);
            _finger.Then(() => MoveButton(pressed: true), length);
            _finger.Then(() => MoveButton(pressed: false), TimeSpan.FromMilliseconds(1));
        }
    }

    public void Dispose()
    {
        _codecs.Dispose();
        _finger.Dispose();
        _board.Dispose();
        foreach (AnalogTelephone telephone in Telephones)
        {
            telephone.Dispose();
        }

        foreach (SlicModule module in Modules)
        {
            module.Dispose();
        }
    }

    private void MoveButton(bool pressed)
    {
        lock (_gate)
        {
            Volatile.Write(ref _pressed, pressed);
            Chip.DriveFar(Wiring.Button.Offset, pressed == Wiring.Button.ActiveHigh);
            Changed?.Invoke();
        }
    }

    private void OutputChanged(int line, bool high)
    {
        foreach (SlicModule module in Modules)
        {
            module.InputChanged(line, high);
        }

        if (line >= Wiring.Lamps[0].Offset)
        {
            Changed?.Invoke();
        }
    }

    private TimeSpan TurnCodecs()
    {
        foreach (SimulatedVoice voice in Voices)
        {
            voice.Turn();
        }

        return CodecTurn;
    }
}
