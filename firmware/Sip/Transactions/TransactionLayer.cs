using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>
/// What all transactions share: the way out, timers, buffers, and the tables in which they are found. Signal
/// thread only.
/// </summary>
internal sealed class TransactionLayer
{
    private const int MaxForwards = 70;

    private readonly SignalLoop _loop;
    private readonly RandomWords _random = new();
    private readonly TcpRefusals _refusals;

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
        _refusals = new TcpRefusals(loop.Clock);
    }

    public ISipUser? User { get; set; }

    /// <summary>Told of every connection that is gone, by its number.</summary>
    public Action<int>? ConnectionClosed { get; set; }

    public ISipTransport Transport { get; }

    public SipCounters Counters { get; }

    public SipTimes Times { get; }

    public SipEvents Events { get; }

    public SipMessagePool Messages { get; } = new();

    public Drafts Drafts { get; } = new();

    public Timers Timers => _loop.Timers;

    public ServerTable Servers { get; } = new();

    public ClientTable Clients { get; } = new();

    public OpenTransactions Alive { get; } = new();

    public string NewTag() => _random.Next().ToString("x16");

    public ClientTransaction NewClient(
        SipMethod method,
        in SipPeer target,
        IClientTransactionUser? user
    ) => new(this, method, target, _random.Next(), user);

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
        writer.Append(
            target.Transport switch
            {
                SipTransport.Udp => "SIP/2.0/UDP "u8,
                SipTransport.Tcp => "SIP/2.0/TCP "u8,
                _ => "SIP/2.0/TLS "u8,
            }
        );
        WriteSentBy(ref writer, target);
        writer.Append(";rport;branch="u8);
        ClientTable.AppendBranch(ref writer, branch);
        writer.CloseHeader();
        writer.Header(HeaderName.MaxForwards, MaxForwards);
    }

    /// <summary>Our address and port as <paramref name="peer"/> sees them.</summary>
    public void WriteSentBy(ref SipWriter writer, in SipPeer peer)
    {
        int port = Transport.PortToward(peer);
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
        Clients.Add(transaction);
        Alive.Count(transaction.IsInvite, isClient: true, by: 1);
    }

    /// <summary>False where the transaction had ended already.</summary>
    public bool Forget(ClientTransaction transaction)
    {
        bool known = Clients.Remove(transaction);
        Alive.Count(transaction.IsInvite, isClient: true, by: known ? -1 : 0);
        return known;
    }

    /// <summary>False where the transaction had ended already.</summary>
    public bool Forget(ServerTransaction transaction)
    {
        bool known = Servers.Remove(transaction);
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
        peer.Transport == SipTransport.Udp && !_refusals.Knows(peer);

    public void RememberNoTcp(in SipPeer peer) => _refusals.Remember(peer);

    /// <summary>A transaction for a request that belongs to none.</summary>
    public ServerTransaction Open(SipMessage request, in SipPeer source)
    {
        var transaction = new ServerTransaction(this, request, source);
        Servers.Add(transaction);
        Alive.Count(transaction.IsInvite, isClient: false, by: 1);
        Repin(0, source.Connection);
        transaction.Open();
        return transaction;
    }
}
