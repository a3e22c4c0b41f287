using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// The ACK to a 2xx: a request outside any transaction, sent again as it is for every repeat of the 2xx (RFC 3261
/// 13.2.2.4).
/// </summary>
internal sealed class DialogAck(
    SipUserAgent agent,
    Dialog dialog,
    uint cseq,
    byte[]? credentials,
    Content content
)
{
    private SipPeer _peer;
    private byte[]? _written;

    public void Send()
    {
        if (_written is not null)
        {
            agent.Stack.SendStateless(_written, _peer);
            return;
        }

        agent.FindPeer(dialog, static (state, peer) => ((DialogAck)state!).SendTo(peer), this);
    }

    private void SendTo(in SipPeer peer)
    {
        if (peer.IsNone)
        {
            return;
        }

        SipWriter request = agent.Stack.BeginStateless(SipMethod.Ack, dialog.RequestUri, peer);
        DialogText.WriteRequest(
            ref request,
            agent,
            dialog,
            SipMethod.Ack,
            cseq,
            peer,
            credentials,
            content
        );
        if (agent.Stack.SendStateless(ref request, peer))
        {
            _written = request.Written.ToArray();
            _peer = peer;
        }
    }
}
