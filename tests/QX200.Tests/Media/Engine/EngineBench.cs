using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Media;
using QX200.Media.Analog;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Media.Engine;

/// <summary>A media engine without its thread, on a clock turned by hand, and what it told.</summary>
internal sealed class EngineBench : IMediaUser, IDisposable
{
    public const int Events = 101;

    private readonly FakeTimeProvider _clock = new();
    private readonly SignalLoop _loop;

    public EngineBench(params IReadOnlyList<IVoicePort> voices)
        : this(64, 10_000, 10_999, voices) { }

    public EngineBench(
        int capacity = 64,
        int portMin = 10_000,
        int portMax = 10_999,
        params IReadOnlyList<IVoicePort> voices
    )
    {
        _loop = new SignalLoop(_clock, NullLogger.Instance);
        Ports = new FakePorts(_clock);
        Engine = new MediaEngine(
            new MediaOptions
            {
                PortMin = portMin,
                PortMax = portMax,
                Capacity = capacity,
            },
            Library(),
            _loop,
            Ports,
            voices
        )
        {
            User = this,
        };
    }

    public MediaEngine Engine { get; }

    public FakePorts Ports { get; }

    public List<string> Told { get; } = [];

    /// <summary>A tune of one second whose every octet tells its place, by 100: 0, 1, ... 79.</summary>
    public static Sound Tune { get; } = Numbered(8000, 0);

    public static Sound Numbered(int length, int first)
    {
        byte[] octets = [.. Enumerable.Range(0, length).Select(i => (byte)(first + (i / 100)))];
        return new Sound(octets, octets, octets);
    }

    public Leg Open(Codec codec = Codec.Pcma, int ptime = 20, bool events = true)
    {
        Assert.True(Engine.TryOpen(IPAddress.Loopback, out StreamId id, out int port));
        var leg = new Leg(this, id, port, codec)
        {
            Ptime = ptime,
            HasEvents = events,
            ListenForTones = !events,
        };
        leg.Configure();
        return leg;
    }

    /// <summary>Turns the clock on, 1 ms at a time.</summary>
    public void Run(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            Engine.Pump.RunCommands();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Engine.Pump.RunTicks(Engine.Pump.Now);
        }

        _loop.RunPending();
    }

    /// <summary>Turns the clock by a tick of the engine, and does nothing else.</summary>
    public void Turn() => _clock.Advance(TimeSpan.FromMilliseconds(10));

    /// <summary>So much time passes before the engine has its turn again.</summary>
    public void Stall(int milliseconds)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Engine.Pump.RunTicks(Engine.Pump.Now);
    }

    public void Dispose() => _loop.Dispose();

    public void DigitArrived(StreamId stream, char digit, int milliseconds, bool asTone) =>
        Told.Add($"{stream.Row}: {digit} {milliseconds}{(asTone ? " as tone" : "")}");

    public void SayEnded(StreamId stream, int token) => Told.Add($"{stream.Row}: said {token}");

    public void StreamSilent(StreamId stream) => Told.Add($"{stream.Row}: silent");

    private static SoundLibrary Library() =>
        new([Tune], new Dictionary<ToneId, Sound> { [ToneId.Busy] = Numbered(800, 100) });
}

/// <summary>One leg of the engine, and the telephone at its other end.</summary>
internal sealed class Leg(EngineBench bench, StreamId id, int port, Codec codec)
{
    private readonly byte[] _packet = new byte[RtpPacket.HeaderLength + 480];

    public StreamId Id => id;

    public int Port => port;

    public int Ptime { get; init; } = 20;

    public bool HasEvents { get; init; } = true;

    public bool ListenForTones { get; init; }

    /// <summary>Where the telephone said it is, and where it really sends from.</summary>
    public IPEndPoint Announced { get; set; } = new(IPAddress.Parse("192.0.2.7"), 4000 + id.Row);

    public IPEndPoint? Real { get; set; }

    public ushort Sequence { get; set; } = 1000;

    public uint Timestamp { get; set; } = 50_000;

    public uint Ssrc { get; set; } = 77;

