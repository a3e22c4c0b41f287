using System.Collections.Immutable;
using QX200.Media;
using QX200.Media.Engine;
using Xunit;

namespace QX200.Tests.Media.Engine;

public sealed class PlaybackTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    public void Music_goes_round_and_round_in_packets_of_the_peers_ptime(int ptime)
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open(ptime: ptime);
        leg.Hear(Source.Music(0));
        bench.Run(3000);

        List<Sent> heard = leg.Heard;
        Assert.InRange(heard.Count, (3000 / ptime) - 1, 3000 / ptime);
        byte[] sound = [.. heard.SelectMany(s => s.Payload)];
        Assert.Equal(Enumerable.Range(0, sound.Length).Select(i => (byte)(i % 8000 / 100)), sound);
        Continuity.CheckSeamless(heard);
        Assert.All(heard, s => Assert.Equal(ptime * 8, s.Payload.Length));
        Assert.True(heard[0].Rtp.Marker);
        Assert.All(heard.Skip(1), s => Assert.False(s.Rtp.Marker));
        Assert.All(heard, s => Assert.Equal(leg.Announced, s.To));
    }

    [Fact]
    public void An_announcement_is_said_once_with_its_pauses_and_told_at_its_last_packet()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        Sound one = EngineBench.Numbered(250, 10);
        Sound two = EngineBench.Numbered(330, 20);
        leg.Hear(Source.Say(new Announcement([new(one, 40), new(two, 0)]), 5));
        bench.Run(100);
        Assert.Empty(bench.Told);
        bench.Run(50);
        Assert.Equal(["0: said 5"], bench.Told);
        bench.Run(100);

        byte[] said = [.. leg.Heard.SelectMany(s => s.Payload)];
        byte quiet = Codec.Pcma.SilenceOctet();
        byte[] expected =
        [
            .. one.Encoded(Codec.Pcma),
            .. Enumerable.Repeat(quiet, 320),
            .. two.Encoded(Codec.Pcma),
        ];
        Assert.Equal(expected, said.Take(expected.Length));
        Assert.All(said.Skip(expected.Length), octet => Assert.Equal(quiet, octet));
        Assert.Single(bench.Told);
        Continuity.CheckSeamless(leg.Heard);
    }

    [Fact]
    public void An_announcement_that_is_replaced_is_not_told()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Hear(Source.Say(new Announcement([new(EngineBench.Tune, 0)]), 5));
        bench.Run(500);
        leg.Hear(Source.Music(0));
        bench.Run(1500);

        Assert.Empty(bench.Told);
        Continuity.CheckSeamless(leg.Heard);
    }

    [Fact]
    public void An_empty_announcement_ends_at_once()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Hear(Source.Say(new Announcement(ImmutableArray<Announcement.Part>.Empty), 9));
        bench.Run(40);
        Assert.Equal(["0: said 9"], bench.Told);
    }

    [Fact]
    public void Changes_between_music_tone_silence_and_words_leave_no_seam()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        Source[] sources =
        [
            Source.Music(0),
            Source.Tone(ToneId.Busy),
            Source.Silence,
            Source.Say(new Announcement([new(EngineBench.Tune, 100)]), 1),
            Source.Peer(default),
            Source.Music(7),
        ];
        for (int i = 0; i < 60; i++)
        {
            leg.Hear(sources[i % sources.Length]);
            bench.Run(97 + (i % 7));
        }

        Continuity.CheckSeamless(leg.Heard);
    }

    [Fact]
    public void Nothing_is_sent_without_an_address_or_while_sending_is_off_and_time_goes_on()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Configure(known: false);
        leg.Hear(Source.Music(0));
        bench.Run(200);
        Assert.Empty(leg.Heard);

        leg.Configure();
        bench.Run(200);
        int before = leg.Heard.Count;
        leg.Configure(sending: false);
        bench.Run(1000);
        Assert.Equal(before, leg.Heard.Count);

        leg.Configure();
        bench.Run(100);
        Sent last = leg.Heard[before - 1];
        Sent next = leg.Heard[before];
        Assert.Equal((ushort)(last.Rtp.Sequence + 1), next.Rtp.Sequence);
        Assert.Equal(next.AtMs - last.AtMs, (next.Rtp.Timestamp - last.Rtp.Timestamp) / 8.0);
        Assert.True(next.Rtp.Marker);
    }

    [Fact]
    public void A_stall_is_made_up_for_and_a_long_one_left_out()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Hear(Source.Music(0));
        bench.Run(100);
        int before = leg.Heard.Count;
        for (int i = 0; i < 10; i++)
        {
            // Ten ticks at once.
            bench.Stall(100);
        }

        Assert.Equal(before + 50, leg.Heard.Count);
        bench.Stall(1000);
        Assert.Equal(before + 60, leg.Heard.Count);
        Assert.Equal(80, bench.Engine.Counters.SkippedTicks);
    }

    [Fact]
    public void A_tick_with_fifty_parked_calls_allocates_nothing()
    {
        using var bench = new EngineBench();
        for (int i = 0; i < 50; i++)
        {
            bench.Open().Hear(Source.Music(0));
        }

        bench.Run(1000);
        bench.Ports.CountOnly = true;
        int sent = bench.Ports.Count;
        long before = bench.Engine.Pump.Now;
        long allocated = Allocated.AtLeast(
            bench.Turn,
            () => bench.Engine.Pump.RunTicks(bench.Engine.Pump.Now)
        );

        Assert.Equal(0, allocated);
        long ticks = (bench.Engine.Pump.Now - before) / MediaPump.TickUs;
        Assert.InRange(bench.Ports.Count - sent, 25 * ticks, 26 * ticks);
    }
}
