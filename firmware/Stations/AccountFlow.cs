using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// The way by which a server that has our registration reaches us: over TCP and TLS the connection of the REGISTER, by
/// which it calls us back (RFC 5626); over UDP through a NAT the hole in that. Signal thread only.
/// </summary>
internal sealed class AccountFlow
{
    private readonly SipStack _stack;
    private readonly Action _broke;
    private SipPeer _peer;
    private TimerId _beat;

    /// <param name="broke">The connection is gone.</param>
    public AccountFlow(SipStack stack, Action broke)
    {
        _stack = stack;
        _broke = broke;
        stack.ConnectionClosed += Closed;
    }

    /// <summary>A registration was granted: its way is kept open.</summary>
    /// <param name="connection">The connection of the REGISTER; 0 over UDP.</param>
    public void Keep(in SipPeer server, int connection, SipMessage response)
    {
        if (connection != _peer.Connection)
        {
            _stack.Unpin(_peer);
            _peer = server.OnConnection(connection);
            _stack.Pin(_peer);
        }

        _peer = server.OnConnection(connection);
        StopBeat();
        if (!server.IsReliable && IsSeenElsewhere(response))
        {
            Beat();
        }
    }

    /// <summary>Not registered at this moment: nothing is to be kept open through a NAT.</summary>
    public void StopBeat() => _stack.Loop.Timers.Cancel(ref _beat);

    /// <summary>The account is no more.</summary>
    public void Release()
    {
        StopBeat();
        _stack.ConnectionClosed -= Closed;
        _stack.Unpin(_peer);
        _peer = default;
    }

    private void Closed(int connection)
    {
        if (connection != 0 && connection == _peer.Connection)
        {
            _stack.Unpin(_peer);
            _peer = default;
            _broke();
        }
    }

    // Where the server sees us at another address than we do, something on the way translates, and forgets what is
    // silent. Streams are kept by TCP itself.
    private bool IsSeenElsewhere(SipMessage response) =>
        ViaHeader.TryParse(response.TopVia, out ViaHeader via)
        && (
            (!via.Received.IsEmpty && !via.Received.SequenceEqual(via.Host))
            || (via.Rport != 0 && via.Rport != _stack.LocalEndPoint.Port)
        );

    private void Beat() =>
        _beat = _stack.Loop.Timers.Schedule(
            AccountTimes.NatBeat,
            static state =>
            {
                var flow = (AccountFlow)state!;
                _ = flow._stack.SendStateless("\r\n\r\n"u8, flow._peer);
                flow.Beat();
            },
            this
        );
}
