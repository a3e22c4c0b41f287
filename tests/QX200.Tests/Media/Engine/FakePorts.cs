using System.Net;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Engine;

/// <summary>A datagram that the engine sent, with the time of the test's clock.</summary>
internal sealed record Sent(int FromPort, IPEndPoint To, byte[] Bytes, double AtMs)
{
    public RtpPacket Rtp
    {
        get
        {
            Assert.Equal(RtpRejection.None, RtpPacket.Parse(Bytes, out RtpPacket packet));
            return packet;
        }
    }

    public byte[] Payload => Bytes[RtpPacket.HeaderLength..];
}

/// <summary>The engine's sockets in memory: a socket's number is its port.</summary>
internal sealed class FakePorts(TimeProvider clock) : IMediaPorts
{
    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<int, (int Row, bool Control)> _watched = [];

    public HashSet<int> Bound { get; } = [];

    public HashSet<int> Refused { get; } = [];

    public List<Sent> Sent { get; } = [];

    /// <summary>Count only, so that the test itself allocates nothing.</summary>
    public bool CountOnly { get; set; }

    public int Count { get; private set; }

    public bool TryBind(IPAddress local, int port, out int socket)
    {
        socket = port;
        return !Refused.Contains(port) && Bound.Add(port);
    }

    public void Watch(int socket, int row, bool control) => _watched[socket] = (row, control);

    public void Close(int socket)
    {
        Bound.Remove(socket);
        _watched.Remove(socket);
    }

    public bool Send(int socket, ReadOnlySpan<byte> datagram, in PeerAddress to)
    {
        Count++;
        if (!CountOnly)
        {
            double at = clock.GetElapsedTime(_start).TotalMilliseconds;
            Sent.Add(new Sent(socket, to.ToEndPoint(), datagram.ToArray(), at));
        }

        return true;
    }

    public void Wake() { }

    /// <summary>Has a datagram come in at a port.</summary>
    public void Deliver(MediaPump pump, int port, Span<byte> datagram, in PeerAddress from)
    {
        (int row, bool control) = _watched[port];
        if (control)
        {
            pump.RtcpArrived(row, datagram, from, pump.Now);
        }
        else
        {
            pump.RtpArrived(row, datagram, from, pump.Now);
        }
    }
}
