using Microsoft.Extensions.Time.Testing;
using QX200.Board;
using QX200.Board.Simulated;
using Xunit;

namespace QX200.Tests.Board;

public sealed class FaultTests
{
    private static readonly PortPins Pins = Wiring.Ports[0];

    [Fact]
    public void Open_feed_takes_the_loop_away_and_gives_it_back_after_50_ms()
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Port.SetFeed(LineFeed.Open);
        Assert.Equal([(0.0, true)], bench.Edges(Pins.PowerDown.Offset));
        Assert.False(bench.Port.LoopClosed);
        bench.Wait(800);
        bench.Port.SetFeed(LineFeed.Forward);
        bench.Wait(49);
        Assert.False(bench.Port.LoopClosed);
        bench.Wait(1);
        Assert.True(bench.Port.LoopClosed);
        Assert.Equal([true, false, true], bench.Loops.Select(l => l.Edge.Closed));
    }

    [Fact]
    public void Ringing_ends_before_the_battery_goes()
    {
        using var bench = new Bench();
        bench.Port.StartRinging(20);
        bench.Wait(200);
        bench.Port.SetFeed(LineFeed.Open);
        Assert.False(bench.Port.Ringing);
        Assert.False(bench.Board.Chip.FarLevel(Pins.RingMode.Offset));
        Assert.True(bench.Board.Chip.FarLevel(Pins.PowerDown.Offset));
    }

    [Fact]
    public void Pins_that_do_not_answer_take_their_port_out_of_service_and_it_comes_back()
    {
        using var bench = new Bench();
        bench.Board.Chip.Fail(Pins.ForwardReverse.Offset, failing: true);
        Assert.Null(bench.Port.Fault);
        bench.Port.StartRinging(20);
        bench.Wait(30);
        PortFault fault = bench.Port.Fault!;
        Assert.Equal(PortFaultKind.Pins, fault.Kind);
        Assert.Equal(
            "the GPIO lines of telephone port 1 (FXS1_RM to FXS1_SHK, lines 0 to 3) do not answer: the simulated chip does not answer",
            fault.Sentence
        );
        Assert.False(bench.Port.Ringing);
        Assert.False(bench.Board.Chip.FarLevel(Pins.RingMode.Offset));
        Assert.False(bench.Port.StartRinging(20));

        // The other port lives.
        Assert.True(bench.Board.Ports[1].StartRinging(20));
        Assert.Null(bench.Board.Ports[1].Fault);

        bench.Wait(10_000);
        bench.Board.Chip.Fail(Pins.ForwardReverse.Offset, failing: false);
        bench.Wait(8_000);
        Assert.Null(bench.Port.Fault);
        Assert.Equal([(1, fault), (1, null)], bench.Faults);
        Assert.True(bench.Port.StartRinging(20));
        bench.Wait(200);
        Assert.Equal(20, bench.Telephone.RingHertz);
    }

    [Fact]
    public void Tries_come_after_growing_pauses_of_a_minute_at_most()
    {
        using var bench = new Bench(start: false);
        bench.Board.Chip.Fail(Pins.RingMode.Offset, failing: true);
        bench.Board.Start();
        Assert.Single(bench.Faults);
        double[] tries = [1, 3, 7, 15, 31, 63, 123, 183];
        foreach (double at in tries)
        {
            bench.Wait((at * 1000) - bench.Now - 1, step: 10);
            bench.Board.Chip.Fail(Pins.RingMode.Offset, failing: false);
            Assert.NotNull(bench.Port.Fault);
            bench.Board.Chip.Fail(Pins.RingMode.Offset, failing: true);
            bench.Wait(2);
        }

        bench.Board.Chip.Fail(Pins.RingMode.Offset, failing: false);
        bench.Wait(60_000, step: 10);
        Assert.Null(bench.Port.Fault);
    }

    [Fact]
    public void A_voice_that_fails_takes_its_port_out_of_service_and_it_comes_back()
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Voice.Break("the simulated codec was unplugged");
        Assert.Equal(
            "telephone port 1 has lost its voice: the simulated codec was unplugged",
            bench.Port.Fault!.Sentence
        );
        Assert.Equal(PortFaultKind.Voice, bench.Port.Fault.Kind);
        bench.Wait(500);
        bench.Voice.Break(null);
        bench.Wait(500);
        Assert.Null(bench.Port.Fault);

        // The receiver is still lifted, which is told anew.
        Assert.Equal([true, true], bench.Loops.Select(l => l.Edge.Closed));
    }

    [Fact]
    public void Ringing_mode_that_stays_on_is_a_fault_in_the_wiring()
    {
        using var bench = new Bench();
        bench.Port.StartRinging(20);
        bench.Wait(100);
        bench.Board.Chip.Break(Pins.RingMode.Offset, Wire.StuckHigh);
        bench.Port.StopRinging();
        Assert.Equal(PortFaultKind.Wiring, bench.Port.Fault!.Kind);
        Assert.Contains("FXS1_RM (line 0) stays high", bench.Port.Fault.Sentence);
    }

    [Fact]
    public void A_cut_wire_reads_as_its_resistor_says()
    {
        using var bench = new Bench();
        bench.Board.Chip.Break(Pins.SwitchHook.Offset, Wire.Cut);
        bench.Telephone.Lift();
        Assert.Empty(bench.Loops);
        bench.Board.Chip.Break(Pins.SwitchHook.Offset, Wire.Whole);
        Assert.True(Assert.Single(bench.Loops).Edge.Closed);
        bench.Telephone.HangUp();

        bench.Board.Chip.Break(Pins.RingMode.Offset, Wire.Cut);
        bench.Port.StartRinging(20);
        bench.Wait(500);
        Assert.Empty(bench.Telephone.Rings);
    }

    [Fact]
    public void Lamps_show_what_they_are_told_and_come_back_after_a_fault()
    {
        using var bench = new Bench();
        var told = new List<string?>();
        bench.Board.PanelFaulted = told.Add;
        foreach (Lamp lamp in Enum.GetValues<Lamp>())
        {
            Assert.False(bench.Board.IsLit(lamp));
            bench.Board.SetLamp(lamp, lit: true);
            Assert.True(bench.Board.IsLit(lamp));
            bench.Board.SetLamp(lamp, lit: false);
            Assert.False(bench.Board.IsLit(lamp));
        }

        int line = Wiring.Lamps[(int)Lamp.Park].Offset;
        bench.Board.Chip.Fail(line, failing: true);
        bench.Board.SetLamp(Lamp.Park, lit: true);
        Assert.StartsWith("the front panel's LED_PARK (GPIO line 13) does not answer", told[0]);
        bench.Board.SetLamp(Lamp.Power, lit: true);
        Assert.True(bench.Board.IsLit(Lamp.Power));
        bench.Board.Chip.Fail(line, failing: false);
        bench.Wait(1000);
        Assert.True(bench.Board.IsLit(Lamp.Park));
        Assert.Equal([told[0], null], told);
    }

    [Fact]
    public void A_chip_that_comes_late_costs_the_lines_and_the_lamps_until_it_is_there()
    {
        var clock = new FakeTimeProvider();
        bool isHere = false;
        using var world = new SimulatedBoard(clock);
        using var board = new GpioBoard(
            "late",
            () => isHere ? world.Chip : throw new IOException("no chip is here"),
            world.Voices,
            clock
        );
        var told = new List<string?>();
        board.PanelFaulted = told.Add;
        board.Start();
        board.SetLamp(Lamp.Power, lit: true);
        Assert.All(
            board.Ports,
            static port =>
            {
                Assert.Equal(PortFaultKind.Pins, port.Fault?.Kind);
                Assert.EndsWith("do not answer: no chip is here", port.Fault?.Sentence);
            }
        );
        Assert.Contains("no chip is here", Assert.Single(told));
        Assert.Null(board.ReadPin(0).High);
        isHere = true;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.All(board.Ports, static port => Assert.Null(port.Fault));
        Assert.Null(told[^1]);
        Assert.True(world.IsLit(Lamp.Power));
    }

    /// <summary>Another program has them: each is named once, and all are tried again together.</summary>
    [Fact]
    public void Lamps_that_all_fail_are_told_in_one_sentence_and_tried_after_1_and_2_and_4_seconds()
    {
        using var bench = new Bench();
        var told = new List<string?>();
        bench.Board.PanelFaulted = told.Add;
        foreach (Lamp lamp in (Lamp[])[Lamp.Line1, Lamp.Line2, Lamp.Park])
        {
            bench.Board.Chip.Fail(Wiring.Lamps[(int)lamp].Offset, failing: true);
            bench.Board.SetLamp(lamp, lit: true);
        }

        told.Clear();
        bench.Wait(1000);
        string all = Assert.Single(told)!;
        Assert.Contains("LED_LINE1", all);
        Assert.Contains("LED_LINE2", all);
        Assert.Contains("LED_PARK", all);
        bench.Wait(2000);
        Assert.Single(told);
        foreach (WiredPin pin in Wiring.Lamps)
        {
            bench.Board.Chip.Fail(pin.Offset, failing: false);
        }

        bench.Wait(3999);
        Assert.Single(told);
        bench.Wait(1);
        Assert.Equal([all, null], told);
        Assert.True(bench.Board.IsLit(Lamp.Park));

        // The next fault is tried again soon.
        bench.Board.Chip.Fail(Wiring.Lamps[(int)Lamp.Park].Offset, failing: true);
        bench.Board.SetLamp(Lamp.Park, lit: false);
        bench.Board.Chip.Fail(Wiring.Lamps[(int)Lamp.Park].Offset, failing: false);
        bench.Wait(1000);
        Assert.False(bench.Board.IsLit(Lamp.Park));
    }

    [Fact]
    public void The_button_is_told_press_by_press()
    {
        using var bench = new Bench();
        var edges = new List<(bool, double)>();
        bench.Board.ButtonMoved = edge => edges.Add((edge.Pressed, bench.Time(edge.At)));
        bench.Board.HoldButton(TimeSpan.FromSeconds(5));
        bench.Wait(6000);
        bench.Board.PressButton();
        bench.Wait(10);
        bench.Board.LetGoButton();
        Assert.Equal([(true, 0.0), (false, 5000.0), (true, 6000.0), (false, 6010.0)], edges);
    }
}
