using QX200.Lines;
using QX200.Media;
using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// What answers a lifted receiver: the dial tone, and the digits that are dialled then. When they are complete they go
/// where a SIP telephone's go.
/// </summary>
internal sealed class DialTone : ILegOwner
{
    private readonly Switchboard _board;
    private readonly Leg _leg;
    private DigitEntry _entry;
    private TimerId _timer;

    private DialTone(Switchboard board, Leg leg, DigitTimes times)
    {
        _board = board;
        _leg = leg;
        _entry = new DigitEntry(times, board.Elapsed);
        leg.Owner = this;
        leg.Hear(Source.Tone(ToneId.Dial));
        Await();
    }

    /// <summary>What has been dialled so far.</summary>
    public string Digits => _entry.Digits;

    public static void Begin(Switchboard board, Leg leg, DigitTimes times) =>
        _ = new DialTone(board, leg, times);

    /// <summary>The first pulse of a digit has come: who dials wants to hear that.</summary>
    public void DialTurned() => _leg.Hear(Source.Silence);

    void ILegOwner.KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way)
    {
        leg.Hear(Source.Silence);
        _entry = _entry.Pressed(
            digit,
            _board.Elapsed,
            digits => DialPlan.Hope(_board.Settings, digits, leg.Extension)
        );
        Await();
    }

    void ILegOwner.Left(Leg leg) => _board.Timers.Cancel(ref _timer);

    void ILegOwner.Failed(Leg leg, in LegFailure failure) => _board.Timers.Cancel(ref _timer);

    void ILegOwner.TransferAsked(Leg leg, TransferRequest request) => request.Refuse(480);

    void ILegOwner.Ringing(Leg leg) { }

    void ILegOwner.EarlySoundStarted(Leg leg) { }

    void ILegOwner.Answered(Leg leg) { }

    void ILegOwner.HoldChanged(Leg leg) { }

    void ILegOwner.Said(Leg leg) { }

    private void Await()
    {
        _board.Timers.Cancel(ref _timer);
        if (_entry.End == EntryEnd.None)
        {
            _timer = _board.Timers.Schedule(
                _entry.Due - _board.Elapsed,
                static tone => ((DialTone)tone!).TimePassed(),
                this
            );
        }
        else
        {
            Finish();
        }
    }

    private void TimePassed()
    {
        if (!ReferenceEquals(_leg.Owner, this) || _leg.IsReleased)
        {
            return;
        }

        _entry = _entry.TimePassed(_board.Elapsed);
        Await();
    }

    private void Finish()
    {
        if (_entry.End == EntryEnd.Nothing)
        {
            EndTone.Begin(_board.Timers, _leg, ToneId.Congestion);
        }
        else
        {
            _board.Called(_leg, _entry.Digits, _board.Elapsed);
        }
    }
}
