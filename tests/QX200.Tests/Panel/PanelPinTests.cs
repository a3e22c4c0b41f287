using QX200.Board;
using QX200.Board.Simulated;
using QX200.Panel;
using QX200.Status;
using QX200.Tests.Calls;
using QX200.Tests.Lines;
using Xunit;

namespace QX200.Tests.Panel;

/// <summary>The front panel at its pins: how long each lamp is lit and dark, and the button to the millisecond.</summary>
public sealed class PanelPinTests
{
    private static readonly ParkedStatus Waits = new(
        "77",
        1,
        "102",
        "101",
        default,
        default,
        Returning: false
    );

    /// <summary>Lit and dark by turns, in milliseconds, of every pattern of the status lamp.</summary>
    [Theory]
    [InlineData("Starting", "", "None", "1000 1000")]
    [InlineData("Running", "", "None", "lit")]
    [InlineData("Running", "notice", "None", "125 125")]
    [InlineData("Running", "line 2 broken", "None", "125 125")]
    [InlineData("Running", "", "Offered", "500 500")]
    [InlineData("Running", "", "Running", "125 125 125 625")]
    [InlineData("Stopping", "", "None", "1000 1000")]
    public void The_status_lamp_is_lit_as_its_pattern_says(
        string condition,
        string what,
        string update,
        string pattern
    )
    {
        using var bench = new PinBench();
        bench.Panel.Show(Enum.Parse<BoxCondition>(condition));
        bench.Panel.Show(Enum.Parse<BoxUpdate>(update));
        bench.Panel.Show(Snapshot(what));
        Assert.Equal(pattern, Seen(bench, Lamp.Status));
        Assert.Equal("lit", Seen(bench, Lamp.Power));
    }

    [Theory]
    [InlineData("Ready", "", "dark")]
    [InlineData("OffHook", "", "lit")]
    [InlineData("InUse", "", "lit")]
    [InlineData("Ringing", "", "500 500")]
    [InlineData("OutOfService", "the codec is gone", "125 125")]
    [InlineData("Unused", "", "dark")]
    public void Each_line_lamp_is_lit_as_its_pattern_says(
        string phase,
        string reason,
        string pattern
    )
    {
        LinePhase now = Enum.Parse<LinePhase>(phase);
        foreach (int line in (int[])[1, 2])
        {
            using var bench = new PinBench();
            bench.Panel.Show(
                StatusSnapshot.Empty with
                {
                    Lines =
                    [
                        new LineStatus(line, "20", now, reason),
                        new LineStatus(3 - line, "11", LinePhase.Ready, ""),
                    ],
                }
            );
            Assert.Equal(pattern, Seen(bench, line == 1 ? Lamp.Line1 : Lamp.Line2));
            Assert.Equal("dark", Seen(bench, line == 1 ? Lamp.Line2 : Lamp.Line1));
        }
    }

    [Theory]
    [InlineData(0, 0, "dark")]
    [InlineData(1, 0, "lit")]
    [InlineData(3, 0, "lit")]
    [InlineData(1, 1, "500 500")]
    [InlineData(3, 1, "500 500")]
    public void Rule_6_2_The_park_lamp_is_lit_as_its_pattern_says(
        int parked,
        int returning,
        string pattern
    )
    {
        using var bench = new PinBench();
        bench.Panel.Show(
            StatusSnapshot.Empty with
            {
                Parked =
                [
                    .. Enumerable
                        .Range(0, parked)
                        .Select(i => Waits with { Returning = i < returning }),
                ],
            }
        );
        Assert.Equal(pattern, Seen(bench, Lamp.Park));
    }

    [Fact]
    public void The_network_lamp_goes_out_and_on_within_five_seconds()
    {
        using var bench = new PinBench();
        Assert.Equal("lit", Seen(bench, Lamp.Network));
        bench.HasNetwork = false;
        bench.Wait(5000, step: 10);
        Assert.Equal("dark", Seen(bench, Lamp.Network));
        bench.HasNetwork = true;
        bench.Wait(5000, step: 10);
        Assert.Equal("lit", Seen(bench, Lamp.Network));
    }

