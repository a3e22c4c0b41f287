using System.Collections.Immutable;
using System.Device.Gpio;

namespace QX200.Board;

/// <summary>The board on a GPIO chip, real or simulated, that has the lines of <see cref="Wiring"/>.</summary>
internal sealed class GpioBoard : IBoard
{
    private readonly ChipDoor _chip;
    private readonly FrontPins _front;
    private readonly ImmutableArray<FxsPort> _ports;

    /// <param name="chip">Opens the chip; see <see cref="ChipDoor"/>.</param>
    /// <param name="voices">One for each port; they belong to the board from now on.</param>
    public GpioBoard(
        string name,
        Func<GpioDriver> chip,
        IReadOnlyList<IPortVoice> voices,
        TimeProvider clock
    )
    {
        Name = name;
        _chip = new ChipDoor(chip);
        _front = new FrontPins(_chip, clock);
        _ports =
        [
            .. Wiring.Ports.Select((pins, i) => new FxsPort(i + 1, _chip, pins, voices[i], clock)),
        ];
        Ports = [.. _ports];
    }

    public string Name { get; }

    public ImmutableArray<IFxsPort> Ports { get; }

    public Action<ButtonEdge>? ButtonMoved
    {
        get => _front.ButtonMoved;
        set => _front.ButtonMoved = value;
    }

    public Action<string?>? PanelFaulted
    {
        get => _front.Faulted;
        set => _front.Faulted = value;
    }

    public void StartFront() => _front.Start();

    public void Start()
    {
        _front.Start();
        foreach (FxsPort port in _ports)
        {
            port.Start();
        }
    }

    public void SetLamp(Lamp lamp, bool lit) => _front.Set(lamp, lit);

    public PinReading ReadPin(int line)
    {
        try
        {
            return _chip.Gpio.IsPinOpen(line)
                ? new PinReading(_chip.Gpio.Read(line) == PinValue.High, null)
                : new PinReading(null, "it could not be opened");
        }
        catch (Exception fault) when (PinFaults.Is(fault))
        {
            return new PinReading(null, fault.Message);
        }
    }

    public void Dispose()
    {
        foreach (FxsPort port in _ports)
        {
            port.Dispose();
        }

        _front.Dispose();
        _chip.Dispose();
    }
}
