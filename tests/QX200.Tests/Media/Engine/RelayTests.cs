using QX200.Media;
using QX200.Media.Engine;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Engine;

public sealed class RelayTests
{
    [Fact]
    public void Like_codecs_are_relayed_the_moment_they_arrive_under_the_streams_own_numbers()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.HearEachOther(b);
        b.TalkFor(1000, 0x55);

        List<Sent> heard = [.. a.Heard.Where(s => s.Payload[0] == 0x55)];
        Assert.Equal(50, heard.Count);
        Assert.All(heard.Skip(1), s => Assert.Equal(0, Math.Round(s.AtMs) % 20));
        Continuity.CheckSeamless(a.Heard);
        Assert.NotEqual(b.Ssrc, heard[0].Rtp.Ssrc);
        Assert.All(a.Heard, s => Assert.Equal(a.Announced, s.To));
    }

    [Fact]
    public void A_held_parked_and_retrieved_leg_hears_one_stream_without_a_seam()
    {
        using var bench = new EngineBench();
        Leg parked = bench.Open();
        Leg parker = bench.Open();
        parked.HearEachOther(parker);
        bench.Run(7);
        parker.TalkFor(400, 1);
        parked.Hear(Source.Music(0));
        bench.Run(1003);
        bench.Engine.Close(parker.Id);
        bench.Run(500);

        Leg retriever = bench.Open();
        bench.Run(11);
        parked.HearEachOther(retriever);
        for (int i = 0; i < 20; i++)
        {
            retriever.Talk(2);
            parked.Talk(3);
            bench.Run(20);
        }

        Continuity.CheckSeamless(parked.Heard);
        Continuity.CheckSeamless(retriever.Heard);
        Assert.Equal(20, parked.Heard.Count(s => s.Payload[0] == 2));
        Assert.InRange(retriever.Heard.Count(s => s.Payload[0] == 3), 19, 20);
    }

    [Fact]
    public void A_lost_packet_stays_a_hole_and_an_overtaken_one_keeps_its_place()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(100, 1);
        b.Lose();
        b.TalkFor(100, 2);

        ushort early = b.Sequence;
        uint at = b.Timestamp;
        b.Lose();
        b.Talk(4);
        (ushort next, uint then) = (b.Sequence, b.Timestamp);
        (b.Sequence, b.Timestamp) = (early, at);
        b.Talk(3);
        (b.Sequence, b.Timestamp) = (next, then);
        bench.Run(20);
        b.TalkFor(100, 5);

        List<Sent> relayed = [.. a.Heard.Where(s => s.Payload[0] <= 5)];
        ushort first = relayed[0].Rtp.Sequence;
        int[] numbers = [.. relayed.Select(s => s.Rtp.Sequence - first)];
        int[] times =
        [
            .. relayed.Select(s => (int)(s.Rtp.Timestamp - relayed[0].Rtp.Timestamp) / 160),
        ];
        int[] expected = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 11, 13, 14, 15, 16, 17];
        Assert.Equal(expected, numbers);
        Assert.Equal(expected, times);
    }

    [Fact]
    public void Silence_fills_in_for_a_peer_that_does_not_send_and_gives_way_to_it()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(200, 1);
        bench.Run(1000);
        b.TalkFor(200, 1);
        bench.Run(300);

        // Its clock has gone on while it was silent.
        b.Timestamp += 300 * 8;
        b.TalkFor(200, 1);

        Continuity.Check(a.Heard);
        Assert.Equal(30, a.Heard.Count(s => s.Payload[0] == 1));
        byte quiet = Codec.Pcma.SilenceOctet();
        Assert.InRange(a.Heard.Count(s => s.Payload[0] == quiet), 60, 67);
    }

    [Fact]
    public void Packets_held_up_behind_silence_do_not_make_the_delay_grow()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(200, 1);
        for (int i = 0; i < 50; i++)
        {
            bench.Run(100);
            for (int held = 0; held < 5; held++)
            {
                b.Talk(1);
            }

            b.TalkFor(200, 1);
        }

        Continuity.Check(a.Heard);
    }

    [Fact]
    public void Silence_sent_in_place_of_lost_packets_is_no_loss_twice()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(200, 1);
        for (int i = 0; i < 10; i++)
        {
            b.Lose();
        }

        bench.Run(200);
        b.TalkFor(200, 2);

        int filled = a.Heard.Count(s => s.Payload[0] == Codec.Pcma.SilenceOctet());
        Assert.InRange(filled, 9, 10);
        Continuity.Check(a.Heard, lost: 10 - filled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_that_begins_anew_goes_on_seamlessly(bool newSsrc)
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(500, 1);
        b.Ssrc += newSsrc ? 1u : 0;
        b.Sequence += 20_000;
        b.Timestamp -= 400_000_000;
        b.TalkFor(500, 2);
        b.Timestamp += 1_000_000;
        b.TalkFor(500, 3);

        Continuity.CheckSeamless(a.Heard);
        Assert.Equal(25, a.Heard.Count(s => s.Payload[0] == 1));

        // Without a new SSRC the first two packets must prove the leap.
        Assert.Equal(newSsrc ? 25 : 24, a.Heard.Count(s => s.Payload[0] == 2));
        Assert.Equal(25, a.Heard.Count(s => s.Payload[0] == 3));
    }

    [Fact]
    public void A_slow_clock_of_the_source_never_ends_in_a_jump()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        for (int i = 0; i < 500; i++)
        {
            // 20 ms of sound each 21 ms.
            b.Talk(1);
            bench.Run(21);
        }

        a.Hear(Source.Music(0));
        bench.Run(1000);
        List<Sent> heard = a.Heard;
        for (int i = 1; i < heard.Count; i++)
        {
            Assert.Equal(160u, heard[i].Rtp.Timestamp - heard[i - 1].Rtp.Timestamp);
            Assert.Equal(1, (ushort)(heard[i].Rtp.Sequence - heard[i - 1].Rtp.Sequence));
        }
    }

    [Fact]
    public void Markers_of_the_source_are_kept_and_a_change_of_source_gets_one()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Music(0));
        bench.Run(200);
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(60, 90);
        b.Talk(91, marker: true);
        bench.Run(10);

        List<Sent> heard = a.Heard;
        int first = heard.FindIndex(s => s.Payload[0] == 90);
        Assert.True(heard[first].Rtp.Marker);
        Assert.False(heard[first + 1].Rtp.Marker);
        Assert.True(heard.Single(s => s.Payload[0] == 91).Rtp.Marker);
    }

    [Fact]
    public void A_header_extension_and_contributing_sources_are_taken_off()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        byte[] packet = new byte[12 + 4 + 8 + 160];
        RtpPacket.WriteHeader(packet, false, 8, 5, 5, 5);
        packet[0] = 0x91;
        packet[19] = 1;
        packet.AsSpan(24).Fill(7);
        b.DeliverRaw(packet);

        Sent sent = a.Heard.Single(s => s.Payload[0] == 7);
        Assert.Equal(172, sent.Bytes.Length);
        Assert.Equal(0x80, sent.Bytes[0]);
    }

    [Fact]
    public void Several_may_hear_one_and_any_may_leave()
    {
        using var bench = new EngineBench();
        Leg talker = bench.Open();
        Leg[] listeners = [bench.Open(), bench.Open(Codec.Pcmu), bench.Open()];
        foreach (Leg listener in listeners)
        {
            listener.Hear(Source.Peer(talker.Id));
        }

        talker.TalkFor(400, 0x54);
        bench.Engine.Close(listeners[0].Id);
        talker.TalkFor(200, 0x54);
        listeners[2].Hear(Source.Silence);
        talker.TalkFor(200, 0x54);
        bench.Engine.Close(talker.Id);
        bench.Run(200);

        Continuity.CheckSeamless(listeners[1].Heard);
        Continuity.CheckSeamless(listeners[2].Heard);
        Assert.Equal(20, listeners[0].Heard.Count(s => s.Payload[0] == 0x54));
        Assert.Equal(30, listeners[2].Heard.Count(s => s.Payload[0] == 0x54));
        Assert.Equal(2, bench.Engine.Counters.OpenStreams);
    }

    [Theory]
    [InlineData("Pcmu", 20)]
    [InlineData("G722", 20)]
    [InlineData("G722", 60)]
    public void Unlike_codecs_are_transcoded_and_changes_leave_no_seam(string name, int ptime)
    {
        Codec codec = Enum.Parse<Codec>(name);
        using var bench = new EngineBench();
        Leg a = bench.Open(codec, ptime);
        Leg b = bench.Open();
        a.Hear(Source.Music(0));
        bench.Run(333);
        a.Hear(Source.Peer(b.Id));
        b.TalkFor(1000, 0x2A);
        a.Hear(Source.Music(0));
        bench.Run(333);

        Continuity.CheckSeamless(a.Heard);
        if (codec == Codec.Pcmu)
        {
            // A-law 2A is -32256 or so, which in µ-law is 00.
            Assert.InRange(a.Heard.Count(s => s.Payload.All(o => o is 0)), 40, 50);
        }
    }

    [Fact]
    public void A_source_that_changes_its_codec_in_the_middle_is_followed()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.Hear(Source.Peer(b.Id));
        for (int turn = 0; turn < 6; turn++)
        {
            for (int i = 0; i < 20; i++)
            {
                b.Talk(0x2A, payload: turn % 2 == 0 ? 8 : 0);
                bench.Run(20);
            }
        }

        Continuity.Check(a.Heard);
    }

    [Fact]
    public void Relaying_and_transcoding_allocate_nothing()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        Leg c = bench.Open(Codec.Pcmu);
        a.HearEachOther(b);
        c.Hear(Source.Peer(b.Id));
        b.TalkFor(12_000, 0x54);
        bench.Ports.CountOnly = true;
        int sent = bench.Ports.Count;
        int talked = 0;
        long allocated = Allocated.AtLeast(
            () =>
            {
                bench.Turn();
                bench.Turn();
                talked++;
            },
            () =>
            {
                b.Talk(0x54);
                bench.Engine.Pump.RunTicks(bench.Engine.Pump.Now);
            }
        );

        Assert.Equal(0, allocated);

        // To a and c what was said, to b silence as often; reports now and then.
        Assert.InRange(bench.Ports.Count - sent, 2.9 * talked, 3.2 * talked);
    }
}
