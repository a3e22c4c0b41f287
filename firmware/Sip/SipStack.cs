using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using QX200.Runtime;
using QX200.Sip.Location;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip;

/// <summary>
/// The front door of SIP below the dialogs: sends requests, hands requests that arrive to its user, and keeps the
/// transactions of both. All members belong to the signal thread, but for the counters.
/// </summary>
internal sealed class SipStack
{
    private readonly SignalLoop _loop;
    private readonly TransactionLayer _layer;
    private readonly Targets _targets;
    private readonly ISipNames _names;
    private readonly SipEvents _events;
    private byte[]? _draft;

    /// <summary>Over real sockets.</summary>
    public SipStack(SignalLoop loop, SipStackOptions options, ILoggerFactory log)
        : this(loop, options, log, new SipCounters(loop.Clock)) { }

    /// <summary>Over any transport and with any names, as tests want it.</summary>
    public SipStack(
        SignalLoop loop,
        SipStackOptions options,
        ILoggerFactory log,
        ISipTransport transport,
        ISipNames names
    )
        : this(loop, options, log, transport, names, new SipCounters(loop.Clock)) { }

    private SipStack(
        SignalLoop loop,
        SipStackOptions options,
        ILoggerFactory log,
        SipCounters counters
    )
        : this(
            loop,
            options,
            log,
            new SocketTransport(
                new IPEndPoint(options.BindAddress, options.Port),
                loop,
                counters,
                options.TlsPort,
                options.Certificate
            ),
            new DnsNames(),
            counters
        ) { }

    private SipStack(
        SignalLoop loop,
        SipStackOptions options,
        ILoggerFactory log,
        ISipTransport transport,
        ISipNames names,
        SipCounters counters
    )
    {
        _loop = loop;
        _events = new SipEvents(log.CreateLogger("Sip"));
        Options = options;
        _layer = new TransactionLayer(loop, transport, counters, options.Times, _events);
        _targets = new Targets(loop, transport, names, _events);
        _names = names;
    }

    public SipStackOptions Options { get; }

    public SignalLoop Loop => _loop;

    /// <summary>Who takes new requests; they are answered 503 while there is none.</summary>
    public ISipUser? User
    {
        get => _layer.User;
        set => _layer.User = value;
    }

    /// <summary>Any thread.</summary>
    public SipCounters Counters => _layer.Counters;

    /// <summary>How many transactions are open; any thread. All are zero when nothing is left behind.</summary>
    public OpenTransactions Alive => _layer.Alive;

    /// <summary>Parsed messages that somebody holds. Signal thread.</summary>
    public int MessagesAlive => _layer.Messages.Alive;

    /// <summary>Where UDP and TCP listen, with the port really had.</summary>
    public IPEndPoint LocalEndPoint => _layer.Transport.LocalEndPoint;

    /// <summary>Where TLS listens; 0 where it does not.</summary>
    public int TlsPort => _layer.Transport.TlsPort;

    /// <summary>Told of every connection that is gone, by the number that peers carry. Signal thread.</summary>
    public event Action<int> ConnectionClosed
    {
        add => _layer.ConnectionClosed += value;
        remove => _layer.ConnectionClosed -= value;
    }

    /// <summary>Who was refused of late.</summary>
    public RejectedTraffic RejectedTraffic => _layer.Counters.RejectedTraffic;

    /// <summary>Before the loop runs, or on its thread.</summary>
    /// <exception cref="SipStartException">The port cannot be had; the message is one sentence.</exception>
    public void Start()
    {
        _layer.Transport.Start(new Arrivals(_loop, _layer));
        _events.Listening(LocalEndPoint);
        if (TlsPort != 0)
        {
            _events.ListeningTls(TlsPort);
        }
    }

    /// <summary>
    /// On the signal thread, or after its end: lets what waits in connections go out, half a second at the most, and
    /// closes all sockets. Nothing arrives any more.
    /// </summary>
    public void Stop() => _layer.Transport.Stop();

    /// <summary>The address of ours that <paramref name="peer"/> sees; for SDP and Contact.</summary>
    public IPAddress LocalAddressFor(in SipPeer peer) => _layer.Transport.LocalAddressFor(peer);

    /// <summary>Writes host and port of ours as <paramref name="peer"/> sees them, for Contact.</summary>
    public void AppendLocal(ref SipWriter writer, in SipPeer peer) =>
        _layer.WriteSentBy(ref writer, peer);

    /// <summary>
    /// A Contact of ours as <paramref name="peer"/> can reach it, in angle brackets: over what it came by. To a peer that
    /// spoke of <c>sips:</c> it says the same (RFC 3261 12.1.1).
    /// </summary>
    /// <param name="user">As it stands in a URI; may be empty.</param>
    public void AppendContact(
        ref SipWriter writer,
        string user,
        in SipPeer peer,
        bool isSips = false
    )
    {
        isSips &= peer.Transport == SipTransport.Tls;
        writer.Append(isSips ? "<sips:"u8 : "<sip:"u8);
        if (user.Length > 0)
        {
            writer.Append(user);
            writer.Append("@"u8);
        }

        _layer.WriteSentBy(ref writer, peer);
        writer.Append(
            peer.Transport switch
            {
                SipTransport.Tcp => ";transport=tcp>"u8,
                SipTransport.Tls when !isSips => ";transport=tls>"u8,
                _ => ">"u8,
            }
        );
    }

