using QX200.Board;
using QX200.Lines;
using QX200.Tests.Calls;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>Ringing as it is on the pins: RM for the cadence, F/R for the frequency, and caller ID between the rings.</summary>
public sealed class RingPinTests
{
    /// <summary>What comes out of the sound path is so much older than what went in, at the most.</summary>
    private const double SoundPath = 110;

    public static TheoryData<string> Countries() => [.. Country.All.Select(static c => c.Code)];

    [Theory]
    [InlineData("us", 20, "2000 4000 2000 4000 2000")]
    [InlineData("ca", 20, "2000 4000 2000 4000 2000")]
    [InlineData("uk", 25, "400 200 400 2000 400 200 400 2000")]
    [InlineData("de", 25, "1000 4000 1000 4000 1000")]
    [InlineData("at", 25, "1000 5000 1000 5000 1000")]
    [InlineData("ch", 25, "1000 4000 1000 4000 1000")]
    [InlineData("fr", 25, "1500 3500 1500 3500 1500")]
    [InlineData("it", 25, "1000 4000 1000 4000 1000")]
    [InlineData("es", 25, "1500 3000 1500 3000 1500")]
    [InlineData("nl", 25, "1000 4000 1000 4000 1000")]
    [InlineData("pl", 25, "1000 4000 1000 4000 1000")]
    [InlineData("ru", 25, "1000 4000 1000 4000 1000")]
    [InlineData("au", 25, "400 200 400 2000 400 200 400 2000")]
    [InlineData("nz", 25, "400 200 400 2000 400 200 400 2000")]
    public void Every_country_rings_in_its_cadence_at_its_frequency(
        string code,
        int hertz,
        string cadence
    )
    {
        using PinBench bench = Rung(code, 20_000);
        double[] seen = bench.Cadence(1);

        // Caller ID may make the silence after the first ring longer: that one is tried with it.
        Assert.StartsWith(cadence, string.Join(' ', seen.Select(static ms => $"{ms}")));
        AssertToggles(bench, hertz);
        Assert.All(
            bench.Hardware.Telephones[0].Rings,
            burst => Assert.InRange(burst.Hertz, hertz - 1, hertz + 1)
        );
    }

    [Fact]
    public void The_table_of_rings_above_has_every_country() =>
        Assert.Equal(
            Country.All.Length,
            typeof(RingPinTests)
                .GetMethod(nameof(Every_country_rings_in_its_cadence_at_its_frequency))!
                .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
                .Length
        );

    [Theory]
    [MemberData(nameof(Countries))]
    public void Caller_ID_is_sent_while_RM_is_low_and_away_from_the_rings(string code)
    {
        using PinBench bench = Rung(code, 9000);
        (double begins, double ends) = CallerId(bench);
        Assert.Equal("Ann <101>", bench.Hardware.Telephones[0].CallerId);
        bool isBeforeRinging = bench.Country.CallerId.Moment == CallerIdMoment.BeforeRinging;
        List<PinEdge> mode = bench.Edges(PinBench.RingMode(1));
        Assert.DoesNotContain(mode, e => e.At >= begins && e.At <= ends);
        PinEdge next = mode.First(e => e.At > ends);
        Assert.True(next.High);

        // GR-30 and ETSI: at least 200 ms of silence before the next ring.
        Assert.InRange(next.At - ends, 200, 4000);
        if (isBeforeRinging)
        {
            Assert.Equal(mode[0], next);
            Assert.False(LevelAt(bench, PinBench.ForwardReverse(1), begins));
            Assert.False(LevelAt(bench, PinBench.ForwardReverse(1), ends));
            double reversed = bench.Edges(PinBench.ForwardReverse(1))[0].At;
            Assert.InRange(begins - reversed, 100, 600);
        }
        else
        {
            // GR-30 and ETSI: 0.5 to 1.5 s after the ring.
            PinEdge before = mode.Last(e => e.At < begins);
            Assert.False(before.High);
            Assert.InRange(begins - before.At, 500, 1500);
            Assert.True(LevelAt(bench, PinBench.ForwardReverse(1), begins));
        }
    }

