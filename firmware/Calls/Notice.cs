using QX200.Media;
using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// A leg that belongs to no call any more, or none yet, and is told something before it is let go: the number of the
/// park extension, a confirmation, or why a call cannot be.
/// </summary>
internal sealed class Notice : ILegOwner
{
    /// <summary>However long an announcement is, and though its end were never reported, the leg is let go after this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long a telephone may take to hang up on a transfer that has been accepted.</summary>
    private static readonly TimeSpan HangUpTime = TimeSpan.FromSeconds(2);

    private readonly Timers _timers;
    private readonly Leg _leg;
    private readonly Action<Leg> _release;
    private readonly Action<bool>? _over;
    private TimerId _guard;
    private bool _done;

    private Notice(
        Timers timers,
        Leg leg,
        Action<Leg> release,
        Action<bool>? over,
        TimeSpan longest
    )
    {
        _timers = timers;
        _leg = leg;
        _release = release;
        _over = over;
        _guard = timers.Schedule(
            longest,
            static notice => ((Notice)notice!).Finish(heard: true),
            this
        );
        leg.Owner = this;
    }

    /// <summary>Plays <paramref name="source"/> once to a leg that can hear, then hangs up.</summary>
    /// <param name="over">Told once whether the whole was heard; may be null.</param>
    public static void SayAndHangUp(
        Timers timers,
        Leg leg,
        in Source source,
        Action<bool>? over = null
    )
    {
        var notice = new Notice(timers, leg, static l => l.Release(), over, Longest);
        notice._leg.Hear(source);
    }

    /// <summary>Plays <paramref name="source"/> once to a caller who is not answered, then refuses the call.</summary>
    public static void SayAndReject(
        Timers timers,
        Leg leg,
        in Source source,
        int status,
        string reason
    )
    {
        if (!leg.OpenEarlySound(prefer: null))
        {
            leg.Reject(status, reason);
            return;
        }

        var notice = new Notice(timers, leg, l => l.Reject(status, reason), over: null, Longest);
        notice._leg.Hear(source);
    }

    /// <summary>Waits for a telephone that is about to hang up by itself, and hangs up for it when it does not.</summary>
    public static void AwaitHangUp(Timers timers, Leg leg, Action<bool>? over)
    {
        _ = new Notice(timers, leg, static l => l.Release(), over, HangUpTime);
        leg.Hear(Source.Silence);
    }

    /// <summary>Whether the leg still waits for the end of what it is told.</summary>
    public static bool Holds(Leg leg) => leg.Owner is Notice { _done: false };

    void ILegOwner.Said(Leg leg) => Finish(heard: true);

    void ILegOwner.Left(Leg leg) => Finish(heard: false);

    void ILegOwner.Failed(Leg leg, in LegFailure failure) => Finish(heard: false);

    /// <summary>A transfer that comes after the parking has been done changes nothing (CALL-PARK 3.2).</summary>
    void ILegOwner.TransferAsked(Leg leg, TransferRequest request)
    {
        request.Accept();
        request.Report(200, "OK");
    }

    void ILegOwner.Ringing(Leg leg) { }

    void ILegOwner.EarlySoundStarted(Leg leg) { }

    void ILegOwner.Answered(Leg leg) { }

    /// <summary>Who puts us on hold hears nothing of it (CALL-PARK 2.1 c).</summary>
    void ILegOwner.HoldChanged(Leg leg)
    {
        if (leg.HeldSince is not null)
        {
            Finish(heard: false);
        }
    }

    void ILegOwner.KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way) { }

    private void Finish(bool heard)
    {
        if (_done)
        {
            return;
        }

        _done = true;
        _timers.Cancel(ref _guard);
        if (!_leg.IsReleased)
        {
            _release(_leg);
        }

        _over?.Invoke(heard);
    }
}
