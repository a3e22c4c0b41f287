using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>
/// Repeats our 2xx until its ACK comes: after T1, doubling up to T2, for 64*T1 at most (RFC 3261 13.3.1.4). Also
/// over TCP, since a proxy on the way may pass it on over UDP.
/// </summary>
internal sealed class AnswerRepeater(
    Timers timers,
    ServerTransaction invite,
    Action<AnswerRepeater> lost
)
{
    private static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = 64 * T1;

    private TimerId _timer;
    private TimeSpan _wait = T1;
    private TimeSpan _waited;

    /// <summary>The CSeq number that the ACK must carry.</summary>
    public uint CSeq { get; } = invite.Request.CSeqNumber;

    public void Start() => Arm();

    public void Stop() => timers.Cancel(ref _timer);

    private void Arm()
    {
        TimeSpan wait = _wait < Patience - _waited ? _wait : Patience - _waited;
        _waited += wait;
        _timer = timers.Schedule(wait, static state => ((AnswerRepeater)state!).Due(), this);
    }

    private void Due()
    {
        _timer = default;
        if (_waited >= Patience)
        {
            lost(this);
            return;
        }

        invite.Repeat();
        _wait = _wait * 2 < T2 ? _wait * 2 : T2;
        Arm();
    }
}
