using QX200.Runtime;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>
/// Repeats our 2xx until its ACK comes: after T1, doubling up to T2, for 64*T1 at most (RFC 3261 13.3.1.4). Also
/// over TCP, since a proxy on the way may pass it on over UDP.
/// </summary>
internal sealed class AnswerRepeater(
    Timers timers,
    SipTimes times,
    ServerTransaction invite,
    InviteSession session
)
{
    private TimerId _timer;
    private TimeSpan _wait = times.T1;
    private TimeSpan _waited;

    /// <summary>The CSeq number that the ACK must carry.</summary>
    public uint CSeq { get; } = invite.Request.CSeqNumber;

    public void Start() => Arm();

    public void Stop() => timers.Cancel(ref _timer);

    private void Arm()
    {
        TimeSpan left = times.Patience - _waited;
        TimeSpan wait = _wait < left ? _wait : left;
        _waited += wait;
        _timer = timers.Schedule(wait, static state => ((AnswerRepeater)state!).Due(), this);
    }

    private void Due()
    {
        _timer = default;
        if (_waited >= times.Patience)
        {
            session.Happen(SessionInput.AckLost);
            return;
        }

        invite.Repeat();
        _wait = times.Double(_wait, times.T2);
        Arm();
    }
}
