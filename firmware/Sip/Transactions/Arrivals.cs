using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>
/// Takes each message that arrives to the transaction that it belongs to, or opens one and hands it to the stack's
/// user (RFC 3261 17.1.3, 17.2.3, 8.2, 9.2). Signal thread only.
/// </summary>
internal sealed class Arrivals : ISipArrivals
{
    private const int MostServerTransactions = 20_000;

    private readonly SignalLoop _loop;
    private readonly TransactionLayer _layer;
    private readonly StatelessReply _stateless;

    public Arrivals(SignalLoop loop, TransactionLayer layer)
    {
        _loop = loop;
        _layer = layer;
        _stateless = new StatelessReply(layer);
    }

    public void MessageArrived(ReadOnlySpan<byte> bytes, in SipPeer source)
    {
        if (KeepAlive.IsOne(bytes))
        {
            _layer.Counters.KeepAlives.Add();
            return;
        }

        _layer.Counters.Received.Add();
        SipMessage message = _layer.Messages.Rent();
        try
        {
            SipRejection rejection = SipMessage.Parse(bytes, message);
            if (rejection != SipRejection.None)
            {
                Rejected(message, rejection, source);
            }
            else if (message.IsRequest)
            {
                RequestArrived(message, source);
            }
            else
            {
                ResponseArrived(message);
            }
        }
        finally
        {
            message.Release();
        }
    }

    public void ConnectionClosed(int connection, bool wasOpen)
    {
        foreach (ClientTransaction open in _layer.Clients.Snapshot())
        {
            open.ConnectionClosed(connection);
        }

        _layer.ConnectionClosed?.Invoke(connection);
    }

    private void Rejected(SipMessage message, SipRejection rejection, in SipPeer source)
    {
        _layer.Counters.Rejected(rejection).Add();
        _layer.Events.MessageRejected(source, rejection);
        _layer.Counters.RejectedTraffic.Add(source, "message", "", rejection.Text());
        if (message.CanBeAnswered)
        {
            _stateless.Reply(message, source, rejection.Status(), rejection.Text());
        }
        else
        {
            _layer.Counters.Dropped.Add();
        }
    }

    private void RequestArrived(SipMessage request, in SipPeer source)
    {
        ServerTransaction? open = _layer.Servers.Find(request);
        if (request.Method == SipMethod.Ack)
        {
            AckArrived(open, request, source);
        }
        else if (open is not null)
        {
            _layer.Counters.Absorbed.Add();
            open.Repeated();
        }
        else if (request.Method == SipMethod.Cancel)
        {
            CancelArrived(request, source);
        }
        else if (IsTooMuch(request))
        {
            _layer.Counters.TurnedAway.Add();
            _layer.Counters.RejectedTraffic.Add(source, "INVITE", "", "too much to do at once");
            _stateless.TurnAway(request, source);
        }
        else
        {
            NewRequest(request, source);
        }
    }

    // An ACK for a 2xx has a branch of its own, but some telephones use the INVITE's.
    private void AckArrived(ServerTransaction? invite, SipMessage ack, in SipPeer source)
    {
        if (invite is null || invite.Acknowledged())
        {
            _layer.User?.AckArrived(ack, source);
        }
        else
        {
            _layer.Counters.Absorbed.Add();
        }
    }

    private void CancelArrived(SipMessage request, in SipPeer source)
    {
        ServerTransaction? invite = _layer.Servers.FindCancelled(request);
        ServerTransaction cancel = _layer.Open(request, source);
        if (invite is null)
        {
            cancel.Respond(481);
            return;
        }

        cancel.TakeTag(invite);
        cancel.Respond(200);
        if (invite.IsAnswered)
        {
            return;
        }

        if (invite.User is { } user)
        {
            user.Cancelled(invite);
        }
        else
        {
            invite.Respond(487);
        }
    }

    private void NewRequest(SipMessage request, in SipPeer source)
    {
        bool isMerged = _layer.Servers.FindMerged(request) is not null;
        ServerTransaction transaction = _layer.Open(request, source);
        if (isMerged)
        {
            transaction.Respond(482);
        }
        else if (IsOutOfHops(request))
        {
            transaction.Respond(483);
        }
        else if (_layer.User is { } user)
        {
            Hand(user, transaction);
        }
        else
        {
            transaction.Respond(503);
        }
    }

    // A fault in the user is the loop's to log; the peer gets its answer nonetheless.
    private static void Hand(ISipUser user, ServerTransaction transaction)
    {
        bool isTaken = false;
        try
        {
            user.RequestArrived(transaction);
            isTaken = true;
        }
        finally
        {
            if (!isTaken && !transaction.IsAnswered)
            {
                transaction.Respond(500);
            }
        }
    }

    private void ResponseArrived(SipMessage response)
    {
        if (HasSecondVia(response))
        {
            _layer.Counters.Dropped.Add();
        }
        else if (_layer.Clients.Find(response) is { } open)
        {
            open.ResponseArrived(response);
        }
        else if (_layer.User is { } user)
        {
            user.StrayResponse(response);
        }
    }

    private bool IsTooMuch(SipMessage request) =>
        _layer.Servers.Count >= MostServerTransactions
        || request.Method == SipMethod.Invite && request.ToTag.IsEmpty && _loop.IsCrowded;

    // A request that has travelled its last hop may still be for us. OPTIONS is answered, as RFC 3261 11 allows, and
    // so is REGISTER; others could be a loop through a trunk, since a back-to-back agent starts a new count.
    private static bool IsOutOfHops(SipMessage request) =>
        request.MaxForwards == 0
        && request.ToTag.IsEmpty
        && request.Method is not (SipMethod.Options or SipMethod.Register);

    // A response for someone else strayed here (RFC 3261 8.1.3.3).
    private static bool HasSecondVia(SipMessage response)
    {
        HeaderValueEnumerator vias = response.Values(HeaderName.Via);
        return vias.MoveNext() && vias.MoveNext();
    }
}
