using System.Net.Sockets;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>
/// One TCP connection, come in or gone out. Receiving runs on the pool and posts messages to the signal loop;
/// the signal thread sends through a bounded queue and never waits.
/// </summary>
internal sealed class TcpConnection
{
    private const int MostWaiting = 256 << 10;
    private const int MostUnderWay = 64;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;
    private readonly TcpPort _port;
    private readonly SendQueue _queue = new(MostWaiting);
    private readonly PacketPool _packets = new(MostUnderWay);
    private readonly StreamFraming _framing = new();
    private long _lastUsed;
    private volatile bool _isClosed;
    private volatile bool _wasOpen;

    public TcpConnection(Socket socket, in SipPeer peer, TcpPort port)
    {
        _socket = socket;
        _port = port;
        Peer = peer;
        Touch();
    }

    public SipPeer Peer { get; }

    /// <summary>How many users hold it open although nothing moves. Signal thread.</summary>
    public int Pins { get; set; }

    public bool IsClosed => _isClosed;

    public bool WasOpen => _wasOpen;

    /// <summary>Time since bytes last moved either way.</summary>
    public TimeSpan Idle => _port.Loop.Clock.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>Any thread, never waiting. False where it is closed or its peer has stopped reading.</summary>
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        if (_isClosed || !_queue.TryAdd(message, out bool mustDrain))
        {
            return false;
        }

        if (mustDrain)
        {
            _ = DrainAsync();
        }

        return true;
    }

    /// <summary>An accepted connection: receives until either side ends it.</summary>
    public async Task ServeAsync()
    {
        _wasOpen = true;
        _queue.Open();
        await ReceiveAsync();
        Finish();
    }

    /// <summary>A connection of our own: connects, sends what waits, then receives.</summary>
    public async Task ConnectAsync()
    {
        using var limit = new CancellationTokenSource(ConnectLimit, _port.Loop.Clock);
        if (await SipSockets.TryConnectAsync(_socket, Peer.EndPoint, limit.Token) && !_isClosed)
        {
            _wasOpen = true;
            if (_queue.Open())
            {
                _ = DrainAsync();
            }

            await ReceiveAsync();
        }

        Finish();
    }

    /// <summary>
    /// Any thread: ends it at once. What the system has taken still goes out, what waits in the queue is lost.
    /// </summary>
    public void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _queue.Close();
        if (!SipSockets.TryShutdown(_socket))
        {
            // Not connected yet: this ends the attempt. An open one ends through its own receiving, since to
            // dispose a socket that is being read resets the connection.
            _socket.Dispose();
        }

        _port.Ended(this);
    }

    /// <summary>Ends it when what waits has gone out, or after <paramref name="limit"/>.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        long began = _port.Loop.Clock.GetTimestamp();
        while (!_queue.IsDone && _port.Loop.Clock.GetElapsedTime(began) < limit)
        {
            await Task.Delay(Pause, _port.Loop.Clock);
        }

        Close();
    }

    private async Task ReceiveAsync()
    {
        while (!_isClosed)
        {
            int received = await SipSockets.ReceiveAsync(_socket, _framing.Room);
            if (received == 0)
            {
                break;
            }

            Touch();
            _framing.Advance(received);
            if (!await CarryAllAsync())
            {
                _port.Counters.ConnectionsBroken.Add();
                await FinishAsync(TimeSpan.FromSeconds(1));
                break;
            }
        }
    }

    private void Finish()
    {
        Close();
        _socket.Dispose();
    }

    // False where nothing more can be read from this stream.
    private async ValueTask<bool> CarryAllAsync()
    {
        while (true)
        {
            Packet packet = await TakePacketAsync();
            Framed framed = _framing.Take(out ReadOnlySpan<byte> message);
            if (framed is Framed.Message or Framed.LastMessage)
            {
                packet.Fill(message, Peer);
                await PostAsync(packet);
                if (framed == Framed.Message)
                {
                    continue;
                }

                await AllAnsweredAsync();
                return false;
            }

            packet.GoHome();
            if (framed == Framed.Ping)
            {
                _port.Counters.KeepAlives.Add();
                TrySend("\r\n"u8);
                continue;
            }

            return framed != Framed.Broken;
        }
    }

    private async ValueTask<Packet> TakePacketAsync()
    {
        Packet packet;
        while (!_packets.TryTake(out packet))
        {
            // As many messages of this peer are under way as may be: it waits, and so does its sending.
            await Task.Delay(Pause, _port.Loop.Clock);
        }

        return packet;
    }

    // The 400 that a last message earns is written by the signal thread.
    private async ValueTask AllAnsweredAsync()
    {
        while (!_packets.AreAllHome && !_isClosed)
        {
            await Task.Delay(Pause, _port.Loop.Clock);
        }
    }

    private async ValueTask PostAsync(Packet packet)
    {
        while (!_port.Loop.Post(_port.Arrived, packet))
        {
            await Task.Delay(Pause, _port.Loop.Clock);
        }
    }

    private async Task DrainAsync()
    {
        while (_queue.TryTake(out ReadOnlyMemory<byte> waiting))
        {
            while (!waiting.IsEmpty)
            {
                int sent = await SipSockets.SendAsync(_socket, waiting);
                if (sent == 0)
                {
                    Close();
                    return;
                }

                waiting = waiting[sent..];
            }

            Touch();
        }
    }

    private void Touch() => Volatile.Write(ref _lastUsed, _port.Loop.Clock.GetTimestamp());
}
