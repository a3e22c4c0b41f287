using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// One NOTIFY of a subscription: written when its way is known, and once more by the subscriber's Contact where the
/// connection that it was pinned to is gone.
/// </summary>
internal sealed class NotifyRequest(Subscription subscription, bool isLast) : IClientTransactionUser
{
    private SipUserAgent _agent = null!;
    private ClientTransaction? _transaction;

    /// <summary>It ends the subscription.</summary>
    public bool IsLast => isLast;

    /// <summary>Timestamp of the loop's clock.</summary>
    public long SentAt { get; private set; }

    public void Send(SipUserAgent agent)
    {
        _agent = agent;
        SentAt = agent.Stack.Loop.Clock.GetTimestamp();
        agent.FindPeer(
            subscription.Dialog,
            static (state, peer) => ((NotifyRequest)state!).SendTo(peer),
            this
        );
    }

    /// <summary>A newer one has gone: whoever has not this one need not have it any more.</summary>
    public void StopRepeating() => _transaction?.StopRepeating();

    private void SendTo(in SipPeer peer)
    {
        if (peer.IsNone)
        {
            _agent.Timers.Schedule(
                TimeSpan.Zero,
                static state => ((NotifyRequest)state!).Conclude(503, response: null),
                this
            );
            return;
        }

        // As a flow: a state that is worth a long message is not worth waiting for a TCP connection first.
        SipPeer way = peer.AsFlow();
        Dialog dialog = subscription.Dialog;
        dialog.Pinned = way;
        _transaction = _agent.Stack.NewRequest(SipMethod.Notify, way, this);
        SipWriter request = _transaction.Begin(dialog.RequestUri);
        dialog.WriteNames(ref request, SipMethod.Notify, dialog.NextCSeq());
        _agent.WriteContact(ref request, dialog, way);
        subscription.WriteNotify(ref request);
        _transaction.Send(ref request);
    }

    void IClientTransactionUser.ResponseArrived(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status >= 200)
        {
            Conclude(response.Status, response);
        }
    }

    void IClientTransactionUser.Failed(ClientTransaction transaction, ClientFailure failure)
    {
        if (failure == ClientFailure.TimedOut)
        {
            Conclude(408, response: null);
        }
        else if (transaction.Target.Connection != 0)
        {
            subscription.Dialog.Pinned = default;
            Send(_agent);
        }
        else
        {
            Conclude(503, response: null);
        }
    }

    private void Conclude(int status, SipMessage? response)
    {
        int retryAfter =
            response is not null
            && RetryAfter.TryParse(response[HeaderName.RetryAfter], out RetryAfter after)
                ? after.Seconds
                : -1;
        subscription.Notifies.Concluded(this, status, response is not null, retryAfter);
    }
}
