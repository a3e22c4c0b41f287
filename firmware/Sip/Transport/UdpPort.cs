using System.Net;
using System.Net.Sockets;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>
/// The UDP socket and its thread <c>sip-rx</c>, which carries each datagram into a pooled packet and posts it to
/// the signal loop. Sending is done by the signal thread. Neither way allocates.
/// </summary>
internal sealed class UdpPort
{
    private const int MostUnderWay = 8192;
    private const int KernelBuffer = 4 << 20;

    private readonly Socket _socket;
    private readonly SocketAddress _target;
    private readonly PacketPool _pool = new(MostUnderWay);
    private readonly SignalLoop _loop;
    private readonly SipCounters _counters;
    private readonly Action<object?> _arrived;
    private readonly Thread _receiver;
    private volatile bool _stopping;

    /// <param name="arrived">Runs on the signal thread with a <see cref="Packet"/>, which it sends home.</param>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public UdpPort(IPEndPoint bind, SignalLoop loop, SipCounters counters, Action<object?> arrived)
    {
        _loop = loop;
        _counters = counters;
        _arrived = arrived;
        _socket = SipSockets.MakeFor(bind, SocketType.Dgram, ProtocolType.Udp);
        _target = new SocketAddress(bind.AddressFamily);
        try
        {
            _socket.ReceiveBufferSize = KernelBuffer;
            _socket.SendBufferSize = KernelBuffer;
            _socket.Bind(bind);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _receiver = new Thread(Receive) { Name = "sip-rx", IsBackground = true };
    }

    public IPEndPoint LocalEndPoint { get; }

    public void Start() => _receiver.Start();

    /// <summary>Signal thread. False where the system refuses, for want of a route for instance.</summary>
    public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> datagram)
    {
        if (!peer.TryCopyTo(_target))
        {
            return false;
        }

        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, _target) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _socket.Dispose();
        if (_receiver.IsAlive)
        {
            _receiver.Join(TimeSpan.FromSeconds(1));
        }
    }

    private void Receive()
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);
        var source = new SocketAddress(_socket.AddressFamily);
        while (!_stopping)
        {
            try
            {
                int length = _socket.ReceiveFrom(buffer, SocketFlags.None, source);
                Carry(buffer.AsSpan(0, length), source);
            }
            catch (SocketException) when (!_stopping)
            {
                // What the network says of an earlier datagram of ours; the next receive is as good as any.
                _counters.ReceiveFaults.Add();
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Carry(ReadOnlySpan<byte> datagram, SocketAddress source)
    {
        if (!_pool.TryTake(out Packet packet))
        {
            _counters.Overrun.Add();
            return;
        }

        packet.Fill(datagram, SipPeer.FromSocketAddress(SipTransport.Udp, source));
        if (!_loop.Post(_arrived, packet))
        {
            _counters.Overrun.Add();
            packet.GoHome();
        }
    }
}
