using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>SIP over real sockets: UDP and TCP on one port, TLS on another.</summary>
internal sealed class SocketTransport : ISipTransport
{
    // Where any port will do, UDP picks one that TCP may not have.
    private const int MostTries = 16;
    private static readonly TimeSpan RouteLife = TimeSpan.FromMinutes(2);

    private readonly IPEndPoint _bind;
    private readonly SignalLoop _loop;
    private readonly SipCounters _counters;
    private readonly Action<object?> _arrived;
    private readonly Dictionary<SipPeer, Route> _routes = [];
    private ISipArrivals? _arrivals;
    private UdpPort? _udp;
    private readonly int? _tlsPort;
    private readonly Func<SslStreamCertificateContext>? _certificate;
    private StreamConnections? _streams;

    /// <param name="tlsPort">Null: nobody comes in over TLS; 0: any free one.</param>
    /// <param name="certificate">What to show there; asked on pool threads.</param>
    public SocketTransport(
        IPEndPoint bind,
        SignalLoop loop,
        SipCounters counters,
        int? tlsPort = null,
        Func<SslStreamCertificateContext>? certificate = null
    )
    {
        _bind = bind;
        _tlsPort = certificate is null ? null : tlsPort;
        _certificate = certificate;
        _loop = loop;
        _counters = counters;
        _arrived = state => Deliver((Packet)state!);
        LocalEndPoint = bind;
    }

    public IPEndPoint LocalEndPoint { get; private set; }

    public int TlsPort { get; private set; }

    /// <summary>Connections open or being made.</summary>
    public int Connections => _streams?.Count ?? 0;

    public void Start(ISipArrivals arrivals)
    {
        _arrivals = arrivals;
        int tries = _bind.Port == 0 ? MostTries : 1;
        while (!TryListen(--tries))
        {
            // Another port of the system's choice.
        }

        _udp!.Start();
        _streams!.Start(arrivals);
    }

    public void Stop()
    {
        _streams?.Stop();
        _udp?.Stop();
    }

    public IPAddress LocalAddressFor(in SipPeer peer)
    {
        if (!SipSockets.IsWildcard(_bind.Address))
        {
            return _bind.Address;
        }

        SipPeer key = peer.Over(SipTransport.Udp).AtPort(0);
        if (
            _routes.TryGetValue(key, out Route known)
            && _loop.Clock.GetElapsedTime(known.Found) < RouteLife
        )
        {
            return known.Source;
        }

        // Port 9: nothing is ever sent there, but a route lookup wants a port.
        IPAddress source =
            SipSockets.SourceAddressFor(new IPEndPoint(peer.Address, 9)) ?? IPAddress.Loopback;
        ForgetOldRoutes();
        _routes[key] = new Route(source, _loop.Clock.GetTimestamp());
        return source;
    }

    public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
    {
        connection = 0;
        return peer.Transport switch
        {
            SipTransport.Udp => _udp!.TrySend(peer, message),
            _ => _streams!.TrySend(peer, message, out connection),
        };
    }

    public int PortToward(in SipPeer peer) =>
        peer.Transport != SipTransport.Tls ? LocalEndPoint.Port
        : peer.Server != 0 && _streams!.LocalPort(peer) is > 0 and int port ? port
        : TlsPort != 0 ? TlsPort
        : LocalEndPoint.Port;

    public ushort Expect(ExpectedServer server) => _streams!.Servers.NumberOf(server);

    public string WhyLost(in SipPeer server) => _streams!.WhyLost(server);

    public bool IsOpen(int connection) => _streams!.IsOpen(connection);

    public void Pin(int connection) => _streams!.Pin(connection, 1);

    public void Unpin(int connection) => _streams!.Pin(connection, -1);

    private void Deliver(Packet packet)
    {
        try
        {
            _arrivals!.MessageArrived(packet.Bytes, packet.Source);
        }
        finally
        {
            packet.GoHome();
        }
    }

    private bool TryListen(int triesLeft)
    {
        SipTransport failing = SipTransport.Udp;
        IPEndPoint at = _bind;
        var listeners = new List<StreamListener>();
        try
        {
            _udp = new UdpPort(_bind, _loop, _counters, _arrived);
            LocalEndPoint = _udp.LocalEndPoint;
            failing = SipTransport.Tcp;
            listeners.Add(new StreamListener(LocalEndPoint, SipTransport.Tcp));
            if (_tlsPort is { } port)
            {
                failing = SipTransport.Tls;
                at = new IPEndPoint(_bind.Address, port);
                listeners.Add(new StreamListener(at, SipTransport.Tls));
                TlsPort = listeners[^1].Port;
            }

            _streams = new StreamConnections(
                _bind.Address,
                listeners,
                _certificate,
                _loop,
                _counters,
                _arrived
            );
            return true;
        }
        catch (SocketException fault)
        {
            _udp?.Stop();
            listeners.ForEach(static l => l.Stop());
            if (
                triesLeft > 0
                && failing != SipTransport.Tls
                && fault.SocketErrorCode == SocketError.AddressAlreadyInUse
            )
            {
                return false;
            }

            throw new SipStartException(Sentence(failing, at, fault.SocketErrorCode), fault);
        }
    }

    private static string Sentence(SipTransport transport, IPEndPoint at, SocketError error)
    {
        string what = $"SIP cannot use {transport.ToString().ToUpperInvariant()} {at}";
        return error switch
        {
            SocketError.AddressAlreadyInUse => $"{what}: another program has that port.",
            SocketError.AddressNotAvailable => $"{what}: this machine does not have that address.",
            SocketError.AccessDenied => $"{what}: ports below 1024 need a privilege.",
            _ => $"{what}: {error}.",
        };
    }

    private void ForgetOldRoutes()
    {
        if (_routes.Count < 1024)
        {
            return;
        }

        foreach (SipPeer key in _routes.Keys.ToArray())
        {
            if (_loop.Clock.GetElapsedTime(_routes[key].Found) >= RouteLife)
            {
                _routes.Remove(key);
            }
        }
    }

    private readonly record struct Route(IPAddress Source, long Found);
}