    [Theory]
    [MemberData(nameof(Countries))]
    public void The_polarity_is_forward_before_and_after_and_between_the_rings(string code)
    {
        using PinBench bench = Rung(code, 7000);
        bool isReversed = bench.Country.CallerId.Moment == CallerIdMoment.BeforeRinging;
        List<PinEdge> mode = bench.Edges(PinBench.RingMode(1));
        PinEdge[] polarity =
        [
            .. bench
                .Edges(PinBench.ForwardReverse(1))
                .Where(e => !LevelAt(bench, PinBench.RingMode(1), e.At - 0.5)),
        ];

        // In Britain a reversal tells the telephone that a call comes. Nothing else happens on F/R but ringing.
        Assert.Equal(isReversed ? [false, true] : [], polarity.Select(static e => e.High));
        Assert.All(
            mode.Where(static e => !e.High),
            e => Assert.True(LevelAt(bench, PinBench.ForwardReverse(1), e.At + 0.5))
        );
    }

    [Theory]
    [InlineData("us", 1)]
    [InlineData("us", 7)]
    [InlineData("us", 13)]
    [InlineData("us", 24)]
    [InlineData("us", 25)]
    [InlineData("us", 49)]
    [InlineData("us", 1999)]
    [InlineData("de", 1)]
    [InlineData("de", 7)]
    [InlineData("de", 19)]
    [InlineData("de", 20)]
    [InlineData("de", 39)]
    [InlineData("de", 999)]
    public void RM_is_low_within_100_ms_of_lifting_and_stays_low(string code, int into)
    {
        using PinBench bench = Rung(code, 0);
        bench.Wait(into);
        double lifted = bench.Now;
        Assert.True(bench.IsHigh(PinBench.RingMode(1)));
        bench.Loop(1, closed: true, 15_000);
        PinEdge low = Assert.Single(bench.Edges(PinBench.RingMode(1), since: lifted));
        Assert.False(low.High);
        Assert.InRange(low.At - lifted, 0, 65);
        Assert.True(bench.IsHigh(PinBench.ForwardReverse(1)));
        Assert.All(
            bench.Edges(PinBench.ForwardReverse(1), since: lifted),
            e => Assert.InRange(e.At, lifted, low.At)
        );
        Assert.True(bench.Calls.OpenCalls[0].IsUp);
    }

