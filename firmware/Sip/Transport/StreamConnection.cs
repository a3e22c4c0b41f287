using System.Net.Sockets;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>
/// One connection over TCP or TLS, come in or gone out. Receiving runs on the pool and posts messages to the signal
/// loop; the signal thread sends through a bounded queue and never waits.
/// </summary>
internal sealed class StreamConnection
{
    private const int MostWaiting = 256 << 10;
    private const int MostUnderWay = 64;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly StreamWire _wire;
    private readonly StreamConnections _all;
    private readonly long _began;
    private readonly SendQueue _queue = new(MostWaiting);
    private readonly PacketPool _packets = new(MostUnderWay);
    private readonly StreamFraming _framing = new();
    private long _lastUsed;
    private volatile bool _isClosed;
    private volatile bool _wasOpen;
    private volatile bool _hasSpoken;

    public StreamConnection(StreamWire wire, in SipPeer peer, StreamConnections all, bool cameIn)
    {
        _wire = wire;
        _all = all;
        Peer = peer;
        CameIn = cameIn;
        _began = all.Loop.Clock.GetTimestamp();
        Touch();
    }

    public SipPeer Peer { get; }

    /// <summary>The peer opened it.</summary>
    public bool CameIn { get; }

    /// <summary>The port of ours from which a connection of our own leaves; 0 for others.</summary>
    public int LocalPort { get; init; }

    /// <summary>How many users hold it open although nothing moves. Signal thread.</summary>
    public int Pins { get; set; }

    public bool IsClosed => _isClosed;

    public bool WasOpen => _wasOpen;

    /// <summary>A connection that came in and has not got through its handshake yet.</summary>
    public bool IsShakingHands => CameIn && !_wasOpen && !_isClosed;

    /// <summary>A whole message or a keep-alive has come.</summary>
    public bool HasSpoken => _hasSpoken;

    /// <summary>Why it never came about, for people; empty where there is nothing to say. To be read once it is closed.</summary>
    public string Fault => _wire.Fault;

    public TimeSpan Age => _all.Loop.Clock.GetElapsedTime(_began);

    /// <summary>Time since bytes last moved either way.</summary>
    public TimeSpan Idle => _all.Loop.Clock.GetElapsedTime(Volatile.Read(ref _lastUsed));

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
        // What follows is not the signal thread's: a handshake takes a while, and the certificate is on the disk.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (await TryOpenAsync())
        {
            await ReceiveAsync();
        }

        Finish();
    }

    /// <summary>A connection of our own: connects, sends what waits, then receives.</summary>
    public async Task ConnectAsync(Socket socket)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var limit = new CancellationTokenSource(ConnectLimit, _all.Loop.Clock);
        if (
            await SipSockets.TryConnectAsync(socket, Peer.EndPoint, limit.Token)
            && !_isClosed
            && await TryOpenAsync()
        )
        {
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
        if (!_wire.TryShutdown())
        {
            // Not connected yet: this ends the attempt. An open one ends through its own receiving, since to
            // dispose a socket that is being read resets the connection.
            _wire.Dispose();
        }

        _all.Ended(this);
    }

    /// <summary>Ends it when what waits has gone out, or after <paramref name="limit"/>.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        long began = _all.Loop.Clock.GetTimestamp();
        while (!_queue.IsDone && _all.Loop.Clock.GetElapsedTime(began) < limit)
        {
            await Task.Delay(Pause, _all.Loop.Clock);
        }

        Close();
    }

    private async ValueTask<bool> TryOpenAsync()
    {
        using var limit = new CancellationTokenSource(HandshakeLimit, _all.Loop.Clock);
        if (!await _wire.TryOpenAsync(limit.Token) || _isClosed)
        {
            return false;
        }

        _wasOpen = true;
        if (_queue.Open())
        {
            _ = DrainAsync();
        }

        return true;
    }

    private async Task ReceiveAsync()
    {
        while (!_isClosed)
        {
            int received = await _wire.ReceiveAsync(_framing.Room);
            if (received == 0)
            {
                break;
            }

            Touch();
            _framing.Advance(received);
            if (!await CarryAllAsync())
            {
                _all.Counters.ConnectionsBroken.Add();
                await FinishAsync(TimeSpan.FromSeconds(1));
                break;
            }
        }
    }

    private void Finish()
    {
        Close();
        _wire.Dispose();
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
                _hasSpoken = true;
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
                _hasSpoken = true;
                _all.Counters.KeepAlives.Add();
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
            await Task.Delay(Pause, _all.Loop.Clock);
        }

        return packet;
    }

    // The 400 that a last message earns is written by the signal thread.
    private async ValueTask AllAnsweredAsync()
    {
        while (!_packets.AreAllHome && !_isClosed)
        {
            await Task.Delay(Pause, _all.Loop.Clock);
        }
    }

    private async ValueTask PostAsync(Packet packet)
    {
        while (!_all.Loop.Post(_all.Arrived, packet))
        {
            await Task.Delay(Pause, _all.Loop.Clock);
        }
    }

    private async Task DrainAsync()
    {
        while (_queue.TryTake(out ReadOnlyMemory<byte> waiting))
        {
            while (!waiting.IsEmpty)
            {
                int sent = await _wire.SendAsync(waiting);
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

    private void Touch() => Volatile.Write(ref _lastUsed, _all.Loop.Clock.GetTimestamp());
}
