using Microsoft.Extensions.Logging;
using QX200.Board;
using QX200.Runtime;

namespace QX200.Lines;

/// <summary>Whoever answers for the telephone at a line. Told on the signal thread.</summary>
internal interface ILineUser
{
    /// <summary>See <see cref="LoopReader.ExpectsDigits"/>. Asked whenever something is to be read from the loop.</summary>
    bool ExpectsDigits { get; }

    /// <summary>The receiver was lifted; ringing has ended by then.</summary>
    void Lifted();

    void HungUp();

    void Flashed();

    /// <summary>A rotary dial runs back: the first pulse of a digit has come.</summary>
    void DialTurned();

    /// <summary>A digit was dialled by pulses.</summary>
    void PulsesDialled(char digit);

    /// <summary>The line has gone out of service, where <see cref="AnalogLine.Fault"/> says why, or has come back with the receiver on the hook.</summary>
    void ServiceChanged();
}

/// <summary>
/// One telephone line: reads its loop, rings it in cadence, breaks its loop. Signal thread only; what the port tells
/// on threads of the board's is posted here first.
/// </summary>
internal sealed partial class AnalogLine
{
    /// <summary>After a pause in its feed, a lifted receiver is seen again within 50 ms.</summary>
    private static readonly TimeSpan FeedReturns = TimeSpan.FromMilliseconds(100);

    private readonly IFxsPort _port;
    private readonly SignalLoop _loop;
    private readonly ILogger _log;
    private readonly long _began;
    private LoopReader _reader;
    private TimerId _loopTimer;
    private TimerId _feedTimer;
    private TimerId _ringTimer;
    private RingPlan? _plan;
    private RingStepKind _step;
    private TimeSpan _rungSince;
    private int _hertz;
    private Action? _sendCallerId;
    private bool _broken;

    public AnalogLine(IFxsPort port, SignalLoop loop, ILogger log)
    {
        _port = port;
        _loop = loop;
        _log = log;
        _began = loop.Clock.GetTimestamp();
        port.LoopChanged = edge =>
            loop.Post(
                static state =>
                {
                    (AnalogLine line, LoopEdge moved) = ((AnalogLine, LoopEdge))state!;
                    line.Moved(moved);
                },
                (this, edge)
            );
        port.FaultChanged = fault =>
            loop.Post(
                static state =>
                {
                    (AnalogLine line, PortFault? changed) = ((AnalogLine, PortFault?))state!;
                    line.FaultIs(changed);
                },
                (this, fault)
            );
    }

    /// <summary>1 or 2.</summary>
    public int Number => _port.Number;

    public ILineUser? User { get; set; }

    /// <summary>Why the line is out of service, as a sentence; null while it is in service.</summary>
    public string? Fault { get; private set; }

    public bool IsOffHook => _reader.IsOffHook;

    /// <summary>A ring is under way, be it in its silence.</summary>
    public bool IsRinging => _plan is not null;

    /// <summary>What counts as a hook flash.</summary>
    public LoopFigures Figures
    {
        get => _reader.Figures;
        set => _reader = _reader with { Figures = value };
    }

    private TimeSpan Now => _loop.Clock.GetElapsedTime(_began);

    /// <summary>
    /// Rings until <see cref="StopRinging"/> or until the receiver is lifted. Nothing rings where it is lifted, or the line is
    /// out of service; a disturbance of the loop at this moment only delays the bell.
    /// </summary>
    /// <param name="sendCallerId">Called when the plan comes to caller ID.</param>
    public void Ring(RingPlan plan, int hertz, Action? sendCallerId)
    {
        if (Fault is not null || _reader.IsOffHook)
        {
            return;
        }

        StopRinging();
        _plan = plan;
        _hertz = hertz;
        _sendCallerId = sendCallerId;
        _rungSince = Now;
        _step = RingStepKind.Pause;
        TakeRingStep();
    }

    public void StopRinging()
    {
        if (_plan is null)
        {
            return;
        }

        _plan = null;
        _sendCallerId = null;
        _loop.Timers.Cancel(ref _ringTimer);
        _port.StopRinging();
        if (_port.Feed == LineFeed.Reversed)
        {
            _port.SetFeed(LineFeed.Forward);
        }
    }

