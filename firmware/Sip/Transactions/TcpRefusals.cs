using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>
/// Who did not take a long request over TCP: for ten minutes the next goes by UDP at once, so that not every call
/// waits for a connection that never comes about. Signal thread only.
/// </summary>
internal sealed class TcpRefusals(TimeProvider clock)
{
    private const int Most = 4096;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly Dictionary<SipPeer, long> _since = [];

    public bool Knows(in SipPeer peer) =>
        _since.TryGetValue(peer.Over(SipTransport.Tcp), out long since)
        && clock.GetElapsedTime(since) < Life;

    public void Remember(in SipPeer peer)
    {
        if (_since.Count >= Most)
        {
            _since.Clear();
        }

        _since[peer.Over(SipTransport.Tcp)] = clock.GetTimestamp();
    }
}
