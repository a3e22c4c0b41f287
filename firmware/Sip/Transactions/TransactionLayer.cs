using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>
/// Takes each message that arrives to the transaction that it belongs to, or makes one (RFC 3261 17, 8.2), and
/// keeps what all transactions share. Signal thread only.
/// </summary>
internal sealed class TransactionLayer : ISipArrivals
{
    private const int MostServerTransactions = 20_000;
    private const int MaxForwards = 70;
    private const int MostRemembered = 4096;
    private static readonly TimeSpan NoTcpLife = TimeSpan.FromMinutes(10);

    private readonly SignalLoop _loop;
    private readonly ServerTable _servers = new();
    private readonly ClientTable _clients = new();
    private readonly RandomWords _random = new();
    private readonly Dictionary<SipPeer, long> _noTcp = [];
    private readonly StatelessReply _stateless;

    public TransactionLayer(
        SignalLoop loop,
        ISipTransport transport,
        SipCounters counters,
        SipTimes times,
        SipEvents events
    )
    {
        _loop = loop;
        Transport = transport;
        Counters = counters;
        Times = times;
        Events = events;
        _stateless = new StatelessReply(this);
    }

    public ISipUser? User { get; set; }

    public ISipTransport Transport { get; }

    public SipCounters Counters { get; }

    public SipTimes Times { get; }

    public SipEvents Events { get; }

    public SipMessagePool Messages { get; } = new();

    public Drafts Drafts { get; } = new();

    public Timers Timers => _loop.Timers;

    public OpenTransactions Alive { get; } = new();

    public string NewTag() => _random.Next().ToString("x16");

    public ClientTransaction NewClient(
        SipMethod method,
        in SipPeer target,
        IClientTransactionUser? user
    ) => new(this, method, target, _random.Next(), user);

    public void MessageArrived(ReadOnlySpan<byte> bytes, in SipPeer source)
    {
        if (KeepAlive.IsOne(bytes))
        {
            Counters.KeepAlives.Add();
            return;
        }

        Counters.Received.Add();
        SipMessage message = Messages.Rent();
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
        foreach (ClientTransaction open in _clients.Snapshot())
        {
            open.ConnectionClosed(connection);
        }
    }

