using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>
/// The TCP listener and all connections, found by number and by address. Owned by the signal thread; accepting and
/// the connections' own work run on the pool.
/// </summary>
internal sealed class TcpPort
{
    private const int MostConnections = 1024;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    private readonly Socket _listener;
    private readonly IPAddress _from;
    private readonly Dictionary<int, TcpConnection> _connections = [];
    private readonly Dictionary<SipPeer, int> _byAddress = [];
    private readonly Action<object?> _ended;
    private readonly Action<object?> _accepted;
    private ISipArrivals? _arrivals;
    private TimerId _sweep;
    private int _lastNumber;
    private volatile bool _stopping;

    /// <param name="arrived">Runs on the signal thread with a <see cref="Packet"/>, which it sends home.</param>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public TcpPort(IPEndPoint bind, SignalLoop loop, SipCounters counters, Action<object?> arrived)
    {
        _from = bind.Address;
        Loop = loop;
        Counters = counters;
        Arrived = arrived;
        _ended = state => Remove((TcpConnection)state!);
        _accepted = state => Accept((Socket)state!);
        _listener = SipSockets.MakeFor(bind, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SipSockets.ReuseAddress(_listener);
            _listener.Bind(bind);
            _listener.Listen(128);
        }
        catch (SocketException)
        {
            _listener.Dispose();
            throw;
        }
    }

    public SignalLoop Loop { get; }

    public SipCounters Counters { get; }

    public Action<object?> Arrived { get; }

    /// <summary>Connections open or being made.</summary>
    public int Count => _connections.Count;

    public void Start(ISipArrivals arrivals)
    {
        _arrivals = arrivals;
        _sweep = Loop.Timers.Schedule(SweepEvery, Sweep, this);
        _ = AcceptAllAsync();
    }

    public bool IsOpen(int connection) =>
        _connections.TryGetValue(connection, out TcpConnection? found) && !found.IsClosed;

    public void Pin(int connection, int by)
    {
        if (_connections.TryGetValue(connection, out TcpConnection? found))
        {
            found.Pins += by;
        }
    }

    /// <summary>Signal thread: over the peer's connection, any open one to its address, or a new one.</summary>
    public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
    {
        connection = 0;
        TcpConnection? found = Find(peer) ?? Open(peer);
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
            Counters.ConnectionsBroken.Add();
            found.Close();
        }

        return false;
    }

    /// <summary>Lets what waits go out, for half a second at the most, and closes everything.</summary>
    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        Loop.Timers.Cancel(ref _sweep);
        _listener.Dispose();
        TimeSpan limit = TimeSpan.FromMilliseconds(500);
        Task.WaitAll([.. _connections.Values.Select(open => open.FinishAsync(limit))], limit * 2);
        _connections.Clear();
        _byAddress.Clear();
    }

    /// <summary>Any thread: a connection closed. Where the mailbox is full the sweep finds it.</summary>
    public void Ended(TcpConnection connection) => Loop.Post(_ended, connection);

    private TcpConnection? Find(in SipPeer peer)
    {
        if (_connections.TryGetValue(peer.Connection, out TcpConnection? own) && !own.IsClosed)
        {
            return own;
        }

        return
            _byAddress.TryGetValue(peer.OnConnection(0), out int number)
            && _connections.TryGetValue(number, out TcpConnection? other)
            && !other.IsClosed
            ? other
            : null;
    }

    private TcpConnection? Open(in SipPeer peer)
    {
        if (_stopping || peer.Port == 0 || !HasRoom())
        {
            return null;
        }

        Socket socket = SipSockets.Make(peer.Family, SocketType.Stream, ProtocolType.Tcp);
        if (!SipSockets.TryLeaveFrom(socket, _from))
        {
            socket.Dispose();
            return null;
        }

        TcpConnection connection = Add(socket, peer);
        _ = connection.ConnectAsync();
        return connection;
    }

    private void Accept(Socket socket)
    {
        if (_stopping || !HasRoom() || socket.RemoteEndPoint is not IPEndPoint remote)
        {
            Counters.ConnectionsRefused.Add();
            socket.Dispose();
            return;
        }

        Counters.ConnectionsAccepted.Add();
        _ = Add(socket, SipPeer.FromEndPoint(SipTransport.Tcp, remote)).ServeAsync();
    }

    private TcpConnection Add(Socket socket, in SipPeer peer)
    {
        SipSockets.KeepAlive(socket);
        do
        {
            _lastNumber = _lastNumber == int.MaxValue ? 1 : _lastNumber + 1;
        } while (_connections.ContainsKey(_lastNumber));
        var connection = new TcpConnection(socket, peer.OnConnection(_lastNumber), this);
        _connections.Add(_lastNumber, connection);
        CollectionsMarshal.GetValueRefOrAddDefault(_byAddress, peer.OnConnection(0), out _) =
            _lastNumber;
        return connection;
    }

    private void Remove(TcpConnection connection)
    {
        int number = connection.Peer.Connection;
        if (!_connections.Remove(number))
        {
            return;
        }

        SipPeer address = connection.Peer.OnConnection(0);
        if (_byAddress.TryGetValue(address, out int current) && current == number)
        {
            _byAddress.Remove(address);
        }

        _arrivals?.ConnectionClosed(number, connection.WasOpen);
    }

    // Where the house is full, the connection that has been silent longest makes room.
    private bool HasRoom()
    {
        if (_connections.Count < MostConnections)
        {
            return true;
        }

        TcpConnection? idlest = _connections
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
        var port = (TcpPort)state!;
        port._sweep = port.Loop.Timers.Schedule(SweepEvery, Sweep, port);
        foreach (TcpConnection connection in port._connections.Values.ToArray())
        {
            if (connection.IsClosed)
            {
                port.Remove(connection);
            }
            else if (connection.Pins == 0 && connection.Idle > IdleLimit)
            {
                connection.Close();
            }
        }
    }

    private async Task AcceptAllAsync()
    {
        while (!_stopping)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync();
                if (!Loop.Post(_accepted, socket))
                {
                    Counters.ConnectionsRefused.Add();
                    socket.Dispose();
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!_stopping)
            {
                // Out of descriptors, or the peer left before it was let in.
                await Task.Delay(TimeSpan.FromMilliseconds(100), Loop.Clock);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
