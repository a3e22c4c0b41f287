using QX200.Media;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Engine;

public sealed class DigitTests
{
    [Fact]
    public void A_press_is_told_once_and_its_packets_are_not_passed_on()
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.HearEachOther(b);
        b.TalkFor(200, 1);
        Press(bench, b, 10, 100);
        b.TalkFor(200, 1);
        Press(bench, b, 5, 60);
        b.TalkFor(200, 1);

        Assert.Equal(["1: * 100", "1: 5 60"], bench.Told);
        Assert.All(a.Heard, s => Assert.Equal(8, s.Rtp.PayloadType));
        Continuity.Check(a.Heard);
        Assert.Equal(0, bench.Engine.Counters.Malformed);
    }

    [Fact]
    public void A_press_whose_end_never_comes_is_told_all_the_same()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Press(7, leg.Timestamp, 160, end: false);
        bench.Run(100);
        Assert.Empty(bench.Told);
        bench.Run(100);
        Assert.Equal(["0: 7 20"], bench.Told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Digits_go_out_as_events_on_the_legs_own_timeline(bool overRelay)
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        Leg other = bench.Open();
        leg.Hear(overRelay ? Source.Peer(other.Id) : Source.Music(0));
        other.TalkFor(300, 1);
        bench.Engine.SendDigit(leg.Id, '7', 100);
        bench.Engine.SendDigit(leg.Id, '#', 10);
        other.TalkFor(800, 1);

        Continuity.Check(leg.Heard);
        List<List<Sent>> presses =
        [
            .. leg
                .Heard.Where(s => s.Rtp.PayloadType == EngineBench.Events)
                .GroupBy(s => s.Rtp.Timestamp)
                .Select(g => g.ToList()),
        ];
        Assert.Equal(2, presses.Count);
        CheckPress(presses[0], 7, 800);
        CheckPress(presses[1], 11, 480);

        // At least 60 ms without an event in between, and the second not before that.
        double pause = presses[1][0].AtMs - presses[0].Last(s => !Parse(s).End).AtMs - 20;
        Assert.InRange(pause, 60, 140);
        Assert.DoesNotContain(
            leg.Sound,
            s => s.AtMs > presses[0][0].AtMs && s.AtMs < presses[0][^1].AtMs
        );
        Assert.Contains(
            leg.Sound,
            s => s.AtMs > presses[0][^1].AtMs && s.AtMs < presses[1][0].AtMs
        );
    }

    [Fact]
    public void What_we_send_our_own_detector_reads()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        foreach (char key in "0123456789*#ABCD")
        {
            bench.Engine.SendDigit(leg.Id, key, 80);
        }

        bench.Run(5000);
        var detector = default(KeyPressDetector);
        string read = "";
        foreach (Sent sent in leg.Heard.Where(s => s.Rtp.PayloadType == EngineBench.Events))
        {
            while (
                detector.TryTake(
                    Parse(sent),
                    sent.Rtp.Timestamp,
                    (long)(sent.AtMs * 1000),
                    out KeyPress press
                )
            )
            {
                Assert.Equal(80, press.Milliseconds);
                read += press.Key;
            }
        }

        Assert.Equal("0123456789*#ABCD", read);
    }

    [Fact]
    public void A_peer_without_events_gets_none()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open(events: false);
        leg.Hear(Source.Music(0));
        bench.Engine.SendDigit(leg.Id, '7', 100);
        bench.Run(500);
        Assert.All(leg.Heard, s => Assert.Equal(8, s.Rtp.PayloadType));
        Continuity.CheckSeamless(leg.Heard);
    }

    [Fact]
    public void Digits_come_from_a_leg_that_hears_music_and_is_heard_by_nobody()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open();
        leg.Hear(Source.Music(0));
        leg.TalkFor(100, 1);
        Press(bench, leg, 9, 80);
        Assert.Equal(["0: 9 80"], bench.Told);
        Assert.Equal(5, bench.Engine.Counters.Unheard);
    }

    private static void CheckPress(List<Sent> press, byte code, int duration)
    {
        List<TelephoneEvent> packets = [.. press.Select(Parse)];
        Assert.All(packets, p => Assert.Equal((code, 10), (p.Code, p.Volume)));
        Assert.True(press[0].Rtp.Marker);
        Assert.All(press.Skip(1), s => Assert.False(s.Rtp.Marker));
        Assert.Equal(3, packets.Count(p => p.End));
        Assert.All(packets.TakeLast(3), p => Assert.True(p.End));
        Assert.All(packets.TakeLast(3), p => Assert.Equal(duration, p.Duration));
        for (int i = 1; i < packets.Count - 2; i++)
        {
            Assert.Equal(packets[i - 1].Duration + 160, packets[i].Duration);
        }
    }

    private static TelephoneEvent Parse(Sent sent)
    {
        Assert.True(TelephoneEvent.TryParse(sent.Payload, out TelephoneEvent parsed));
        return parsed;
    }

    private static void Press(EngineBench bench, Leg leg, byte code, int milliseconds)
    {
        uint timestamp = leg.Timestamp;
        for (int told = 20; told < milliseconds; told += 20)
        {
            leg.Press(code, timestamp, told * 8, end: false);
            bench.Run(20);
        }

        for (int i = 0; i < 3; i++)
        {
            leg.Press(code, timestamp, milliseconds * 8, end: true);
            bench.Run(20);
        }

        leg.Timestamp += (uint)((milliseconds + 40) * 8);
    }
}
