using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Rtp;
using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Media.Engine;

/// <summary>The engine with its thread, on real sockets of the loopback.</summary>
public sealed class LoopbackTests : IDisposable, IMediaUser
{
    // For what a machine may be slow at; a test that waits so long has failed.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly SignalLoop _loop = new(TimeProvider.System, NullLogger.Instance);
    private readonly MediaEngine _engine;
    private readonly List<Socket> _sockets = [];
    private readonly List<char> _digits = [];

    public LoopbackTests()
    {
        var tones = new Dictionary<ToneId, Sound>();
        _engine = new MediaEngine(
            new MediaOptions
            {
                PortMin = 23_000,
                PortMax = 23_999,
                Capacity = 16,
            },
            new SoundLibrary([EngineBench.Tune], tones),
            _loop,
            NullLoggerFactory.Instance
        )
        {
            User = this,
        };
        _engine.Start();
    }

    public void Dispose()
    {
        _engine.Stop();
        _sockets.ForEach(s => s.Dispose());
        _loop.Dispose();
    }

    void IMediaUser.DigitArrived(StreamId stream, char digit, int milliseconds, bool asTone) =>
        _digits.Add(digit);

    void IMediaUser.SayEnded(StreamId stream, int token) { }

    void IMediaUser.StreamSilent(StreamId stream) { }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Music_arrives_packet_by_packet_from_the_announced_port(string host)
    {
        (StreamId id, int port, Socket phone) = Open(IPAddress.Parse(host));
        _engine.Hear(id, Source.Music(0));
        byte[] packet = new byte[2000];
        EndPoint from = new IPEndPoint(
            phone.LocalEndPoint!.AddressFamily == AddressFamily.InterNetwork
                ? IPAddress.Any
                : IPAddress.IPv6Any,
            0
        );
        ushort? before = null;
        for (int i = 0; i < 10; i++)
        {
            int length = phone.ReceiveFrom(packet, ref from);
            Assert.Equal(new IPEndPoint(IPAddress.Parse(host), port), from);
            Assert.Equal(
                RtpRejection.None,
                RtpPacket.Parse(packet.AsSpan(0, length), out RtpPacket rtp)
            );
            Assert.Equal(172, length);
            Assert.Equal(before is { } last ? (ushort)(last + 1) : rtp.Sequence, rtp.Sequence);
            before = rtp.Sequence;
        }
    }

    [Fact]
    public void A_packet_is_relayed_and_a_digit_told()
    {
        (StreamId a, int portA, Socket phoneA) = Open(IPAddress.Loopback);
        (StreamId b, int portB, Socket phoneB) = Open(IPAddress.Loopback);
        _engine.Hear(a, Source.Peer(b));
        _engine.Hear(b, Source.Peer(a));
        byte[] packet = new byte[172];
        RtpPacket.WriteHeader(packet, true, 8, 1, 1, 1);
        packet.AsSpan(12).Fill(0x33);

        // What comes before the media thread has read who hears whom is nobody's; silence goes out until then.
        byte[] heard = new byte[2000];
        var waited = Stopwatch.StartNew();
        for (ushort sequence = 1; heard[12] != 0x33; sequence++)
        {
            Assert.True(waited.Elapsed < s_patience, "the packet was not relayed");
            RtpPacket.WriteHeader(packet, true, 8, sequence, sequence * 160u, 1);
            phoneA.SendTo(packet, new IPEndPoint(IPAddress.Loopback, portA));
            Assert.Equal(172, phoneB.Receive(heard));
        }

        byte[] press = new byte[16];
        RtpPacket.WriteHeader(press, true, EngineBench.Events, 1, 1, 1);
        new TelephoneEvent(4, true, 10, 800).Write(press.AsSpan(12));
        phoneB.SendTo(press, new IPEndPoint(IPAddress.Loopback, portB));
        Assert.True(
            SpinWait.SpinUntil(() => _loop.RunPending() > 0 && _digits.Count > 0, s_patience)
        );
        Assert.Equal(['4'], _digits);
        Assert.Equal(0, _engine.Counters.SendErrors);
        Assert.Equal(0, _engine.Counters.Faults);
    }

    [Fact]
    public void A_flood_on_one_socket_keeps_nobody_else_waiting()
    {
        (_, int flooded, Socket flooder) = Open(IPAddress.Loopback);
        (StreamId id, _, Socket phone) = Open(IPAddress.Loopback);
        _engine.Hear(id, Source.Music(0));
        using var stop = new CancellationTokenSource();
        var flood = new Thread(() =>
        {
            byte[] packet = new byte[172];
            var to = new IPEndPoint(IPAddress.Loopback, flooded);
            while (!stop.IsCancellationRequested)
            {
                flooder.SendTo(packet, to);
            }
        });
        flood.Start();
        byte[] heard = new byte[2000];
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(172, phone.Receive(heard));
        }

        Assert.True(SpinWait.SpinUntil(() => _engine.Counters.Malformed > 100, s_patience));
        stop.Cancel();
        flood.Join();
    }

    [Fact]
    public void An_address_that_is_not_ours_opens_nothing()
    {
        Assert.False(_engine.TryOpen(IPAddress.Parse("192.0.2.1"), out _, out _));
        Assert.Equal(0, _engine.OpenStreams);
    }

    private (StreamId Id, int Port, Socket Phone) Open(IPAddress address)
    {
        var phone = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)s_patience.TotalMilliseconds,
        };
        _sockets.Add(phone);
        phone.Bind(new IPEndPoint(address, 0));
        Assert.True(_engine.TryOpen(address, out StreamId id, out int port));
        Assert.Equal(0, port % 2);
        _engine.Configure(
            id,
            new StreamFormat
            {
                Codec = Codec.Pcma,
                SendPayload = 8,
                Receive = PayloadMap.Empty.With(Codec.Pcma, 8).WithEvents(EngineBench.Events),
                Remote = (IPEndPoint)phone.LocalEndPoint!,
            }
        );
        return (id, port, phone);
    }
}