    /// <summary>A number for peers that are servers over TLS, by which it is known what they have to prove.</summary>
    public ushort Expect(ExpectedServer server) => _layer.Transport.Expect(server);

    /// <summary>Why the last connection to that server failed, for people; empty where there is nothing to say.</summary>
    public string WhyLost(in SipPeer server) => _layer.Transport.WhyLost(server);

    /// <summary>
    /// A new request other than ACK. Begin it, write its headers, send it; responses go to <paramref name="user"/>,
    /// never from within Send.
    /// </summary>
    public ClientTransaction NewRequest(
        SipMethod method,
        in SipPeer target,
        IClientTransactionUser? user
    ) => _layer.NewClient(method, target, user);

    /// <summary>
    /// Begins a request outside any transaction, such as the ACK for a 2xx: request line, Via and Max-Forwards stand
    /// in it. One at a time: it is sent before the next is begun. To send one again, keep what was written.
    /// </summary>
    public SipWriter BeginStateless(
        SipMethod method,
        ReadOnlySpan<byte> requestUri,
        in SipPeer target
    )
    {
        _draft ??= _layer.Drafts.Rent();
        var writer = new SipWriter(_draft);
        _layer.WriteRequestHead(ref writer, method, requestUri, target, _layer.NewBranch());
        return writer;
    }

    /// <summary>False where it did not fit or certainly cannot go out.</summary>
    public bool SendStateless(ref SipWriter writer, in SipPeer target) =>
        !writer.Overflowed && SendStateless(writer.Written, target);

    /// <summary>A message written before, as it is.</summary>
    public bool SendStateless(ReadOnlySpan<byte> message, in SipPeer target) =>
        _layer.Send(target, message, out _);

    /// <summary>Holds a connection open though nothing moves: a registered flow. Nothing happens over UDP.</summary>
    public void Pin(in SipPeer flow) => _layer.Repin(0, flow.Connection);

    /// <summary>Ends what one <see cref="Pin"/> began.</summary>
    public void Unpin(in SipPeer flow) => _layer.Repin(flow.Connection, 0);

    /// <summary>Whether a URI's host and port are this box: one of its domains or the address that the peer sees.</summary>
    public bool IsThisBox(in SipUri uri, in SipPeer seenBy)
    {
        string host = Encoding.UTF8.GetString(uri.Host).Trim('[', ']');
        bool anyPort = uri.Port == 0;
        if (Options.Domains.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            return anyPort || IsOwnPort(uri.Port);
        }

        int standard = uri.Scheme == UriScheme.Sips ? SipTransport.Tls.DefaultPort() : 5060;
        return IsOwnPort(anyPort ? standard : uri.Port)
            && IPAddress.TryParse(host, out IPAddress? address)
            && (address.Equals(LocalAddressFor(seenBy)) || address.Equals(LocalEndPoint.Address));
    }

    private bool IsOwnPort(int port) => port == LocalEndPoint.Port || (port == TlsPort && port > 0);

    /// <summary>See <see cref="Targets.TryResolve"/>.</summary>
    public static bool TryResolve(in SipUri uri, out SipPeer peer) =>
        Targets.TryResolve(uri, out peer);

    /// <summary>
    /// Finds the peer that a SIP URI names. <paramref name="done"/> is called with it on the signal thread, at once
    /// where the host is numeric, later where it is a name; with a peer that is none where nobody knows it.
    /// </summary>
    public void Resolve(ReadOnlySpan<byte> uri, Action<object?, SipPeer> done, object? state) =>
        _targets.Resolve(uri, server: 0, done, state);

    /// <param name="server">Who has to be there, where it is reached over TLS.</param>
    public void Resolve(
        ReadOnlySpan<byte> uri,
        ushort server,
        Action<object?, SipPeer> done,
        object? state
    ) => _targets.Resolve(uri, server, done, state);

    /// <summary>
    /// Finds all servers that a SIP URI names, in the order in which they are to be tried (RFC 3263).
    /// <paramref name="done"/> is called with them on the signal thread, at once where the host is numeric, later where it
    /// is a name; with none where nobody knows it.
    /// </summary>
    public void Locate(ReadOnlySpan<byte> uri, Action<object?, SipPeer[]> done, object? state) =>
        _targets.Locate(uri, done, state);

    /// <summary>Servers that did not answer of late, which are tried last.</summary>
    public FailedServers FailedServers => _targets.Failed;

    /// <summary>Whom names are asked of; none: whom the system asks. Any thread.</summary>
    public void UseNameServers(IReadOnlyList<IPEndPoint> servers)
    {
        if (_names is DnsNames dns)
        {
            dns.Servers = servers;
        }
    }

    /// <summary>
    /// Finds all addresses of a host name: none where nobody knows it. <paramref name="done"/> is called with them on
    /// the signal thread, later.
    /// </summary>
    public void FindAddresses(string host, Action<object?, IPAddress[]> done, object? state) =>
        _targets.FindAddresses(host, done, state);
}
