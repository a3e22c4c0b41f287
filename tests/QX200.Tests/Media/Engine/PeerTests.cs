using System.Net;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Engine;

public sealed class PeerTests
{
    private static readonly IPEndPoint _elsewhere = new(IPAddress.Parse("198.51.100.9"), 33_333);
    private static readonly IPEndPoint _stranger = new(IPAddress.Parse("203.0.113.1"), 5);

    [Fact]
    public void The_first_packet_proves_the_address_and_strangers_are_not_heard()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        bench.Run(100);
        b.Real = _elsewhere;
        b.TalkFor(100, 1);
        Assert.Equal(_elsewhere, b.Heard[^1].To);

        b.Real = _stranger;
        b.TalkFor(1000, 2);
        Assert.Equal(_elsewhere, b.Heard[^1].To);
        Assert.DoesNotContain(a.Heard, s => s.Payload[0] == 2);
        Assert.Equal(50, bench.Engine.Counters.Strangers);
    }

    [Fact]
    public void Garbage_and_payloads_not_agreed_on_prove_nothing()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Real = _elsewhere;
        leg.Talk(1, payload: 18);
        leg.DeliverRaw([1, 2, 3]);
        leg.DeliverRaw([0x80, 201, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        bench.Run(100);
        Assert.Equal(leg.Announced, leg.Heard[^1].To);
        Assert.Equal(3, bench.Engine.Counters.Malformed);
    }

    [Fact]
    public void After_two_silent_seconds_another_address_may_take_over_and_the_announced_one_always()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Real = _elsewhere;
        leg.TalkFor(100, 1);
        leg.Real = _stranger;
        bench.Run(1800);
        leg.TalkFor(20, 1);
        Assert.Equal(_elsewhere, leg.Heard[^1].To);
        bench.Run(200);
        leg.TalkFor(40, 1);
        Assert.Equal(_stranger, leg.Heard[^1].To);
        leg.Real = null;
        leg.TalkFor(40, 1);
        Assert.Equal(leg.Announced, leg.Heard[^1].To);
    }

    [Fact]
    public void Only_a_changed_announcement_replaces_a_proven_address()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Real = _elsewhere;
        leg.TalkFor(100, 1);
        leg.Configure(sending: false, known: false);
        bench.Run(100);
        leg.Configure();
        bench.Run(40);
        Assert.Equal(_elsewhere, leg.Heard[^1].To);

        leg.Announced = new IPEndPoint(IPAddress.Parse("192.0.2.200"), 9000);
        leg.Configure();
        bench.Run(40);
        Assert.Equal(leg.Announced, leg.Heard[^1].To);
    }

    [Fact]
    public void A_peer_fallen_silent_is_told_of_for_each_minute_of_its_silence()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        bench.Run(61_000);
        Assert.Empty(bench.Told);
        leg.TalkFor(100, 1);
        bench.Run(59_000);
        Assert.Empty(bench.Told);
        bench.Run(2000);
        Assert.Equal(["0: silent"], bench.Told);
        bench.Run(57_000);
        Assert.Single(bench.Told);
        bench.Run(3000);
        Assert.Equal(["0: silent", "0: silent"], bench.Told);
        leg.TalkFor(20, 1);
        bench.Run(59_000);
        Assert.Equal(2, bench.Told.Count);
        bench.Run(2000);
        Assert.Equal(3, bench.Told.Count);
    }

    [Fact]
    public void A_peer_on_hold_may_be_silent_and_has_its_time_again_afterwards()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.TalkFor(100, 1);
        leg.Configure(receiving: false);
        bench.Run(100_000);
        leg.Configure();
        bench.Run(59_000);
        Assert.Empty(bench.Told);
        bench.Run(2000);
        Assert.Equal(["0: silent"], bench.Told);
    }

    [Theory]
    [InlineData("192.0.2.7:4000")]
    [InlineData("[2001:db8::7%3]:65535")]
    [InlineData("[::1]:5060")]
    public void An_address_goes_to_the_kernels_form_and_back(string text)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(text);
        PeerAddress address = PeerAddress.From(endPoint);
        Assert.True(address.IsSet);
        Assert.Equal(endPoint, address.ToEndPoint());
        Assert.Equal(endPoint.Port, address.Port);
        Assert.Equal(7, address.WithPort(7).Port);
        Assert.True(address.SameHost(address.WithPort(7)));
    }

    [Theory]
    [InlineData("0.0.0.0:4000")]
    [InlineData("192.0.2.1:0")]
    [InlineData("[::]:4000")]
    [InlineData("[::ffff:0.0.0.0]:4000")]
    public void An_address_that_names_no_place_is_none(string text) =>
        Assert.False(PeerAddress.From(IPEndPoint.Parse(text)).IsSet);

    [Fact]
    public void Ports_and_rows_run_out_and_come_back_and_old_names_reach_nothing()
    {
        using var bench = new EngineBench(capacity: 3, portMin: 10_000, portMax: 10_009);
        bench.Ports.Refused.Add(10_003);
        Leg a = bench.Open();
        Leg b = bench.Open();
        Leg c = bench.Open();
        Assert.Equal([10_000, 10_004, 10_006], new[] { a.Port, b.Port, c.Port });
        Assert.False(bench.Engine.TryOpen(IPAddress.Loopback, out _, out _));
        bench.Engine.Close(b.Id);
        bench.Engine.Close(b.Id);
        Leg d = bench.Open();
        Assert.Equal(10_008, d.Port);
        Assert.Equal(b.Id.Row, d.Id.Row);
        Assert.NotEqual(b.Id, d.Id);

        b.Hear(Source.Music(0));
        bench.Engine.SendDigit(b.Id, '1', 100);
        bench.Engine.Close(b.Id);
        bench.Run(100);
        Assert.All(d.Heard, s => Assert.Equal(Codec.Pcma.SilenceOctet(), s.Payload[0]));

        bench.Engine.Close(a.Id);
        bench.Engine.Close(c.Id);
        bench.Engine.Close(d.Id);
        bench.Run(20);
        Assert.Empty(bench.Ports.Bound);
        Assert.Equal(0, bench.Engine.Counters.OpenStreams);
        Assert.Equal(0, bench.Engine.OpenStreams);
    }

    [Fact]
    public void Nothing_is_told_of_a_stream_already_closed()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Press(1, 5, 800, end: true);
        bench.Engine.Close(leg.Id);
        bench.Run(100);
        Assert.Empty(bench.Told);
    }

    [Fact]
    public void Reports_tell_real_figures_and_a_bye_comes_at_the_end()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        for (int i = 0; i < 250; i++)
        {
            if (i % 5 == 4)
            {
                leg.Lose();
            }
            else
            {
                leg.Talk(1);
            }

            bench.Run(20);
        }

        leg.Talk(1);
        bench.Run(20_000);
        Assert.InRange(leg.Reports.Count, 3, 10);
        Sent last = leg.Reports[^1];
        Assert.Equal(new IPEndPoint(leg.Announced.Address, leg.Announced.Port + 1), last.To);

        var reader = new RtcpReader(last.Bytes);
        Assert.True(reader.MoveNext());
        Assert.True(reader.TrySenderReport(out SenderReport sent));
        Assert.True(reader.TryBlockOn(leg.Ssrc, out ReportBlock block));
        Assert.Equal(50, block.Lost);
        int before = leg.Heard.Count(s => s.AtMs <= last.AtMs);
        Assert.InRange(sent.Packets, before - 1.0, before);
        Assert.Equal(160 * sent.Packets, sent.Octets);
        double played = (sent.Timestamp - leg.Heard[0].Rtp.Timestamp) / 8.0;
        Assert.Equal(last.AtMs - leg.Heard[0].AtMs, played);

        bench.Engine.Close(leg.Id);
        bench.Run(20);
        reader = new RtcpReader(leg.Reports[^1].Bytes);
        Assert.True(reader.MoveNext() && reader.MoveNext() && reader.MoveNext());
        Assert.Equal(RtcpKind.Bye, reader.Kind);
    }

    [Fact]
    public void A_report_block_refers_to_the_peers_own_report()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.TalkFor(100, 1);
        byte[] buffer = new byte[RtcpWriter.MostBytes];
        var writer = new RtcpWriter(buffer, leg.Ssrc);
        writer.Report(
            new SenderReport(new NtpTime(0x0000_1234_5678_0000), 1, 2, 3),
            true,
            default,
            false
        );
        leg.DeliverControl(buffer.AsSpan(0, writer.Length));
        leg.DeliverControl([0x81, 200, 0, 0]);
        leg.DeliverControl([]);
        double at = leg.Heard[^1].AtMs;
        bench.Run(8000);

        Sent report = leg.Reports.First(r => r.AtMs > at);
        var reader = new RtcpReader(report.Bytes);
        Assert.True(reader.MoveNext());
        Assert.True(reader.TryBlockOn(leg.Ssrc, out ReportBlock block));
        Assert.Equal(0x12345678u, block.LastReport);
        Assert.InRange(block.Delay / 65.536, report.AtMs - at - 25, report.AtMs - at + 1);
    }
}
