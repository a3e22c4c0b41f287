using System.Net;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip;

/// <summary>What the network does to one datagram.</summary>
internal enum Fate
{
    Deliver,
    Lose,
    Twice,

    /// <summary>Overtaken: comes 30 ms late.</summary>
    Late,

    /// <summary>Comes when its sender has sent it again already.</summary>
    VeryLate,
}

/// <summary>
/// A network inside one test, with a clock that is turned by hand. Hosts join with a loop each; nothing moves unless
/// <see cref="Settle"/> or <see cref="Advance"/> is called.
/// </summary>
internal sealed class MemoryNetwork
{
    private readonly Dictionary<SipPeer, MemoryTransport> _hosts = [];
    private readonly List<SignalLoop> _loops = [];

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>Decides over each datagram; everything is delivered where there is none. Streams lose nothing.</summary>
    public Func<byte[], Fate>? Weather { get; set; }

    public MemoryTransport Join(SignalLoop loop, string endPoint)
    {
        var host = new MemoryTransport(this, loop, IPEndPoint.Parse(endPoint));
        _hosts.Add(SipPeer.FromEndPoint(SipTransport.Udp, host.LocalEndPoint), host);
        if (!_loops.Contains(loop))
        {
            _loops.Add(loop);
        }

        return host;
    }

    public MemoryTransport? Find(in SipPeer peer) =>
        _hosts.GetValueOrDefault(peer.Over(SipTransport.Udp));

    /// <summary>Runs all loops until nothing is left to do at this moment.</summary>
    public void Settle()
    {
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = false;
            foreach (SignalLoop loop in _loops)
            {
                isBusy |= loop.RunPending() > 0;
            }
        }

        Assert.All(_loops, loop => Assert.Equal(0, loop.Faults));
    }

    /// <summary>Turns the clock, stopping at each timer of any host on the way.</summary>
    public void Advance(TimeSpan time)
    {
        Settle();
        DateTimeOffset end = Clock.GetUtcNow() + time;
        while (Clock.GetUtcNow() < end)
        {
            TimeSpan left = end - Clock.GetUtcNow();
            TimeSpan next = _loops.Min(loop => loop.Timers.UntilNext() ?? left);
            Clock.Advance(next < left ? next : left);
            Settle();
        }
    }

    public void Advance(int milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));
}

