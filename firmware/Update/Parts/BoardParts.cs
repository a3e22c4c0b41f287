using System.Collections.Immutable;
using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>How the lines of this box are rung.</summary>
/// <param name="Cadence">Milliseconds of ringing and silence by turns.</param>
internal sealed record RingTerms(int Hertz, ImmutableArray<int> Cadence);

/// <summary>
/// The board's parts: GPIO lines, the telephone lines on their modules, lamps and button. The board must not have been
/// started, and is nobody else's meanwhile.
/// </summary>
internal sealed class BoardParts
{
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2);

    /// <summary>After its GPIO lines a port opens its sound device, and may find that it has none.</summary>
    private static readonly TimeSpan s_voices = TimeSpan.FromMilliseconds(500);

    private readonly IBoard _board;
    private readonly Patience _patience;
    private readonly Attendance _attendance;
    private readonly PinLook _pins;
    private readonly FrontParts _front;
    private readonly ImmutableArray<LineParts> _lines;
    private string? _panelFault;

    /// <param name="person">Who stands at the box; null where nobody does.</param>
    public BoardParts(IBoard board, RingTerms ring, ITechnician? person, Patience patience)
    {
        _board = board;
        _patience = patience;
        _attendance = new Attendance(person, patience);
        _pins = new PinLook(board);
        _front = new FrontParts(board, _pins, _attendance, patience);
        _lines =
        [
            .. board.Ports.Select(port => new LineParts(port, _pins, ring, _attendance, patience)),
        ];
        board.PanelFaulted = fault => Volatile.Write(ref _panelFault, fault);
    }

    /// <summary>To be tried in this order, on one thread.</summary>
    public IEnumerable<PartCheck> Checks() =>
        [
            new("GPIO lines", AtRest),
            .. _lines.SelectMany(static line => line.Checks()),
            new("lamps", _front.Lamps),
            new("button", _front.Button),
        ];

    /// <summary>Starts the board, and looks whether each line has the level that nobody's touching it should leave it at.</summary>
    private Finding AtRest()
    {
        _board.Start();
        _patience.Until(
            s_start,
            () => _board.Ports.All(static port => port.Fault is not null) || _pins.AllAnswer()
        );
        _patience.Wait(s_voices);
        foreach (LineParts line in _lines)
        {
            line.PutDown();
        }

        List<string> wrong = [];
        List<string> remarks = [];
        int tried = 0;
        foreach (WiredPin pin in Wiring.All)
        {
            LineParts? line = _lines.FirstOrDefault(line => line.Owns(pin));
            string? sentence = Wrong(pin, line);

            // Asked last: a port that goes out of service lets its lines go at any moment.
            if (line?.IsOut != true)
            {
                tried++;
                wrong.AddRange(sentence is null ? [] : [sentence]);
            }
        }

        foreach (IFxsPort port in _board.Ports)
        {
            switch (port.Fault)
            {
                case { Kind: PortFaultKind.Voice }:
                    remarks.Add($"those of port {port.Number} are let go, as it has no sound");
                    break;
                case { } fault:
                    wrong.Add(fault.Sentence);
                    break;
                default:
                    remarks.AddRange(
                        port.LoopClosed && wrong.Count == 0
                            ? [$"the receiver of line {port.Number} is lifted"]
                            : []
                    );
                    break;
            }
        }

        return wrong.Count > 0
            ? Finding.Bad(string.Join("; ", wrong))
            : Finding.Good(
                string.Join("; ", [$"{tried} lines answer and rest as they should", .. remarks])
            );
    }

    private string? Wrong(WiredPin pin, LineParts? line)
    {
        PinReading reading = _pins.Read(pin);
        return reading.High is not { } high
                ? $"{pin} does not answer: {(line is null ? Volatile.Read(ref _panelFault) : null) ?? reading.Failure}"
            : high == pin.RestsHigh ? null
            : line is not null && pin == line.SwitchHook ? line.WhyClosed()
            : pin == Wiring.Button
                ? $"{pin} is low: the button is pressed or hangs, or look for a short to ground"
            : PinLook.Stuck(pin, high);
    }
}
