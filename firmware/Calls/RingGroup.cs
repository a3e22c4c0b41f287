using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>Who wants telephones rung.</summary>
internal interface IRingOwner
{
    void TargetRinging(RingGroup group, Leg leg);

    void TargetSoundStarted(RingGroup group, Leg leg);

    /// <summary>A telephone has failed while others ring on.</summary>
    void TargetGone(RingGroup group, Leg leg);

    /// <summary>The first telephone was answered. It has left the group; the owner cancels the others.</summary>
    void TargetAnswered(RingGroup group, Leg leg);

    /// <summary>None is left: the best of the refusals (RFC 3261 section 16.7 step 6).</summary>
    void TargetsFailed(RingGroup group, int status, string reason);

    /// <summary>A telephone forwards (302): the owner adds what rings instead, if anything.</summary>
    void TargetForwarded(RingGroup group, Leg leg, IReadOnlyList<string> numbers);
}

/// <summary>
/// Telephones that ring for one call at the same time: the first that answers wins, and when none is left or the time
/// is over the owner hears of it once.
/// </summary>
internal sealed class RingGroup(Timers timers, IRingOwner owner) : ILegOwner
{
    private const int MostForwards = 5;

    private readonly List<Leg> _ringing = [];
    private int _status;
    private string _reason = "";
    private TimerId _timeout;
    private bool _sealed;
    private bool _over;

    /// <summary>Whose group it is.</summary>
    public IRingOwner Owner => owner;

    /// <summary>The telephones that ring at this moment.</summary>
    public IReadOnlyList<Leg> Ringing => _ringing;

    /// <summary>How its telephones ring.</summary>
    public RingStyle Style { get; set; }

    /// <summary>How often a forwarding telephone has been followed already.</summary>
    public int Forwards { get; private set; }

    public void Add(Leg leg)
    {
        leg.Owner = this;
        _ringing.Add(leg);
    }

    /// <summary>After the last <see cref="Add"/>: from here on the group can fail.</summary>
    public void Start(TimeSpan timeout)
    {
        _sealed = true;
        _timeout = timers.Schedule(timeout, static group => ((RingGroup)group!).TimedOut(), this);
        FailIfNoneLeft();
    }

    /// <summary>Cancels all that still ring. Nothing more is heard of the group.</summary>
    public void Cancel()
    {
        _over = true;
        timers.Cancel(ref _timeout);
        foreach (Leg leg in _ringing.ToArray())
        {
            leg.Release();
        }

        _ringing.Clear();
    }

    void ILegOwner.Ringing(Leg leg) => owner.TargetRinging(this, leg);

    void ILegOwner.EarlySoundStarted(Leg leg) => owner.TargetSoundStarted(this, leg);

    void ILegOwner.Answered(Leg leg)
    {
        _ringing.Remove(leg);
        owner.TargetAnswered(this, leg);
    }

    void ILegOwner.Failed(Leg leg, in LegFailure failure)
    {
        _ringing.Remove(leg);
        if (failure.ForwardTo.Count > 0 && Forwards < MostForwards)
        {
            Forwards++;
            owner.TargetForwarded(this, leg, failure.ForwardTo);
        }

        int status = failure.Status is >= 300 and < 400 ? 480 : failure.Status;
        if (Rank(status) > Rank(_status))
        {
            (_status, _reason) = (status, failure.Status == status ? failure.Reason : "");
        }

        if (status >= 600)
        {
            _ringing.ToList().ForEach(other => other.Release());
            _ringing.Clear();
        }

        if (_ringing.Count > 0)
        {
            owner.TargetGone(this, leg);
        }

        FailIfNoneLeft();
    }

    void ILegOwner.Left(Leg leg)
    {
        _ringing.Remove(leg);
        FailIfNoneLeft();
    }

    void ILegOwner.HoldChanged(Leg leg) { }

    void ILegOwner.KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way) { }

    void ILegOwner.TransferAsked(Leg leg, TransferRequest request) => request.Refuse(481);

    void ILegOwner.Said(Leg leg) { }

    private void TimedOut()
    {
        _ringing.ToList().ForEach(leg => leg.Release());
        _ringing.Clear();
        _status = _status == 0 ? 480 : _status;
        FailIfNoneLeft();
    }

    private void FailIfNoneLeft()
    {
        if (!_sealed || _over || _ringing.Count > 0)
        {
            return;
        }

        _over = true;
        timers.Cancel(ref _timeout);
        owner.TargetsFailed(this, _status == 0 ? 480 : _status, _reason);
    }

    /// <summary>Which refusal tells the caller most: declined everywhere, then busy, then not there, then faults.</summary>
    private static int Rank(int status) =>
        status switch
        {
            0 => 0,
            >= 600 => 9,
            486 => 8,
            480 => 6,
            408 => 4,
            >= 500 => 2,
            404 => 3,
            _ => 5,
        };
}