    public bool Send(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
    {
        bool sent = Transport.TrySend(peer, message, out connection);
        (sent ? Counters.Sent : Counters.SendFailed).Add();
        return sent;
    }

    /// <summary>Request line, our Via and Max-Forwards.</summary>
    public void WriteRequestHead(
        ref SipWriter writer,
        SipMethod method,
        ReadOnlySpan<byte> requestUri,
        in SipPeer target,
        ulong branch
    )
    {
        writer.Request(method, requestUri);
        writer.OpenHeader(HeaderName.Via);
        writer.Append(target.Transport == SipTransport.Udp ? "SIP/2.0/UDP "u8 : "SIP/2.0/TCP "u8);
        WriteSentBy(ref writer, target);
        writer.Append(";rport;branch="u8);
        ClientTable.AppendBranch(ref writer, branch);
        writer.CloseHeader();
        writer.Header(HeaderName.MaxForwards, MaxForwards);
    }

    /// <summary>Our address and port as <paramref name="peer"/> sees them.</summary>
    public void WriteSentBy(ref SipWriter writer, in SipPeer peer)
    {
        int port = Transport.LocalEndPoint.Port;
        SipPeer own = SipPeer.FromAddress(peer.Transport, Transport.LocalAddressFor(peer), port);
        Span<byte> text = stackalloc byte[64];
        _ = own.TryFormatAddress(text, out int length);
        bool isV6 = own.Family == System.Net.Sockets.AddressFamily.InterNetworkV6;
        writer.Append(isV6 ? "["u8 : default);
        writer.Append(text[..length]);
        writer.Append(isV6 ? "]:"u8 : ":"u8);
        writer.Append(port);
    }

    public ulong NewBranch() => _random.Next();

    public void Open(ClientTransaction transaction)
    {
        _clients.Add(transaction);
        Alive.Count(transaction.IsInvite, isClient: true, by: 1);
    }

    /// <summary>False where the transaction had ended already.</summary>
    public bool Forget(ClientTransaction transaction)
    {
        bool known = _clients.Remove(transaction);
        Alive.Count(transaction.IsInvite, isClient: true, by: known ? -1 : 0);
        return known;
    }

    /// <summary>False where the transaction had ended already.</summary>
    public bool Forget(ServerTransaction transaction)
    {
        bool known = _servers.Remove(transaction);
        if (known)
        {
            Alive.Count(transaction.IsInvite, isClient: false, by: -1);
            Repin(transaction.Source.Connection, 0);
        }

        return known;
    }

    /// <summary>A transaction holds the connection that it uses open.</summary>
    public void Repin(int from, int to)
    {
        if (from != 0)
        {
            Transport.Unpin(from);
        }

        if (to != 0)
        {
            Transport.Pin(to);
        }
    }

    /// <summary>Whether a long request to that UDP peer should be tried over TCP first.</summary>
    public bool MayTryTcp(in SipPeer peer) =>
        peer.Transport == SipTransport.Udp
        && !(
            _noTcp.TryGetValue(peer.Over(SipTransport.Tcp), out long since)
            && _loop.Clock.GetElapsedTime(since) < NoTcpLife
        );

    public void RememberNoTcp(in SipPeer peer)
    {
        if (_noTcp.Count >= MostRemembered)
        {
            _noTcp.Clear();
        }

        _noTcp[peer.Over(SipTransport.Tcp)] = _loop.Clock.GetTimestamp();
    }

    private void Rejected(SipMessage message, SipRejection rejection, in SipPeer source)
    {
        Counters.Rejected(rejection).Add();
        Events.MessageRejected(source, rejection);
        if (message.CanBeAnswered)
        {
            _stateless.Reply(message, source, rejection.Status(), rejection.Text());
        }
        else
        {
            Counters.Dropped.Add();
        }
    }

    private void RequestArrived(SipMessage request, in SipPeer source)
    {
        ServerTransaction? open = _servers.Find(request);
        if (request.Method == SipMethod.Ack)
        {
            AckArrived(open, request, source);
        }
        else if (open is not null)
        {
            Counters.Absorbed.Add();
            open.Repeated();
        }
        else if (request.Method == SipMethod.Cancel)
        {
            CancelArrived(request, source);
        }
        else if (IsTooMuch(request))
        {
            Counters.TurnedAway.Add();
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
            User?.AckArrived(ack, source);
        }
        else
        {
            Counters.Absorbed.Add();
        }
    }

    private void CancelArrived(SipMessage request, in SipPeer source)
    {
        ServerTransaction? invite = _servers.FindCancelled(request);
        ServerTransaction cancel = Add(request, source);
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
        bool isMerged = _servers.FindMerged(request) is not null;
        ServerTransaction transaction = Add(request, source);
        if (isMerged)
        {
            transaction.Respond(482);
        }
        else if (IsOutOfHops(request))
        {
            transaction.Respond(483);
        }
        else if (User is null)
        {
            transaction.Respond(503);
        }
        else
        {
            Hand(User, transaction);
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

    private ServerTransaction Add(SipMessage request, in SipPeer source)
    {
        var transaction = new ServerTransaction(this, request, source);
        _servers.Add(transaction);
        Alive.Count(transaction.IsInvite, isClient: false, by: 1);
        Repin(0, source.Connection);
        transaction.Open();
        return transaction;
    }

    private void ResponseArrived(SipMessage response)
    {
        if (HasSecondVia(response))
        {
            Counters.Dropped.Add();
        }
        else if (_clients.Find(response) is { } open)
        {
            open.ResponseArrived(response);
        }
        else if (User is { } user)
        {
            user.StrayResponse(response);
        }
    }

    private bool IsTooMuch(SipMessage request) =>
        _servers.Count >= MostServerTransactions
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