    public byte Payload =>
        codec switch
        {
            Codec.Pcmu => 0,
            Codec.Pcma => 8,
            _ => 9,
        };

    /// <summary>What the engine has sent to this telephone by RTP, in order.</summary>
    public List<Sent> Heard => [.. bench.Ports.Sent.Where(s => s.FromPort == port)];

    /// <summary>The same without telephone-events.</summary>
    public List<Sent> Sound => [.. Heard.Where(s => s.Rtp.PayloadType == Payload)];

    public List<Sent> Reports => [.. bench.Ports.Sent.Where(s => s.FromPort == port + 1)];

    public void Configure(bool sending = true, bool receiving = true, bool known = true) =>
        bench.Engine.Configure(
            id,
            new StreamFormat
            {
                Codec = codec,
                SendPayload = Payload,
                Receive = PayloadMap
                    .Empty.With(Codec.Pcmu, 0)
                    .With(Codec.Pcma, 8)
                    .With(Codec.G722, 9)
                    .WithEvents(EngineBench.Events),
                EventPayload = HasEvents ? EngineBench.Events : -1,
                PtimeMs = Ptime,
                Remote = known ? Announced : null,
                Sending = sending,
                Receiving = receiving,
                ListenForTones = ListenForTones,
            }
        );

    public void Hear(Source source) => bench.Engine.Hear(id, source);

    public void HearEachOther(Leg other)
    {
        Hear(Source.Peer(other.Id));
        other.Hear(Source.Peer(id));
    }

    /// <summary>The telephone sends its next packet of sound, each octet of it <paramref name="mark"/>.</summary>
    public void Talk(byte mark, int milliseconds = 20, bool marker = false, int payload = -1)
    {
        int length = milliseconds * 8;
        _packet.AsSpan(RtpPacket.HeaderLength, length).Fill(mark);
        Deliver(payload < 0 ? Payload : payload, marker, Timestamp, length);
        Timestamp += (uint)length;
    }

    /// <summary>The telephone sends its next packet of sound: these octets.</summary>
    public void Say(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_packet.AsSpan(RtpPacket.HeaderLength));
        Deliver(Payload, marker: false, Timestamp, octets.Length);
        Timestamp += (uint)octets.Length;
    }

    /// <summary>The telephone's next packet is lost on the way.</summary>
    public void Lose(int milliseconds = 20)
    {
        Sequence++;
        Timestamp += (uint)(milliseconds * 8);
    }

    /// <summary>The telephone sends one packet of a telephone-event.</summary>
    public void Press(byte code, uint timestamp, int duration, bool end)
    {
        new TelephoneEvent(code, end, 10, (ushort)duration).Write(
            _packet.AsSpan(RtpPacket.HeaderLength)
        );
        Deliver(EngineBench.Events, duration <= 160, timestamp, TelephoneEvent.Length);
    }

    /// <summary>Talks for so long, a packet each 20 ms, while the clock turns.</summary>
    public void TalkFor(int milliseconds, byte mark)
    {
        for (int i = 0; i < milliseconds; i += 20)
        {
            Talk(mark);
            bench.Run(20);
        }
    }

    public void DeliverControl(ReadOnlySpan<byte> packet) =>
        bench.Ports.Deliver(
            bench.Engine.Pump,
            port + 1,
            packet.ToArray(),
            PeerAddress.From(new IPEndPoint(Announced.Address, Announced.Port + 1))
        );

    public void DeliverRaw(byte[] packet)
    {
        bench.Engine.Pump.RunCommands();
        bench.Ports.Deliver(bench.Engine.Pump, port, packet, PeerAddress.From(Real ?? Announced));
    }

    private void Deliver(int payload, bool marker, uint timestamp, int length)
    {
        RtpPacket.WriteHeader(_packet, marker, (byte)payload, Sequence++, timestamp, Ssrc);
        bench.Engine.Pump.RunCommands();
        bench.Ports.Deliver(
            bench.Engine.Pump,
            port,
            _packet.AsSpan(0, RtpPacket.HeaderLength + length),
            PeerAddress.From(Real ?? Announced)
        );
    }
}
