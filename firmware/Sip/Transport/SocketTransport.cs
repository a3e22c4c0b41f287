using System.Net;
using System.Net.Sockets;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>SIP over real sockets: UDP and TCP on one port.</summary>
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
    private TcpPort? _tcp;

    public SocketTransport(IPEndPoint bind, SignalLoop loop, SipCounters counters)
    {
        _bind = bind;
        _loop = loop;
        _counters = counters;
        _arrived = state => Deliver((Packet)state!);
        LocalEndPoint = bind;
    }

    public IPEndPoint LocalEndPoint { get; private set; }

    /// <summary>TCP connections open or being made.</summary>
    public int Connections => _tcp?.Count ?? 0;

    public void Start(ISipArrivals arrivals)
    {
        _arrivals = arrivals;
        int tries = _bind.Port == 0 ? MostTries : 1;
        while (!TryListen(--tries))
        {
            // Another port of the system's choice.
        }

        _udp!.Start();
        _tcp!.Start(arrivals);
    }

    public void Stop()
    {
        _tcp?.Stop();
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
            SipTransport.Tcp => _tcp!.TrySend(peer, message, out connection),
            _ => false,
        };
    }

    public bool IsOpen(int connection) => _tcp!.IsOpen(connection);

    public void Pin(int connection) => _tcp!.Pin(connection, 1);

    public void Unpin(int connection) => _tcp!.Pin(connection, -1);

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
        try
        {
            _udp = new UdpPort(_bind, _loop, _counters, _arrived);
            failing = SipTransport.Tcp;
            _tcp = new TcpPort(_udp.LocalEndPoint, _loop, _counters, _arrived);
            LocalEndPoint = _udp.LocalEndPoint;
            return true;
        }
        catch (SocketException fault)
        {
            _udp?.Stop();
            if (triesLeft > 0 && fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return false;
            }

            throw new SipStartException(Sentence(failing, fault.SocketErrorCode), fault);
        }
    }

    private string Sentence(SipTransport transport, SocketError error)
    {
        string what = $"SIP cannot use {(transport == SipTransport.Udp ? "UDP" : "TCP")} {_bind}";
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
