using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>Who waits for the end of a request in a dialog.</summary>
internal interface IDialogRequestUser
{
    /// <summary>
    /// The final response, or, without one, 408 for silence and 503 for a peer out of reach. For INVITE once for every
    /// 2xx that comes; each has to be acknowledged.
    /// </summary>
    void Concluded(DialogRequest request, int status, SipMessage? response);
}

/// <summary>
/// A request of ours in a dialog: sent to its peer, once more with what a challenge or a 422 asks for, and once more by
/// the routes where the connection that it was pinned to is gone.
/// </summary>
internal sealed class DialogRequest(
    InviteSession session,
    Dialog dialog,
    SipMethod method,
    IDialogRequestUser? user
) : IClientTransactionUser
{
    private bool _hadCredentials;
    private uint _cseq;
    private byte[]? _credentials;
    private DialogAck? _ack;

    public SipMethod Method => method;

    public Content Content { get; init; }

    /// <summary>Sends the request with a new CSeq.</summary>
    public void Send() =>
        session.Agent.FindPeer(
            dialog,
            static (state, peer) => ((DialogRequest)state!).SendTo(peer),
            this
        );

    private void SendTo(in SipPeer peer)
    {
        SipUserAgent agent = session.Agent;
        if (peer.IsNone)
        {
            agent.Timers.Schedule(
                TimeSpan.Zero,
                static state => ((DialogRequest)state!).Conclude(503, null),
                this
            );
            return;
        }

        _cseq = dialog.NextCSeq();
        _credentials = DialogText.Credentials(session.Digest, method, dialog.RequestUri);
        _hadCredentials = _credentials is not null;
        ClientTransaction transaction = agent.Stack.NewRequest(method, peer, this);
        SipWriter request = transaction.Begin(dialog.RequestUri);
        DialogText.WriteRequest(
            ref request,
            agent,
            dialog,
            method,
            _cseq,
            peer,
            _credentials,
            Content,
            session.Timer
        );
        transaction.Send(ref request);
    }

    /// <summary>ACK to a 2xx of this INVITE; the same one again for each repeat.</summary>
    public void Acknowledge()
    {
        _ack ??= new DialogAck(session.Agent, dialog, _cseq, _credentials, default);
        _ack.Send();
    }

    void IClientTransactionUser.ResponseArrived(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status < 200)
        {
            return;
        }

        if (IsWorthAnotherTry(response))
        {
            Send();
            return;
        }

        if (response.Status < 300 && method is SipMethod.Invite or SipMethod.Update)
        {
            dialog.RefreshTarget(response);
            session.Abilities.Learn(response);
            session.Timer.TakeAccepted(response, isFirst: false);
        }

        Conclude(response.Status, response);
    }

    void IClientTransactionUser.Failed(ClientTransaction transaction, ClientFailure failure)
    {
        if (failure == ClientFailure.TimedOut)
        {
            Conclude(408, null);
        }
        else if (dialog.Pinned.Connection != 0)
        {
            dialog.Pinned = default;
            Send();
        }
        else
        {
            Conclude(503, null);
        }
    }

    /// <summary>Whether what the response asks for is there now: credentials, or a longer session interval.</summary>
    private bool IsWorthAnotherTry(SipMessage response) =>
        response.Status switch
        {
            401 or 407 => session.Digest is { } digest && digest.TryTake(response, _hadCredentials),
            422 => session.Timer.TakeTooBrief(response),
            _ => false,
        };

    private void Conclude(int status, SipMessage? response)
    {
        if (user is not null)
        {
            user.Concluded(this, status, response);
        }
        else if (status == 481)
        {
            session.DialogLost();
        }
    }
}