    /// <summary>
    /// Takes the feed off the line for so long: machines at the other end of it understand that the caller has gone.
    /// Meanwhile nothing can be seen of the receiver.
    /// </summary>
    public void BreakLoop(TimeSpan length)
    {
        if (length <= TimeSpan.Zero || Fault is not null || _broken)
        {
            return;
        }

        _broken = true;
        _loop.Timers.Cancel(ref _loopTimer);
        _port.SetFeed(LineFeed.Open);
        _feedTimer = _loop.Timers.Schedule(
            length,
            static line => ((AnalogLine)line!).FeedAgain(),
            this
        );
    }

    private void FeedAgain()
    {
        _port.SetFeed(LineFeed.Forward);
        _feedTimer = _loop.Timers.Schedule(
            FeedReturns,
            static line => ((AnalogLine)line!).SeeAgain(),
            this
        );
    }

    private void SeeAgain()
    {
        _broken = false;
        Turn(Now);
        _reader = _reader.Edge(_port.LoopClosed, Now);
        Await();
    }

    private void Moved(LoopEdge edge)
    {
        if (_broken || Fault is not null)
        {
            return;
        }

        TimeSpan at = _loop.Clock.GetElapsedTime(_began, edge.At);
        Turn(at);
        _reader = _reader.Edge(edge.Closed, at, edge.WhileRinging);
        if (!edge.Closed && _plan is not null && _step == RingStepKind.Ring && !_port.Ringing)
        {
            // A disturbance had tripped the ringing, or had not let it begin.
            _port.StartRinging(_hertz);
        }

        Turn(Now);
        Await();
    }

    private void FaultIs(PortFault? fault)
    {
        if (fault is not null)
        {
            LogFault(_log, Number, fault.Sentence);
        }
        else if (Fault is not null)
        {
            LogBack(_log, Number);
        }

        StopRinging();
        _loop.Timers.Cancel(ref _loopTimer);
        _loop.Timers.Cancel(ref _feedTimer);
        if (_broken)
        {
            // What was to give the battery back will not.
            _port.SetFeed(LineFeed.Forward);
            _broken = false;
        }

        Fault = fault?.Sentence;
        _reader = new LoopReader(Figures);
        User?.ServiceChanged();
        if (fault is null)
        {
            _reader = _reader.Edge(_port.LoopClosed, Now);
            Await();
        }
    }

    private void Await()
    {
        _loop.Timers.Cancel(ref _loopTimer);
        if (!_broken && _reader.Due is { } due)
        {
            _loopTimer = _loop.Timers.Schedule(
                due - Now,
                static state =>
                {
                    var line = (AnalogLine)state!;
                    line.Turn(line.Now);
                    line.Await();
                },
                this
            );
        }
    }

    private void Turn(TimeSpan now)
    {
        while (!_broken && _reader.Due is { } due && due <= now)
        {
            _reader = _reader with { ExpectsDigits = User is { ExpectsDigits: true } };
            _reader = _reader.TimePassed(now, out LoopSign sign, out char digit);
            Tell(sign, digit);
        }
    }

    private void Tell(LoopSign sign, char digit)
    {
        switch (sign)
        {
            case LoopSign.Lifted:
                StopRinging();
                User?.Lifted();
                break;
            case LoopSign.HungUp:
                User?.HungUp();
                break;
            case LoopSign.Flashed:
                User?.Flashed();
                break;
            case LoopSign.DialTurned:
                User?.DialTurned();
                break;
            case LoopSign.Digit:
                User?.PulsesDialled(digit);
                break;
            default:
                break;
        }
    }

    private void TakeRingStep()
    {
        RingStep step = _plan!.At(Now - _rungSince, out TimeSpan ends);
        _ringTimer = _loop.Timers.Schedule(
            _rungSince + ends - Now,
            static line => ((AnalogLine)line!).TakeRingStep(),
            this
        );
        if (step.Kind == _step)
        {
            // The timer was a grain too early.
            return;
        }

        if (_step == RingStepKind.Ring)
        {
            _port.StopRinging();
        }

        _step = step.Kind;
        bool reversed = step.Kind is RingStepKind.Reversed or RingStepKind.CallerIdReversed;
        if (reversed != (_port.Feed == LineFeed.Reversed))
        {
            _port.SetFeed(reversed ? LineFeed.Reversed : LineFeed.Forward);
        }

        if (step.Kind == RingStepKind.Ring)
        {
            _port.StartRinging(_hertz);
        }
        else if (step.Kind is RingStepKind.CallerId or RingStepKind.CallerIdReversed)
        {
            _sendCallerId?.Invoke();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "line {Line} is out of service: {Why}")]
    private static partial void LogFault(ILogger log, int line, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "line {Line} is back in service")]
    private static partial void LogBack(ILogger log, int line);
}
