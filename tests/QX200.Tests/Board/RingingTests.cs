using System.Device.Gpio;
using QX200.Board;
using QX200.Board.Simulated;
using Xunit;

namespace QX200.Tests.Board;

public sealed class RingingTests
{
    private static readonly PortPins Pins = Wiring.Ports[0];

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(25)]
    [InlineData(50)]
    [InlineData(68)]
    public void Ringing_toggles_the_pin_twice_a_period(int hertz)
    {
        using var bench = new Bench();
        Assert.True(bench.Port.StartRinging(hertz));
        Assert.True(bench.Port.Ringing);
        bench.Wait(1000, step: 0.125);
        bench.Port.StopRinging();
        bench.Wait(100);

        List<(double At, bool High)> mode = bench.Edges(Pins.RingMode.Offset);
        Assert.Equal([(0.0, true), (1000.0, false)], mode);
        List<(double At, bool High)> toggles = bench.Edges(Pins.ForwardReverse.Offset);
        Assert.InRange(toggles.Count, (2 * hertz) - 1, (2 * hertz) + 1);
        for (int i = 1; i < 2 * hertz - 1; i++)
        {
            Assert.Equal(500.0 / hertz, toggles[i].At - toggles[i - 1].At, tolerance: 0.51);
        }

        Assert.True(bench.Board.Chip.FarLevel(Pins.ForwardReverse.Offset));
        RingBurst burst = Assert.Single(bench.Telephone.Rings);
        Assert.InRange(burst.Hertz, hertz - 1, hertz + 1);
        Assert.Equal(1000, bench.Time(burst.To), tolerance: 0.1);
        Assert.InRange(bench.Time(burst.From), 0, 1000.0 / hertz + 1);
        Assert.False(bench.Port.Ringing);
        Assert.Empty(bench.Board.Modules[0].Complaints);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(69)]
    public void Other_frequencies_are_refused(int hertz)
    {
        using var bench = new Bench();
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Port.StartRinging(hertz));
    }

    [Fact]
    public void Both_ports_ring_at_the_same_time_each_in_its_own_way()
    {
        using var bench = new Bench();
        bench.Board.Ports[0].StartRinging(20);
        bench.Board.Ports[1].StartRinging(25);
        bench.Wait(500);
        Assert.Equal(20, bench.Board.Telephones[0].RingHertz);
        Assert.Equal(25, bench.Board.Telephones[1].RingHertz);
        bench.Board.Ports[0].StopRinging();
        bench.Wait(1);
        Assert.False(bench.Board.Telephones[0].IsRinging);
        Assert.True(bench.Board.Telephones[1].IsRinging);
    }

    [Fact]
    public void A_lifted_receiver_takes_ringing_mode_away_within_100_ms()
    {
        for (int after = 0; after < 50; after += 3)
        {
            using var bench = new Bench();
            bench.Port.StartRinging(20);
            bench.Wait(400 + after);
            bench.Telephone.Lift();
            double lifted = bench.Now;
            (int _, LoopEdge edge) = Assert.Single(bench.Loops);
            Assert.True(edge is { Closed: true, WhileRinging: true });
            Assert.Equal(lifted, bench.Time(edge.At));
            bench.Wait(200);

            (double at, bool high) = bench.Edges(Pins.RingMode.Offset)[^1];
            Assert.False(high);
            Assert.InRange(at - lifted, 30, 65);
            Assert.False(bench.Port.Ringing);
            Assert.True(bench.Board.Chip.FarLevel(Pins.ForwardReverse.Offset));
            Assert.Empty(bench.Board.Modules[0].Complaints);
        }
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void A_loop_closed_for_less_than_30_ms_is_the_ringing_current_itself(
        int length,
        bool rings
    )
    {
        using var bench = new Bench();
        bench.Port.StartRinging(25);
        bench.Wait(410);
        bench.Board.Modules[0].SetLoop(closed: true);
        bench.Wait(length);
        bench.Board.Modules[0].SetLoop(closed: false);
        bench.Wait(100);
        Assert.Equal(rings, bench.Port.Ringing);
        Assert.Equal([true, false], bench.Loops.Select(l => l.Edge.Closed));
    }

    [Fact]
    public void Nothing_rings_where_nothing_can_ring()
    {
        using var bench = new Bench(start: false);
        Assert.False(bench.Port.StartRinging(20));
        bench.Board.Start();
        bench.Telephone.Lift();
        Assert.False(bench.Port.StartRinging(20));
        bench.Telephone.HangUp();
        bench.Port.SetFeed(LineFeed.Open);
        Assert.False(bench.Port.StartRinging(20));
        bench.Wait(500);
        Assert.Empty(bench.Edges(Pins.RingMode.Offset));
        Assert.Empty(bench.Telephone.Rings);
        bench.Port.SetFeed(LineFeed.Forward);
        Assert.True(bench.Port.StartRinging(20));
    }

    [Fact]
    public void A_receiver_lifted_at_the_start_is_told_as_an_edge()
    {
        using var bench = new Bench(start: false);
        bench.Telephone.Lift();
        Assert.Empty(bench.Loops);
        bench.Board.Start();
        Assert.True(Assert.Single(bench.Loops).Edge is { Closed: true, WhileRinging: false });
        Assert.True(bench.Port.LoopClosed);
    }

    [Fact]
    public void After_ringing_the_polarity_is_what_the_feed_says()
    {
        using var bench = new Bench();
        bench.Port.SetFeed(LineFeed.Reversed);
        Assert.True(bench.Board.Modules[0].IsReversed);
        for (int length = 100; length < 160; length += 7)
        {
            bench.Port.StartRinging(20);
            bench.Wait(length);
            bench.Port.StopRinging();
            bench.Wait(1);
            Assert.True(bench.Board.Modules[0].IsReversed);
        }
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 16)]
    [InlineData(20, 20)]
    [InlineData(68, 68)]
    [InlineData(72, 0)]
    public void The_module_rings_from_16_to_68_hertz(int hertz, int rings)
    {
        using var bench = new Bare();
        bench.Write(Pins.RingMode, high: true);
        bench.Toggle(hertz, 400);
        Assert.Equal(rings, bench.Board.Telephones[0].RingHertz);
        Assert.Equal(hertz > 68, bench.Board.Modules[0].Complaints.Count > 0);
    }

    [Fact]
    public void The_module_rings_in_ringing_mode_alone()
    {
        using var bench = new Bare();
        bench.Toggle(20, 400);
        Assert.False(bench.Board.Telephones[0].IsRinging);
        bench.Write(Pins.RingMode, high: true);
        bench.Toggle(20, 400);
        Assert.True(bench.Board.Telephones[0].IsRinging);
        bench.Pass(81);
        Assert.False(bench.Board.Telephones[0].IsRinging);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(101, true)]
    public void Ringing_mode_left_on_with_the_receiver_lifted_is_a_fault_in_the_wiring(
        int length,
        bool complains
    )
    {
        using var bench = new Bare();
        bench.Write(Pins.RingMode, high: true);
        bench.Toggle(20, 400);
        bench.Board.Telephones[0].Lift();
        bench.Pass(length);
        bench.Write(Pins.RingMode, high: false);
        bench.Pass(100);
        Assert.Equal(
            complains
                ?
                [
                    "port 1: RM is still high 100 ms after the receiver was lifted; it must be low at all times but while ringing",
                ]
                : [],
            bench.Board.Modules[0].Complaints
        );
    }

    /// <summary>The simulated parts, with pins moved by the test instead of the firmware.</summary>
    private sealed class Bare : IDisposable
    {
        private readonly GpioController _gpio;
        private bool _forward = true;

        public Bare()
        {
            Board = new SimulatedBoard(Clock);
            _gpio = new GpioController(Board.Chip);
            _gpio.OpenPin(Pins.RingMode.Offset, PinMode.Output, PinValue.Low);
            _gpio.OpenPin(Pins.ForwardReverse.Offset, PinMode.Output, PinValue.High);
        }

        public Microsoft.Extensions.Time.Testing.FakeTimeProvider Clock { get; } = new();

        public SimulatedBoard Board { get; }

        public void Write(WiredPin pin, bool high) => _gpio.Write(pin.Offset, high);

        public void Toggle(int hertz, int milliseconds)
        {
            for (double at = 0; at < milliseconds; at += 500.0 / hertz)
            {
                Pass(500.0 / hertz);
                _forward = !_forward;
                Write(Pins.ForwardReverse, _forward);
            }
        }

        public void Pass(double milliseconds)
        {
            for (double left = milliseconds; left > 0; left -= 0.5)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(Math.Min(left, 0.5)));
            }
        }

        public void Dispose()
        {
            _gpio.Dispose();
            Board.Dispose();
        }
    }
}
