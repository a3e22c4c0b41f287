using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using QX200.Runtime;

namespace QX200.Benchmarks;

/// <summary>
/// What the media thread's own work costs, without the kernel's: a tick with 50 parked calls (half of them send),
/// a packet relayed and a packet transcoded; the floor is a header written before a copied payload.
/// </summary>
[MemoryDiagnoser]
public class MediaBenchmarks
{
    private readonly FakeTimeProvider _clock = new();
    private readonly byte[] _packet = new byte[172];
    private readonly byte[] _tune = new byte[8000];
    private readonly PeerAddress _peer = PeerAddress.From(IPEndPoint.Parse("192.0.2.1:4000"));
    private MediaPump _pump = null!;
    private long _now;
    private ushort _sequence;

    [GlobalSetup(Target = nameof(TickWith50Parked))]
    public void Park()
    {
        MediaEngine engine = Begin();
        for (int i = 0; i < 50; i++)
        {
            engine.Hear(Open(engine, Codec.Pcma), Source.Music(0));
        }

        _pump.RunCommands();
    }

    [GlobalSetup(Target = nameof(RelayedPacket))]
    public void Relay() => Bridge(Codec.Pcma);

    [GlobalSetup(Target = nameof(TranscodedPacket))]
    public void Transcode() => Bridge(Codec.G722);

    [Benchmark(Baseline = true)]
    public void HeaderAndCopy()
    {
        RtpPacket.WriteHeader(_packet, false, 8, ++_sequence, _sequence * 160u, 1);
        _tune.AsSpan(_sequence % 40 * 160, 160).CopyTo(_packet.AsSpan(12));
    }

    [Benchmark]
    public void TickWith50Parked() => _pump.RunTicks(_now += MediaPump.TickUs);

    [Benchmark]
    public void RelayedPacket() => Arrive();

    /// <summary>Its two ticks included: 20 ms of sound in and out.</summary>
    [Benchmark]
    public void TranscodedPacket()
    {
        Arrive();
        _pump.RunTicks(_now);
    }

    private void Arrive()
    {
        _now += 2 * MediaPump.TickUs;
        RtpPacket.WriteHeader(_packet, false, 8, ++_sequence, (uint)(_now / 125), 1);
        _pump.RtpArrived(1, _packet, _peer, _now);
    }

    private void Bridge(Codec listener)
    {
        MediaEngine engine = Begin();
        StreamId a = Open(engine, listener);
        StreamId b = Open(engine, Codec.Pcma);
        engine.Hear(a, Source.Peer(b));
        _pump.RunCommands();
    }

    private MediaEngine Begin()
    {
        var engine = new MediaEngine(
            new MediaOptions(),
            new SoundLibrary([new Sound(_tune, _tune, _tune)], new Dictionary<ToneId, Sound>()),
            new SignalLoop(_clock, NullLogger.Instance),
            new NoPorts()
        );
        _pump = engine.Pump;
        return engine;
    }

    private static StreamId Open(MediaEngine engine, Codec codec)
    {
        _ = engine.TryOpen(IPAddress.Loopback, out StreamId id, out _);
        engine.Configure(
            id,
            new StreamFormat
            {
                Codec = codec,
                SendPayload = 8,
                Receive = PayloadMap.Empty.With(Codec.Pcma, 8),
                Remote = IPEndPoint.Parse("192.0.2.1:4000"),
            }
        );
        return id;
    }

    private sealed class NoPorts : IMediaPorts
    {
        public bool TryBind(IPAddress local, int port, out int socket)
        {
            socket = port;
            return true;
        }

        public void Watch(int socket, int row, bool control) { }

        public void Close(int socket) { }

        public bool Send(int socket, ReadOnlySpan<byte> datagram, in PeerAddress to) => true;

        public void Wake() { }
    }
}
