using QX200.Media;
using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// A receiver that is lifted and has no call any more: a tone says so, then the howler, and then there is silence until
/// it is hung up.
/// </summary>
internal sealed class EndTone : ILegOwner
{
    public static readonly TimeSpan ToneTime = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan HowlerTime = TimeSpan.FromSeconds(60);

    private readonly Timers _timers;
    private readonly Leg _leg;
    private TimerId _timer;

    private EndTone(Timers timers, Leg leg)
    {
        _timers = timers;
        _leg = leg;
        leg.Owner = this;
    }

    public static void Begin(Timers timers, Leg leg, ToneId tone)
    {
        var end = new EndTone(timers, leg);
        leg.Hear(Source.Tone(tone));
        end._timer = timers.Schedule(ToneTime, static e => ((EndTone)e!).Howl(), end);
    }

    void ILegOwner.Left(Leg leg) => _timers.Cancel(ref _timer);

    void ILegOwner.Failed(Leg leg, in LegFailure failure) => _timers.Cancel(ref _timer);

    void ILegOwner.TransferAsked(Leg leg, TransferRequest request) => request.Refuse(480);

    void ILegOwner.Ringing(Leg leg) { }

    void ILegOwner.EarlySoundStarted(Leg leg) { }

    void ILegOwner.Answered(Leg leg) { }

    void ILegOwner.HoldChanged(Leg leg) { }

    void ILegOwner.KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way) { }

    void ILegOwner.Said(Leg leg) { }

    private bool IsMine => ReferenceEquals(_leg.Owner, this) && !_leg.IsReleased;

    private void Howl()
    {
        if (IsMine)
        {
            _leg.Hear(Source.Tone(ToneId.Howler));
            _timer = _timers.Schedule(HowlerTime, static e => ((EndTone)e!).GiveUp(), this);
        }
    }

    private void GiveUp()
    {
        if (IsMine)
        {
            _leg.Hear(Source.Silence);
        }
    }
}
