using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>
/// All connections over TCP and TLS, found by number and by address. Owned by the signal thread; accepting, handshakes
/// and the connections' own work run on the pool.
/// </summary>
internal sealed class StreamConnections(
    IPAddress from,
    IReadOnlyList<StreamListener> listeners,
    Func<SslStreamCertificateContext>? certificate,
    SignalLoop loop,
    SipCounters counters,
    Action<object?> arrived
)
{
    private const int MostConnections = 1024;

    /// <summary>Of one address, unless somebody holds them: a flood from one place leaves room for the others.</summary>
    private const int MostLoose = 128;
    private const int MostHandshakes = 64;
    private const int MostHandshakesOfOne = 16;
    private const int MostFaults = 256;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    /// <summary>For a first whole message or keep-alive; what says nothing that long is no telephone.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, StreamConnection> _connections = [];

    // By address and expected server; a connection of ours to a server is found without knowing whom it was made to, too.
    private readonly Dictionary<SipPeer, int> _byAddress = [];
    private readonly Dictionary<SipPeer, string> _faults = [];
    private ISipArrivals? _arrivals;
    private TimerId _sweep;
    private int _lastNumber;
    private bool _stopping;

    public SignalLoop Loop => loop;

    public SipCounters Counters => counters;

    /// <summary>Runs on the signal thread with a <see cref="Packet"/>, which it sends home.</summary>
    public Action<object?> Arrived => arrived;

    public ExpectedServers Servers { get; } = new();

    /// <summary>Connections open or being made.</summary>
    public int Count => _connections.Count;

    public void Start(ISipArrivals arrivals)
    {
        _arrivals = arrivals;
        _sweep = loop.Timers.Schedule(SweepEvery, Sweep, this);
        foreach (StreamListener listener in listeners)
        {
            _ = listener.AcceptAllAsync(loop, counters, state => Accept((Newcomer)state!));
        }
    }

    public bool IsOpen(int connection) =>
        _connections.TryGetValue(connection, out StreamConnection? found) && !found.IsClosed;

    public void Pin(int connection, int by)
    {
        if (_connections.TryGetValue(connection, out StreamConnection? found))
        {
            found.Pins += by;
        }
    }

    /// <summary>Signal thread: over the peer's connection, any open one to its address, or a new one.</summary>
    public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
    {
        connection = 0;
        StreamConnection? found = Find(peer) ?? Open(peer);
        if (found is null)
        {
            return false;
        }

        connection = found.Peer.Connection;
        if (found.TrySend(message))
        {
            return true;
        }

        if (!found.IsClosed)
        {
            counters.ConnectionsBroken.Add();
            found.Close();
        }

        return false;
    }

    /// <summary>
    /// The port of ours from which a connection to that server leaves, which is begun where there is none: the server
    /// finds its way back to us by that port alone (RFC 5923). 0 where none can be made.
    /// </summary>
    public int LocalPort(in SipPeer server) => (Find(server) ?? Open(server))?.LocalPort ?? 0;

    /// <summary>Why the last connection of ours to that server failed, for people; empty where there is nothing to say.</summary>
    public string WhyLost(in SipPeer server) =>
        _faults.GetValueOrDefault(server.OnConnection(0), "");

    /// <summary>Lets what waits go out, for half a second at the most, and closes everything.</summary>
    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        loop.Timers.Cancel(ref _sweep);
        foreach (StreamListener listener in listeners)
        {
            listener.Stop();
        }

        TimeSpan limit = TimeSpan.FromMilliseconds(500);
        Task.WaitAll([.. _connections.Values.Select(open => open.FinishAsync(limit))], limit * 2);
        _connections.Clear();
        _byAddress.Clear();
    }

    /// <summary>Any thread: a connection closed. Where the mailbox is full the sweep finds it.</summary>
    public void Ended(StreamConnection connection) =>
        loop.Post(
            static state =>
            {
                var (all, ended) = ((StreamConnections, StreamConnection))state!;
                all.Remove(ended);
            },
            (this, connection)
        );

    private StreamConnection? Find(in SipPeer peer)
    {
        if (_connections.TryGetValue(peer.Connection, out StreamConnection? own) && !own.IsClosed)
        {
            return own;
        }

        return
            _byAddress.TryGetValue(peer.OnConnection(0), out int number)
            && _connections.TryGetValue(number, out StreamConnection? other)
            && !other.IsClosed
            ? other
            : null;
    }

    // TLS to somebody of whom nobody knows what he has to prove is not begun: a telephone has no certificate, and calls
    // to it go over the connection that it opened.
    private StreamConnection? Open(in SipPeer peer)
    {
        bool isTls = peer.Transport == SipTransport.Tls;
        ExpectedServer? server = Servers.Find(peer.Server);
        if (_stopping || peer.Port == 0 || (isTls && server is null) || !HasRoom())
        {
            return null;
        }

        Socket socket = SipSockets.Make(peer.Family, SocketType.Stream, ProtocolType.Tcp);
        if (!SipSockets.TryLeaveFrom(socket, from, takePort: isTls))
        {
            socket.Dispose();
            return null;
        }

        StreamWire wire = isTls ? TlsWire.AsClient(socket, server!) : new TcpWire(socket);
        StreamConnection connection = Add(socket, wire, peer, cameIn: false);
        _ = connection.ConnectAsync(socket);
        return connection;
    }

    private void Accept(Newcomer newcomer)
    {
        (Socket socket, SipTransport transport) = newcomer;
        if (
            _stopping
            || socket.RemoteEndPoint is not IPEndPoint remote
            || !MayComeIn(SipPeer.FromEndPoint(transport, remote))
        )
        {
            counters.ConnectionsRefused.Add();
            socket.Dispose();
            return;
        }

        counters.ConnectionsAccepted.Add();
        StreamWire wire =
            transport == SipTransport.Tls
                ? TlsWire.AsServer(socket, certificate!)
                : new TcpWire(socket);
        _ = Add(socket, wire, SipPeer.FromEndPoint(transport, remote), cameIn: true).ServeAsync();
    }

    private bool MayComeIn(in SipPeer peer)
    {
        int loose = 0;
        int handshakes = 0;
        int ownHandshakes = 0;
        foreach (StreamConnection open in _connections.Values)
        {
            bool isHis = open.Peer.SameAddress(peer);
            loose += isHis && open.CameIn && open.Pins == 0 ? 1 : 0;
            handshakes += open.IsShakingHands ? 1 : 0;
            ownHandshakes += isHis && open.IsShakingHands ? 1 : 0;
        }

        bool fits =
            loose < MostLoose
            && (
                peer.Transport != SipTransport.Tls
                || (handshakes < MostHandshakes && ownHandshakes < MostHandshakesOfOne)
            )
            && HasRoom();
        if (!fits)
        {
            counters.RejectedTraffic.Add(peer, "connection", "", "too many connections at once");
        }

        return fits;
    }

    private StreamConnection Add(Socket socket, StreamWire wire, in SipPeer peer, bool cameIn)
    {
        SipSockets.KeepAlive(socket);
        do
        {
            _lastNumber = _lastNumber == int.MaxValue ? 1 : _lastNumber + 1;
        } while (_connections.ContainsKey(_lastNumber));
        var connection = new StreamConnection(wire, peer.OnConnection(_lastNumber), this, cameIn)
        {
            LocalPort = cameIn ? 0 : (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0,
        };
        _connections.Add(_lastNumber, connection);
        SipPeer address = peer.OnConnection(0);
        SetByAddress(address, _lastNumber);
        SetByAddress(address.ExpectedAs(0), _lastNumber);
        return connection;
    }

    private void SetByAddress(in SipPeer address, int number) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_byAddress, address, out _) = number;

    private void Remove(StreamConnection connection)
    {
        int number = connection.Peer.Connection;
        if (!_connections.Remove(number))
        {
            return;
        }

        SipPeer address = connection.Peer.OnConnection(0);
        ForgetAddress(address, number);
        ForgetAddress(address.ExpectedAs(0), number);
        NoteFault(address, connection);
        _arrivals?.ConnectionClosed(number, connection.WasOpen);
    }

    private void ForgetAddress(in SipPeer address, int number)
    {
        if (_byAddress.TryGetValue(address, out int current) && current == number)
        {
            _byAddress.Remove(address);
        }
    }

    private void NoteFault(in SipPeer address, StreamConnection connection)
    {
        if (connection.CameIn)
        {
            counters.ConnectionsEnded.Add();
            if (!connection.WasOpen && connection.Fault.Length > 0)
            {
                counters.HandshakesFailed.Add();
                counters.RejectedTraffic.Add(connection.Peer, "TLS", "", connection.Fault);
            }

            return;
        }

        _faults.Remove(address);
        if (connection.Fault.Length > 0 && _faults.Count < MostFaults)
        {
            _faults[address] = connection.Fault;
        }
    }

    // Where the house is full, the connection that has been silent longest makes room.
    private bool HasRoom()
    {
        if (_connections.Count < MostConnections)
        {
            return true;
        }

        StreamConnection? idlest = _connections
            .Values.Where(open => open.Pins == 0 && open.Idle > SweepEvery)
            .MaxBy(open => open.Idle);
        if (idlest is null)
        {
            return false;
        }

        idlest.Close();
        Remove(idlest);
        return true;
    }

    private static void Sweep(object? state)
    {
        var all = (StreamConnections)state!;
        all._sweep = all.Loop.Timers.Schedule(SweepEvery, Sweep, all);
        foreach (StreamConnection connection in all._connections.Values.ToArray())
        {
            if (connection.IsClosed)
            {
                all.Remove(connection);
            }
            else if (connection.CameIn && !connection.HasSpoken && connection.Age >= SilenceLimit)
            {
                connection.Close();
            }
            else if (connection.Pins == 0 && connection.Idle > IdleLimit)
            {
                connection.Close();
            }
        }
    }
}
