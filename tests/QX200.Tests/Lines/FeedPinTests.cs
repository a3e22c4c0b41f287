using QX200.Board;
using QX200.Board.Simulated;
using QX200.Status;
using QX200.Tests.Calls;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>The feed of the line at PD and F/R, and what becomes of a line whose wires are wrong.</summary>
public sealed class FeedPinTests
{
    [Theory]
    [InlineData("", 800)]
    [InlineData("loop-break = 250ms", 250)]
    [InlineData("loop-break = 2s", 2000)]
    [InlineData("loop-break = 0s", 0)]
    public void When_the_other_side_has_gone_PD_is_high_for_as_long_as_is_set(
        string set,
        int length
    )
    {
        using var bench = new PinBench($"country = us\necho-cancel = no\n{set}");
        PhoneCall call = bench.TalkWithAnn();
        double at = bench.Now;
        call.Hangup();
        bench.Wait(length + 1000);
        Assert.Equal(
            length == 0 ? [] : [new PinEdge(at, true), new PinEdge(at + length, false)],
            bench.Edges(PinBench.PowerDown(1))
        );
        Assert.Empty(bench.Edges(PinBench.ForwardReverse(1), since: at));
        Assert.Empty(bench.Edges(PinBench.RingMode(1), since: at));

        // The receiver is still lifted: it hears that it is over, and has never counted as hung up.
        Assert.Empty(bench.Edges(PinBench.LampOf(1), since: at));
        Assert.Contains(bench.Heard(1, 1000).Chunk(800), static c => PinBench.IsOf(c, 480, 620));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void A_loop_is_broken_after_a_call_that_was_up_alone()
    {
        using var bench = new PinBench();
        PhoneCall call = bench.Calls.Phone("101").Call("11");
        bench.Wait(1000);
        call.Hangup();
        bench.Wait(2000);
        bench.Loop(1, closed: true, 600);
        bench.Pulse(9);
        bench.Pulse(9);
        bench.Wait(10_000, step: 10);
        bench.Loop(1, closed: false, 2000);
        Assert.Empty(bench.Edges(PinBench.PowerDown(1)));
    }

    [Fact]
    public void Who_hangs_up_himself_has_no_loop_break()
    {
        using var bench = new PinBench();
        bench.TalkWithAnn();
        bench.Loop(1, closed: false, 3000);
        Assert.Empty(bench.Edges(PinBench.PowerDown(1)));
        bench.AssertNothingLeft();
    }

    /// <summary>While the feed is away SHK is low: the receiver is looked at again 100 ms after the break.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(799)]
    [InlineData(849)]
    [InlineData(899)]
    public void Hung_up_while_the_loop_is_broken_it_has_been_hung_up(int after)
    {
        using var bench = new PinBench();
        PhoneCall call = bench.TalkWithAnn();
        double at = bench.Now;
        call.Hangup();
        bench.Wait(after);
        bench.Loop(1, closed: false, 3000);
        PinEdge dark = Assert.Single(bench.Edges(PinBench.LampOf(1), since: at));
        Assert.False(dark.High);
        Assert.InRange(dark.At - at, 900, 900 + 811 + 10);
        Assert.True(bench.HearsSilence(1));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void The_line_rings_again_after_a_loop_break_and_forward()
    {
        using var bench = new PinBench();
        PhoneCall call = bench.TalkWithAnn();
        call.Hangup();
        bench.Wait(300);
        bench.Loop(1, closed: false, 2000);
        double at = bench.Now;
        bench.Calls.Phone("102").Call("11");
        bench.Wait(2500);
        Assert.Equal(
            [true, false],
            bench.Edges(PinBench.RingMode(1), since: at).Select(static e => e.High)
        );
        Assert.True(bench.IsHigh(PinBench.ForwardReverse(1)));
        Assert.Equal(20, bench.Hardware.Telephones[0].Rings[^1].Hertz);
    }

    /// <summary>RM is shorted to the supply: the box sees it as soon as it has set RM low and reads it high.</summary>
    [Fact]
    public void RM_that_stays_high_when_the_receiver_is_lifted_is_reported()
    {
        using var bench = new PinBench();
        bench.Calls.Phone("101").Call("11");
        bench.Wait(500);
        ShortRingMode(bench);
        bench.Loop(1, closed: true, 90);
        AssertRingModeReported(bench);
    }

    [Fact]
    public void RM_that_goes_high_by_itself_is_reported_when_the_receiver_is_lifted()
    {
        using var bench = new PinBench();
        ShortRingMode(bench);
        bench.Wait(1000);
        bench.Loop(1, closed: true, 90);
        AssertRingModeReported(bench);
    }

    [Fact]
    public void RM_that_stays_high_keeps_its_line_out_of_service_until_it_is_mended()
    {
        using var bench = new PinBench();
        ShortRingMode(bench);
        bench.Loop(1, closed: true, 50);
        bench.Loop(1, closed: false, 50);
        double at = bench.Now;
        bench.Wait(20_000, step: 5);
        AssertRingModeReported(bench);

        // Fast blinking without a break: tries that failed were never taken for a mended line.
        PinEdge[] lamp = bench.Edges(PinBench.LampOf(1), since: at + 1000);
        Assert.All(
            lamp.Zip(lamp.Skip(1)),
            static pair => Assert.InRange(pair.Second.At - pair.First.At, 120, 130)
        );
        Assert.Equal(480, bench.Calls.Phone("101").Call("11").Status);

        // The other line lives.
        bench.Calls.Phone("102").Call("20");
        bench.Wait(100);
        Assert.True(bench.IsHigh(PinBench.RingMode(2)));

        bench.Hardware.Chip.Break(PinBench.RingMode(1).Offset, Wire.Whole);
        bench.Wait(20_000, step: 5);
        Assert.Equal(LinePhase.Ready, bench.Calls.Status.Current.Lines[0].Phase);
        bench.Loop(1, closed: true, 600);
        Assert.True(bench.HearsDialTone(1));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("low")]
    public void A_line_whose_SHK_is_broken_rings_and_is_never_lifted(string how)
    {
        using var bench = new PinBench();
        int shk = Wiring.Ports[0].SwitchHook.Offset;
        bench.Hardware.Chip.Break(shk, how == "cut" ? Wire.Cut : Wire.StuckLow);
        PhoneCall call = bench.Calls.Phone("101").Call("11");
        bench.Wait(1000);
        Assert.True(bench.IsHigh(PinBench.RingMode(1)));
        bench.Wait(1500);
        bench.Loop(1, closed: true, 1000);
        Assert.False(call.IsUp);

        // In the silence between two rings the wire is whole again, and the lifted receiver is seen at once.
        bench.Hardware.Chip.Break(shk, Wire.Whole);
        bench.Wait(10);
        Assert.True(call.IsUp);
    }

    [Fact]
    public void Pins_that_do_not_answer_end_the_call_and_the_line_comes_back()
    {
        using var bench = new PinBench();
        PhoneCall call = bench.TalkWithAnn();
        bench.Hardware.Chip.Fail(PinBench.PowerDown(1).Offset, failing: true);
        bench.Hardware.Voices[0].Break("the simulated codec was unplugged");
        bench.Wait(100);
        Assert.Equal("BYE", call.EndedBy);
        Assert.Contains(
            "the simulated codec was unplugged",
            bench.Calls.Status.Current.Lines[0].Reason
        );
        bench.Loop(1, closed: false);
        bench.Hardware.Chip.Fail(PinBench.PowerDown(1).Offset, failing: false);
        bench.Hardware.Voices[0].Break(null);
        bench.Wait(5000);
        Assert.Equal(LinePhase.Ready, bench.Calls.Status.Current.Lines[0].Phase);
        bench.Loop(1, closed: true, 600);
        Assert.True(bench.HearsDialTone(1));
    }

    /// <summary>A dead PD is noticed when it is written: as the loop is to be broken, or to be whole again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public void A_port_that_fails_while_its_loop_is_broken_comes_back_with_its_battery(int after)
    {
        using var bench = new PinBench();
        PhoneCall call = bench.TalkWithAnn();
        int pd = PinBench.PowerDown(1).Offset;
        bench.Hardware.Chip.Fail(pd, failing: after == 0);
        call.Hangup();
        bench.Wait(after);
        bench.Hardware.Chip.Fail(pd, failing: true);
        bench.Loop(1, closed: false, 2000);
        Assert.Equal(LinePhase.OutOfService, bench.Calls.Status.Current.Lines[0].Phase);
        bench.Hardware.Chip.Fail(pd, failing: false);
        bench.Wait(10_000, step: 10);
        Assert.Equal(LinePhase.Ready, bench.Calls.Status.Current.Lines[0].Phase);
        Assert.False(bench.IsHigh(PinBench.PowerDown(1)));
        bench.Loop(1, closed: true, 600);
        Assert.True(bench.HearsDialTone(1));
    }

    [Fact]
    public void A_dead_SHK_is_noticed_within_a_second_and_a_receiver_lifted_meanwhile_is_seen()
    {
        using var bench = new PinBench();
        int shk = Wiring.Ports[0].SwitchHook.Offset;
        bench.Hardware.Chip.Fail(shk, failing: true);
        bench.Wait(1001);
        LineStatus status = bench.Calls.Status.Current.Lines[0];
        Assert.Equal(LinePhase.OutOfService, status.Phase);
        Assert.Contains("FXS1_SHK", status.Reason);
        bench.Loop(1, closed: true, 100);
        bench.Hardware.Chip.Fail(shk, failing: false);
        bench.Wait(5000, step: 10);
        Assert.Equal(LinePhase.OffHook, bench.Calls.Status.Current.Lines[0].Phase);
        Assert.True(bench.HearsDialTone(1));
    }

    /// <summary>The GPIO library is deaf for a moment: the port looks for itself.</summary>
    [Fact]
    public void An_edge_that_was_lost_is_made_up_for_within_a_second()
    {
        using var bench = new PinBench();
        int shk = Wiring.Ports[0].SwitchHook.Offset;
        bench.Hardware.Chip.Fail(shk, failing: true);
        bench.Loop(1, closed: true);
        bench.Hardware.Chip.Fail(shk, failing: false);
        Assert.False(bench.IsHigh(PinBench.LampOf(1)));
        bench.Wait(1021);
        Assert.True(bench.IsHigh(PinBench.LampOf(1)));
        Assert.Null(bench.Hardware.Ports[0].Fault);
    }

    [Fact]
    public void Ringing_trips_though_the_edge_of_the_lifted_receiver_was_lost()
    {
        using var bench = new PinBench();
        PhoneCall call = bench.Calls.Phone("101").Call("11");
        bench.Wait(500);
        int shk = Wiring.Ports[0].SwitchHook.Offset;
        bench.Hardware.Chip.Fail(shk, failing: true);
        bench.Loop(1, closed: true);
        bench.Hardware.Chip.Fail(shk, failing: false);
        double at = bench.Now;
        bench.Wait(300);
        PinEdge low = bench.Edges(PinBench.RingMode(1), since: at)[0];
        Assert.False(low.High);
        Assert.InRange(low.At - at, 30, 100);
        Assert.True(call.IsUp);
    }

    private static void ShortRingMode(PinBench bench)
    {
        bench.HasBrokenWire = true;
        bench.Hardware.Chip.Break(PinBench.RingMode(1).Offset, Wire.StuckHigh);
    }

    private static void AssertRingModeReported(PinBench bench)
    {
        Assert.Equal(PortFaultKind.Wiring, bench.Hardware.Ports[0].Fault?.Kind);
        LineStatus status = bench.Calls.Status.Current.Lines[0];
        Assert.Equal(LinePhase.OutOfService, status.Phase);
        Assert.Equal(
            "telephone port 1: FXS1_RM (line 0) stays high though it is set low, so the line would go on ringing; look for a short to the supply",
            status.Reason
        );
    }
}