    /// <summary>A call from its first ring to its return, as the lamps of the line and of the park extensions show it.</summary>
    [Fact]
    public void Rule_6_2_The_lamps_follow_a_call_that_is_parked_and_comes_back()
    {
        using var bench = new PinBench();
        PhoneCall call = bench.Calls.Phone("101").Call("11");
        Assert.Equal("500 500 dark", $"{Seen(bench, Lamp.Line1)} {Seen(bench, Lamp.Park)}");
        bench.Loop(1, closed: true, 600);
        Assert.Equal("lit dark", $"{Seen(bench, Lamp.Line1)} {Seen(bench, Lamp.Park)}");
        bench.Loop(1, closed: false, 300);
        bench.Loop(1, closed: true, 600);
        bench.Pulse(7);
        double before = bench.Now;
        bench.Pulse(7);
        bench.Loop(1, closed: false, 3000);

        // 160 ms after the last pulse of the number.
        Assert.Equal(
            [new PinEdge(before + 700 - 40 + 160, true)],
            bench.Edges(Wiring.Lamps[(int)Lamp.Park])
        );
        Assert.Equal("dark", Seen(bench, Lamp.Line1, milliseconds: 1000));
        Assert.Equal("lit", Seen(bench, Lamp.Park, milliseconds: 1000));
        bench.Wait(6000, step: 10);
        Assert.Equal("500 500 500 500", $"{Seen(bench, Lamp.Line1)} {Seen(bench, Lamp.Park)}");
        bench.Loop(1, closed: true, 600);
        Assert.Equal("lit dark", $"{Seen(bench, Lamp.Line1)} {Seen(bench, Lamp.Park)}");
        Assert.True(call.IsUp);
        bench.AssertNothingLeft();
    }

    /// <summary>Held so long; a receiver is lifted, so that a short press speaks.</summary>
    [Theory]
    [InlineData(29, "")]
    [InlineData(30, "speak")]
    [InlineData(1999, "speak")]
    [InlineData(2000, "")]
    [InlineData(4999, "")]
    [InlineData(5000, "restart")]
    [InlineData(14_999, "restart")]
    [InlineData(15_000, "factory")]
    [InlineData(19_999, "factory")]
    [InlineData(20_000, "")]
    [InlineData(120_000, "")]
    public void The_button_asks_for_what_its_time_says(int held, string asked)
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 100);
        Press(bench, held);
        bench.Wait(29);
        Assert.Empty(bench.Asked);
        bench.Wait(1);
        Assert.Equal(asked.Length == 0 ? [] : [asked], bench.Asked);

        // Also when it stuck before, it works again.
        bench.Asked.Clear();
        bench.Wait(1000, step: 10);
        Press(bench, 200);
        bench.Wait(30);
        Assert.Equal(["speak"], bench.Asked);
    }

    /// <summary>What the lamps say while it is held, just before and just after each of its times.</summary>
    [Theory]
    [InlineData(4999, "lit lit lit")]
    [InlineData(5000, "lit dark dark")]
    [InlineData(14_999, "lit dark dark")]
    [InlineData(15_000, "125 125 125 125 125 125")]
    [InlineData(20_000, "lit lit lit")]
    public void The_lamps_say_what_letting_go_would_do(int held, string pattern)
    {
        using var bench = new PinBench();
        bench.Hardware.PressButton();
        bench.Wait(held - (held % 10), step: 10);
        bench.Wait(held % 10);
        (Lamp Lamp, bool Lit)[] now =
        [
            .. ((Lamp[])[Lamp.Power, Lamp.Status, Lamp.Network]).Select(l =>
                (l, bench.IsHigh(Wiring.Lamps[(int)l]))
            ),
        ];
        if (pattern.StartsWith("125", StringComparison.Ordinal))
        {
            Assert.Equal(
                pattern,
                string.Join(' ', now.Select(n => Seen(bench, n.Lamp, milliseconds: 2000)))
            );
            return;
        }

        Assert.Equal(pattern, string.Join(' ', now.Select(static n => n.Lit ? "lit" : "dark")));
    }

    private static StatusSnapshot Snapshot(string what) =>
        what switch
        {
            "notice" => StatusSnapshot.Empty with { Notices = ["system.ini was broken"] },
            "line 2 broken" => StatusSnapshot.Empty with
            {
                Lines = [new LineStatus(2, "20", LinePhase.OutOfService, "no voice")],
            },
            _ => StatusSnapshot.Empty,
        };

    private static void Press(PinBench bench, int milliseconds)
    {
        bench.Hardware.PressButton();
        bench.Wait(milliseconds - (milliseconds % 10), step: 10);
        bench.Wait(milliseconds % 10);
        bench.Hardware.LetGoButton();
    }

    /// <summary>The times of a lamp, lit and dark by turns, as far as they repeat; or that it does not change.</summary>
    private static string Seen(PinBench bench, Lamp lamp, int milliseconds = 4500)
    {
        WiredPin pin = Wiring.Lamps[(int)lamp];
        bench.Wait(1);
        double since = bench.Now;
        bench.Wait(milliseconds, step: 10);
        PinEdge[] edges = bench.Edges(pin, since);
        if (edges.Length == 0)
        {
            return bench.IsHigh(pin) ? "lit" : "dark";
        }

        // From the first time that it is lit after its longest darkness.
        double[] times =
        [
            .. edges.Zip(edges.Skip(1), static (a, b) => (a.High ? 1 : -1) * (b.At - a.At)),
        ];
        int first = Array.IndexOf(times, times.Min()) + 1;
        double[] round = [.. times.Skip(first).TakeWhile(t => t != times.Min()), times.Min()];
        return string.Join(' ', round.Select(Math.Abs));
    }
}