    /// <summary>
    /// SHK may follow the ringing current: after 30 ms ringing is taken off the line, after 35 ms the call is answered.
    /// </summary>
    [Fact]
    public void A_disturbance_at_the_moment_of_the_call_only_delays_the_bell()
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 5);
        bench.Calls.Phone("101").Call("11");
        double at = bench.Now;
        bench.Loop(1, closed: false, 4000);
        List<PinEdge> mode = bench.Edges(PinBench.RingMode(1));
        Assert.Equal([true, false], mode.Select(static e => e.High));
        Assert.InRange(mode[0].At - at, 0, 5);
    }

    [Theory]
    [InlineData(29, false, false)]
    [InlineData(31, true, false)]
    [InlineData(34, true, false)]
    [InlineData(35, true, true)]
    public void A_disturbance_while_it_rings_is_no_lifted_receiver(
        int closed,
        bool trips,
        bool answers
    )
    {
        using PinBench bench = Rung("us", 400);
        double at = bench.Now;
        bench.Loop(1, closed: true, closed);
        bench.Loop(1, closed: false, 100);
        PinEdge[] mode = bench.Edges(PinBench.RingMode(1), since: at);
        if (answers)
        {
            Assert.False(bench.IsHigh(PinBench.RingMode(1)));
            Assert.True(bench.Calls.OpenCalls[0].IsUp);
            return;
        }

        // It rings on, to the end of this ring and in the same cadence.
        Assert.False(bench.Calls.OpenCalls[0].IsUp);
        Assert.True(bench.IsHigh(PinBench.RingMode(1)));
        Assert.Equal(trips ? [at + 30, at + closed] : [], mode.Select(static e => e.At));
        bench.Wait(6000);
        double begun = bench.Edges(PinBench.RingMode(1))[0].At;
        Assert.Equal(
            [begun + 2000, begun + 6000],
            bench.Edges(PinBench.RingMode(1), since: at + 100).Select(static e => e.At)
        );
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(1999)]
    public void Lifted_between_two_rings_it_does_not_ring_again(int into)
    {
        using PinBench bench = Rung("us", 2000);
        bench.Wait(into);
        double lifted = bench.Now;
        bench.Loop(1, closed: true, 10_000);
        Assert.Empty(bench.Edges(PinBench.RingMode(1), since: lifted));
        Assert.True(bench.Calls.OpenCalls[0].IsUp);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(5)]
    [InlineData(1)]
    [InlineData(0)]
    public void Lifted_just_before_a_ring_begins_it_does_not_begin(int before)
    {
        using PinBench bench = Rung("us", 6000 - before);
        double lifted = bench.Now;
        bench.Loop(1, closed: true, 5000);
        PinEdge[] mode = bench.Edges(PinBench.RingMode(1), since: lifted);
        Assert.True(mode.Length == 0 || mode[^1] is { High: false } low && low.At - lifted < 65);
        Assert.True(bench.Calls.OpenCalls[0].IsUp);
    }

    [Fact]
    public void A_contact_just_before_a_ring_begins_delays_it_and_no_more()
    {
        using PinBench bench = Rung("us", 5998);
        bench.Loop(1, closed: true, 6);
        bench.Loop(1, closed: false, 50);
        Assert.True(bench.IsHigh(PinBench.RingMode(1)));
        bench.Wait(6000);
        Assert.Equal([2000, 4004, 1996, 4000], bench.Cadence(1));
    }

    [Fact]
    public void A_telephone_off_the_hook_does_not_ring()
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 600);
        PhoneCall call = bench.Calls.Phone("101").Call("11");
        bench.Wait(8000);
        Assert.Equal(486, call.Status);
        Assert.Empty(bench.Edges(PinBench.RingMode(1)));
        Assert.Empty(bench.Edges(PinBench.ForwardReverse(1)));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void A_second_caller_does_not_ring_a_telephone_in_a_call()
    {
        using var bench = new PinBench();
        bench.TalkWithAnn();
        double at = bench.Now;
        bench.Calls.Phone("102").Call("11");
        bench.Wait(8000);
        Assert.Empty(bench.Edges(PinBench.RingMode(1), since: at));
        Assert.Empty(bench.Edges(PinBench.ForwardReverse(1), since: at));
    }

    [Fact]
    public void RM_is_low_at_once_when_the_caller_gives_up()
    {
        using PinBench bench = Rung("us", 1000);
        double at = bench.Now;
        bench.Calls.OpenCalls[0].Hangup();
        bench.Wait(8000);
        PinEdge low = Assert.Single(bench.Edges(PinBench.RingMode(1), since: at));
        Assert.Equal(new PinEdge(at, false), low);
        Assert.True(bench.IsHigh(PinBench.ForwardReverse(1)));
        Assert.InRange(Waves.Rms(bench.Heard(1, at + SoundPath, bench.Now)), 0, 20);
        bench.AssertNothingLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(149)]
    [InlineData(400)]
    [InlineData(900)]
    public void A_British_line_is_right_again_when_the_caller_gives_up(int after)
    {
        using PinBench bench = Rung("uk", 0, waitForRing: false);
        bench.Wait(after);
        Assert.False(bench.IsHigh(PinBench.ForwardReverse(1)));
        bench.Calls.OpenCalls[0].Hangup();
        bench.Wait(1);
        Assert.True(bench.IsHigh(PinBench.ForwardReverse(1)));
        bench.Wait(4000);
        Assert.True(bench.IsHigh(PinBench.ForwardReverse(1)));
        Assert.Empty(bench.Edges(PinBench.RingMode(1)));
    }

    [Theory]
    [InlineData("us", 3000)]
    [InlineData("uk", 500)]
    public void Lifted_in_the_middle_of_caller_ID_the_caller_is_heard_and_no_more_of_it(
        string code,
        int into
    )
    {
        using PinBench bench = Rung(code, 0, waitForRing: false);
        bench.Wait(into);
        Assert.True(Waves.Rms(bench.Heard(1, 50)) > 300);
        double lifted = bench.Now;
        bench.Loop(1, closed: true, 3000);
        Assert.True(bench.Calls.OpenCalls[0].IsUp);
        Assert.True(Waves.Rms(bench.Heard(1, lifted + 10 + SoundPath, bench.Now)) < 30);
        Assert.True(bench.IsHigh(PinBench.ForwardReverse(1)));
        Assert.Empty(bench.Edges(PinBench.RingMode(1), since: lifted));
    }

    [Fact]
    public void A_parked_call_that_comes_back_rings_short_short_long_everywhere()
    {
        using var bench = new PinBench("country = de\necho-cancel = no");
        bench.TalkWithAnn();
        bench.Loop(1, closed: false, 300);
        bench.Loop(1, closed: true, 600);
        bench.Pulse(7);
        bench.Pulse(7);
        bench.Loop(1, closed: false, 1000);
        double parked = bench.Now;
        bench.Wait(20_000);
        double[] edges =
        [
            .. bench.Edges(PinBench.RingMode(1), since: parked).Select(static e => e.At),
        ];
        Assert.Equal(
            [400, 200, 400, 200, 800, 4000, 400, 200, 400],
            edges.Zip(edges.Skip(1), static (a, b) => Math.Round(b - a, 3)).Take(9)
        );
        Assert.Equal("Park 77: Ann <101>", bench.Hardware.Telephones[0].CallerId);
    }

    /// <summary>Ann has called port 1, which has rung for so long.</summary>
    private static PinBench Rung(string code, double milliseconds, bool waitForRing = true)
    {
        var bench = new PinBench($"country = {code}\necho-cancel = no");
        bench.Calls.Phone("101").Call("11");
        while (waitForRing && bench.Edges(PinBench.RingMode(1)).Count == 0)
        {
            bench.Wait(1);
        }

        if (milliseconds > 0)
        {
            bench.Wait(bench.Edges(PinBench.RingMode(1))[0].At + milliseconds - bench.Now);
        }

        return bench;
    }

    private static bool LevelAt(PinBench bench, WiredPin pin, double at) =>
        bench.Edges(pin).LastOrDefault(e => e.At <= at, new PinEdge(0, pin.RestsHigh)).High;

    /// <summary>From the first to the last of the sound on the line, in milliseconds.</summary>
    private static (double Begins, double Ends) CallerId(PinBench bench)
    {
        bool[] sounds =
        [
            .. bench.Heard(1, 0, bench.Now).Chunk(40).Select(static c => Waves.Rms(c) > 300),
        ];
        return (5.0 * Array.IndexOf(sounds, true), 5.0 * (Array.LastIndexOf(sounds, true) + 1));
    }

    /// <summary>F/R changes twice a period while RM is high, and never else but for a reversal.</summary>
    private static void AssertToggles(PinBench bench, int hertz)
    {
        List<PinEdge> mode = bench.Edges(PinBench.RingMode(1));
        List<PinEdge> toggles = bench.Edges(PinBench.ForwardReverse(1));
        foreach (
            (PinEdge on, PinEdge off) in mode.Zip(mode.Skip(1)).Where(static p => p.First.High)
        )
        {
            double[] at =
            [
                .. toggles.Where(t => t.At > on.At && t.At < off.At).Select(static t => t.At),
            ];
            double half = 500.0 / hertz;
            Assert.Equal(Math.Ceiling((off.At - on.At) / half) - 1, at.Length);

            // The clock of this test is turned by the millisecond.
            Assert.InRange(at[0], on.At + half, on.At + half + 1);
            Assert.All(
                at.Zip(at.Skip(1)),
                pair => Assert.InRange(pair.Second - pair.First, half - 1, half + 1)
            );
        }
    }
}
