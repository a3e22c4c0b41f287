using QX200.Runtime;
using QX200.Sip.Transport;

namespace QX200.Sip.Location;

/// <summary>
/// The servers that one request may go to, tried one after the other (RFC 3263 4.3). The user sends, and says what
/// became of it. Signal thread only.
/// </summary>
/// <param name="silent">The server asked has not said a word for long enough to try another.</param>
internal sealed class ServerHunt(SipStack stack, Action silent)
{
    /// <summary>8 T1, four or five datagrams: who is silent for so long is given up for the next, where there is one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private SipPeer[] _servers = [];
    private int _at;
    private TimerId _silence;

    public IReadOnlyList<SipPeer> All => _servers;

    public bool IsEmpty => _servers.Length == 0;

    public bool HasNext => _at + 1 < _servers.Length;

    public SipPeer Current => _servers[_at];

    /// <summary>Begins anew with the first of these.</summary>
    public void Use(IEnumerable<SipPeer> servers)
    {
        _servers = [.. servers];
        _at = 0;
    }

    /// <summary>A request has gone to <see cref="Current"/>.</summary>
    public void Sent()
    {
        Heard();
        if (HasNext)
        {
            _silence = stack.Loop.Timers.Schedule(
                Patience,
                static hunt => ((ServerHunt)hunt!).BeSilent(),
                this
            );
        }
    }

    /// <summary>It has answered, or is no longer waited for.</summary>
    public void Heard() => stack.Loop.Timers.Cancel(ref _silence);

    /// <summary>It failed: for a while it is asked last. False where there is no other.</summary>
    public bool TryNext()
    {
        Heard();
        if (_servers.Length > 1)
        {
            stack.FailedServers.Add(Current);
        }

        bool hasNext = HasNext;
        _at += hasNext ? 1 : 0;
        return hasNext;
    }

    private void BeSilent() => silent();
}
