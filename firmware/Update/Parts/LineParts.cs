using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>
/// One telephone line, from the receiver on the hook to the receiver put down again: feed, ringing, ring trip,
/// sound, hook.
/// </summary>
internal sealed partial class LineParts
{
    private static readonly TimeSpan s_fetchTime = TimeSpan.FromSeconds(30);

    /// <summary>Far longer than the port's thread takes to do what it is told, on a slow machine too.</summary>
    private static readonly TimeSpan s_obeys = TimeSpan.FromMilliseconds(500);

    /// <summary>From the feed's return until SHK can be believed: 50 ms by the data sheet, with room.</summary>
    private static readonly TimeSpan s_feedReturns = TimeSpan.FromMilliseconds(200);

    private readonly IFxsPort _port;
    private readonly PortPins _wires;
    private readonly PinLook _pins;
    private readonly RingTerms _ring;
    private readonly Attendance _attendance;
    private readonly Patience _patience;
    private bool _isStuck;

    public LineParts(
        IFxsPort port,
        PinLook pins,
        RingTerms ring,
        Attendance attendance,
        Patience patience
    )
    {
        _port = port;
        _wires = Wiring.Ports[port.Number - 1];
        _pins = pins;
        _ring = ring;
        _attendance = attendance;
        _patience = patience;
        port.LoopChanged = Moved;
    }

    public WiredPin SwitchHook => _wires.SwitchHook;

    /// <summary>The port is out of service, and the board has let go of its GPIO lines.</summary>
    public bool IsOut => _port.Fault is not null;

    public IEnumerable<PartCheck> Checks() =>
        [
            new($"line {_port.Number} feed", () => Out() ?? Feed()),
            new($"line {_port.Number} ringing", () => Out() ?? Blind() ?? Ringing()),
            new($"line {_port.Number} ring trip", () => Out() ?? Blind() ?? RingTrip()),
            new($"line {_port.Number} sound", () => NoVoice() ?? Out() ?? Sound()),
            new($"line {_port.Number} hook", () => Out() ?? Blind() ?? Hook()),
        ];

    public bool Owns(WiredPin pin) =>
        pin == _wires.RingMode
        || pin == _wires.ForwardReverse
        || pin == _wires.PowerDown
        || pin == _wires.SwitchHook;

    /// <summary>Asks for the receiver to be put down where it is lifted and somebody is there.</summary>
    public void PutDown()
    {
        if (_attendance.IsAttended && _port.LoopClosed && LoopNeedsFeed())
        {
            _attendance.Ask(
                Errand.HangUp,
                _port.Number,
                $"Put down the receiver of line {_port.Number}.",
                s_fetchTime,
                () => !_port.LoopClosed
            );
        }
    }

    /// <summary>Why SHK is high at rest; null where that is a receiver off the hook and no fault of the board's.</summary>
    public string? WhyClosed()
    {
        _isStuck = !LoopNeedsFeed();
        return _isStuck
                ? $"{SwitchHook} is high though the line has no feed: look for a short to the supply"
            : _port.LoopClosed ? null
            : $"{SwitchHook} is high and the chip has told no edge of it: its interrupt does not work";
    }

    /// <summary>Loop current ends with the feed: so it is loop current, and not a wire that is stuck.</summary>
    private bool LoopNeedsFeed()
    {
        _port.SetFeed(LineFeed.Open);
        _patience.Until(s_obeys, () => _pins.IsHigh(_wires.PowerDown));
        bool ended = _patience.Until(s_feedReturns, () => !_pins.IsHigh(SwitchHook));
        _port.SetFeed(LineFeed.Forward);
        _patience.Wait(s_feedReturns);
        return ended;
    }

    /// <summary>A port that is out of service; null while it is in service.</summary>
    private Finding? Out() =>
        _port.Fault is { } fault
            ? Finding.NotTried(
                fault.Kind == PortFaultKind.Voice
                    ? "the port is out of service, as it has no sound"
                    : "the port is out of service: see above"
            )
            : null;

    /// <summary>SHK is stuck, so nothing is seen of the receiver; null where it is not.</summary>
    private Finding? Blind() =>
        _isStuck ? Finding.NotTried("nothing is seen of the receiver: see GPIO lines") : null;

    private Finding? NoVoice() =>
        _port.Fault is { Kind: PortFaultKind.Voice } fault ? Finding.Bad(fault.Sentence) : null;

    /// <summary>Both polarities and no battery at all, as the lines are read back.</summary>
    private Finding Feed()
    {
        string? wrong =
            Fed(LineFeed.Reversed, forward: false, down: false)
            ?? Fed(LineFeed.Forward, forward: true, down: false)
            ?? Fed(LineFeed.Open, forward: true, down: true);
        _port.SetFeed(LineFeed.Forward);
        _patience.Wait(s_feedReturns);
        wrong ??= _port.Fault?.Sentence ?? _pins.Unlike(_wires.PowerDown, set: false);
        return wrong is null
            ? Finding.Good("reversed, forward and off read back")
            : Finding.Bad(wrong);
    }

    private string? Fed(LineFeed feed, bool forward, bool down)
    {
        _port.SetFeed(feed);
        _patience.Until(
            s_obeys,
            () =>
                _pins.IsHigh(_wires.ForwardReverse) == forward
                && _pins.IsHigh(_wires.PowerDown) == down
        );
        return _port.Fault?.Sentence
            ?? _pins.Unlike(_wires.ForwardReverse, forward)
            ?? _pins.Unlike(_wires.PowerDown, down);
    }
}