/// <summary>One host of a <see cref="MemoryNetwork"/>: its UDP port, and streams to and from others.</summary>
internal sealed class MemoryTransport(MemoryNetwork network, SignalLoop loop, IPEndPoint endPoint)
    : ISipTransport
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(700);

    private static readonly Action<object?> Arrived = static state => Deliver((Arrival)state!);

    private readonly Stack<Arrival> _idle = new();
    private readonly Dictionary<int, Stream> _streams = [];
    private ISipArrivals? _arrivals;
    private int _lastNumber;

    public IPEndPoint LocalEndPoint => endPoint;

    public SignalLoop Loop => loop;

    /// <summary>Who was expected over TLS, in the order of their numbers.</summary>
    public List<ExpectedServer> Expected { get; } = [];

    public ushort Expect(ExpectedServer server)
    {
        if (!Expected.Contains(server))
        {
            Expected.Add(server);
        }

        return (ushort)(Expected.IndexOf(server) + 1);
    }

    /// <summary>Whether a stream to this host is refused.</summary>
    public bool RefusesTcp { get; set; }

    /// <summary>Whether the next sends fail at once, as where there is no route.</summary>
    public bool HasNoRoute { get; set; }

    public int OpenStreams => _streams.Count;

    public Dictionary<int, int> Pins { get; } = [];

    public void Start(ISipArrivals arrivals) => _arrivals = arrivals;

    public void Stop() => _arrivals = null;

    public IPAddress LocalAddressFor(in SipPeer peer) => endPoint.Address;

    public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
    {
        connection = 0;
        if (HasNoRoute)
        {
            return false;
        }

        return peer.IsReliable
            ? TrySendByStream(peer, message, out connection)
            : TrySendDatagram(peer, message);
    }

    public bool IsOpen(int connection) => _streams.ContainsKey(connection);

    public void Pin(int connection) => Pins[connection] = Pins.GetValueOrDefault(connection) + 1;

    public void Unpin(int connection)
    {
        if (--Pins[connection] == 0)
        {
            Pins.Remove(connection);
        }
    }

    /// <summary>Breaks all streams of this host; both ends learn of it.</summary>
    public void CutStreams()
    {
        foreach ((int number, Stream stream) in _streams.ToArray())
        {
            Close(number, wasOpen: true);
            stream.Far.Close(stream.FarNumber, wasOpen: true);
        }
    }

    private bool TrySendDatagram(in SipPeer peer, ReadOnlySpan<byte> message)
    {
        MemoryTransport? to = network.Find(peer);
        SipPeer source = SipPeer.FromEndPoint(SipTransport.Udp, endPoint).AsFlow();
        Fate fate = network.Weather is { } weather ? weather(message.ToArray()) : Fate.Deliver;
        switch (fate)
        {
            case Fate.Lose:
                return true;
            case Fate.Twice:
                to?.Post(message, source, TimeSpan.Zero);
                to?.Post(message, source, TimeSpan.Zero);
                return true;
            case Fate.Late:
                to?.Post(message, source, Soon);
                return true;
            case Fate.VeryLate:
                to?.Post(message, source, Later);
                return true;
            default:
                to?.Post(message, source, TimeSpan.Zero);
                return true;
        }
    }

    private bool TrySendByStream(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
    {
        SipPeer wanted = peer.OnConnection(0);
        connection = _streams.ContainsKey(peer.Connection)
            ? peer.Connection
            : _streams.FirstOrDefault(open => open.Value.FarAddress == wanted).Key;
        if (connection == 0)
        {
            connection = ++_lastNumber;
            MemoryTransport? to = network.Find(wanted);
            if (to is null or { RefusesTcp: true })
            {
                int refused = connection;
                loop.Post(_ => _arrivals?.ConnectionClosed(refused, wasOpen: false), null);
                return true;
            }

            int far = ++to._lastNumber;
            SipPeer own = SipPeer.FromAddress(peer.Transport, endPoint.Address, 40000 + connection);
            _streams[connection] = new Stream(wanted, to, far);
            to._streams[far] = new Stream(own, this, connection);
        }

        Stream stream = _streams[connection];
        SipPeer seen = stream.Far._streams[stream.FarNumber].FarAddress;
        stream.Far.Post(message, seen.OnConnection(stream.FarNumber), TimeSpan.Zero);
        return true;
    }

    private void Close(int number, bool wasOpen)
    {
        _streams.Remove(number);
        loop.Post(_ => _arrivals?.ConnectionClosed(number, wasOpen), null);
    }

    private void Post(ReadOnlySpan<byte> message, in SipPeer source, TimeSpan delay)
    {
        Arrival arrival = _idle.TryPop(out Arrival? idle) ? idle : new Arrival(this);
        arrival.Packet.Fill(message, source);
        if (delay > TimeSpan.Zero)
        {
            loop.Timers.Schedule(delay, Arrived, arrival);
        }
        else
        {
            loop.Post(Arrived, arrival);
        }
    }

    private static void Deliver(Arrival arrival)
    {
        MemoryTransport host = arrival.Host;
        host._arrivals?.MessageArrived(arrival.Packet.Bytes, arrival.Packet.Source);
        host._idle.Push(arrival);
    }

    private sealed class Arrival(MemoryTransport host)
    {
        public MemoryTransport Host => host;

        public Packet Packet { get; } = new(static _ => { });
    }

    private sealed record Stream(SipPeer FarAddress, MemoryTransport Far, int FarNumber);
}
