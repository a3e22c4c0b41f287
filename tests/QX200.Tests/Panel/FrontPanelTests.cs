using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Board;
using QX200.Board.Simulated;
using QX200.Panel;
using QX200.Runtime;
using QX200.Status;
using Xunit;

namespace QX200.Tests.Panel;

/// <summary>The panel at the pins of the simulated board.</summary>
public sealed class FrontPanelTests : IDisposable, IPanelRequests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SimulatedBoard _board;
    private readonly SignalLoop _loop;
    private readonly FrontPanel _panel;
    private readonly List<string> _asked = [];
    private IPAddress? _address = IPAddress.Parse("192.0.2.12");

    public FrontPanelTests()
    {
        _board = new SimulatedBoard(_clock);
        _loop = new SignalLoop(_clock, NullLogger.Instance, capacity: 64);
        _panel = new FrontPanel(_board, _loop, this, () => _address, NullLogger.Instance);
        _board.Start();
        _panel.Start();
        Wait(0);
    }

    public void Dispose()
    {
        _board.Dispose();
        _loop.Dispose();
    }

    void IPanelRequests.SpeakAddress(IPAddress address) => _asked.Add($"speak {address}");

    void IPanelRequests.AcceptUpdate() => _asked.Add("update");

    void IPanelRequests.Restart() => _asked.Add("restart");

    void IPanelRequests.RestoreFactorySettings() => _asked.Add("factory");

    [Fact]
    public void While_the_box_starts_the_status_lamp_blinks_slowly_and_then_it_is_steady()
    {
        Assert.True(_board.IsLit(Lamp.Power));
        Assert.Equal("########........########........", Watch(Lamp.Status, 4000));
        _panel.Show(BoxCondition.Running);
        Assert.Equal("################", Watch(Lamp.Status, 2000));
        _panel.Show(BoxCondition.Updating);
        Assert.Equal("#.#.....#.#.....", Watch(Lamp.Status, 2000));
    }

    [Fact]
    public void Lines_that_ring_or_fail_blink_at_their_lamps()
    {
        _panel.Show(BoxCondition.Running);
        _panel.Show(
            StatusSnapshot.Empty with
            {
                Lines =
                [
                    new LineStatus(1, "111", LinePhase.Ringing, ""),
                    new LineStatus(2, "112", LinePhase.OutOfService, "no voice"),
                ],
            }
        );
        Wait(0);
        Assert.Equal("####....####....", Watch(Lamp.Line1, 2000));
        Assert.Equal("#.#.#.#.#.#.#.#.", Watch(Lamp.Line2, 2000));
        Assert.Equal("#.#.#.#.#.#.#.#.", Watch(Lamp.Status, 2000));
    }

    [Fact]
    public void Rule_6_2_Lamp_glows_while_a_call_is_parked_and_blinks_while_it_returns()
    {
        ParkedStatus waits = new("77", 1, "102", "101", default, default, Returning: false);
        Assert.Equal("........", Watch(Lamp.Park, 1000));
        _panel.Show(StatusSnapshot.Empty with { Parked = [waits] });
        Assert.Equal("########", Watch(Lamp.Park, 1000));
        _panel.Show(StatusSnapshot.Empty with { Parked = [waits with { Returning = true }] });
        Assert.Equal("####....####....", Watch(Lamp.Park, 2000));
        _panel.Show(StatusSnapshot.Empty);
        Assert.Equal("........", Watch(Lamp.Park, 1000));
    }

    [Fact]
    public void Rule_6_2_What_the_page_shows_of_the_lamps_is_what_they_show()
    {
        ParkedStatus waits = new("77", 1, "102", "101", default, default, Returning: false);
        _panel.Show(BoxCondition.Running);
        _panel.Show(StatusSnapshot.Empty with { Parked = [waits] });
        Wait(0);
        Assert.Equal(
            "power on, status on, network on, line1 off, line2 off, park on",
            string.Join(", ", _panel.Shown.Select(static lamp => $"{lamp.Key} {lamp.Value}"))
        );
        _panel.Show(StatusSnapshot.Empty with { Parked = [waits with { Returning = true }] });
        Wait(0);
        Assert.Contains(KeyValuePair.Create("park", "blink"), _panel.Shown);
    }

    [Fact]
    public void The_network_lamp_follows_the_address_within_five_seconds()
    {
        Assert.True(_board.IsLit(Lamp.Network));
        _address = null;
        Wait(5000);
        Assert.False(_board.IsLit(Lamp.Network));
        _address = IPAddress.Loopback;
        Wait(5000);
        Assert.True(_board.IsLit(Lamp.Network));
    }

    [Fact]
    public void A_press_speaks_to_a_lifted_receiver()
    {
        _panel.Show(
            StatusSnapshot.Empty with
            {
                Lines = [new LineStatus(1, "111", LinePhase.OffHook, "")],
            }
        );
        _board.HoldButton(TimeSpan.FromMilliseconds(300));
        Wait(400);
        Assert.Equal(["speak 192.0.2.12"], _asked);
    }

    [Fact]
    public void Where_nobody_could_be_told_the_lamp_tells_it()
    {
        _panel.FlashAddress();
        Wait(0);
        string seen = Watch(Lamp.Network, 7000);
        Assert.Equal(3, seen.Split("##", StringSplitOptions.None).Length - 1);
    }

    [Fact]
    public void An_address_that_is_no_row_of_numbers_is_not_spoken()
    {
        _address = IPAddress.Parse("2001:db8::12");
        Wait(5000);
        _panel.Show(
            StatusSnapshot.Empty with
            {
                Lines = [new LineStatus(1, "111", LinePhase.OffHook, "")],
            }
        );
        _board.HoldButton(TimeSpan.FromMilliseconds(300));
        Wait(400);
        Assert.Empty(_asked);
        Assert.Contains("##", Watch(Lamp.Network, 4000));
        Assert.Contains(".", Watch(Lamp.Network, 4000));
    }

    [Fact]
    public void A_stick_with_an_update_waits_for_a_press()
    {
        _panel.Show(BoxCondition.Running);
        _panel.Show(BoxUpdate.Offered);
        Wait(2000);
        Assert.Equal("####....####....", Watch(Lamp.Status, 2000));
        _board.HoldButton(TimeSpan.FromMilliseconds(300));
        Wait(400);
        Assert.Equal(["update"], _asked);
        _panel.Show(BoxUpdate.Running);
        Wait(1600);
        Assert.Equal("#.#.....#.#.....", Watch(Lamp.Status, 2000));
    }

    [Fact]
    public void Where_no_receiver_is_lifted_a_press_is_answered_by_the_network_lamp()
    {
        _board.HoldButton(TimeSpan.FromMilliseconds(300));
        Wait(375);
        string seen = Watch(Lamp.Network, 9000);
        // Three flashes, and then the steady light again.
        Assert.Equal(4, seen.Split("..##").Length - 1);
        Assert.EndsWith("####", seen, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData(4.9, "")]
    [InlineData(5, "restart")]
    [InlineData(14.9, "restart")]
    [InlineData(15, "factory")]
    [InlineData(19.9, "factory")]
    [InlineData(20, "")]
    [InlineData(60, "")]
    public void Holding_the_button_asks_when_it_is_let_go(double seconds, string asked)
    {
        _board.HoldButton(TimeSpan.FromSeconds(seconds));
        Wait((seconds * 1000) + 20);
        Assert.Empty(_asked);
        Wait(80);
        Assert.Equal(asked.Length == 0 ? [] : [asked], _asked);
    }

    [Fact]
    public void The_lamps_say_what_letting_go_would_do()
    {
        _panel.Show(BoxCondition.Running);
        _board.PressButton();
        Wait(4990);
        Assert.True(_board.IsLit(Lamp.Status));
        Wait(20);
        Assert.True(_board.IsLit(Lamp.Power));
        Assert.Equal("........", Watch(Lamp.Status, 1000));
        Assert.False(_board.IsLit(Lamp.Network));
        Wait(8990);
        foreach (Lamp lamp in Enum.GetValues<Lamp>())
        {
            Assert.Equal(2, Watch(lamp, 500).Count(on => on == '#'));
        }

        Wait(2100);
        Assert.Equal("####", Watch(Lamp.Status, 500));
        _board.LetGoButton();
        Wait(100);
        Assert.Empty(_asked);
    }

    [Fact]
    public void At_the_end_all_lamps_go_out()
    {
        _panel.Darken();
        Wait(3000);
        Assert.All(Enum.GetValues<Lamp>(), lamp => Assert.False(_board.IsLit(lamp)));
    }

    private void Wait(double milliseconds)
    {
        _loop.RunPending();
        for (double left = milliseconds; left > 0; left -= 5)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(Math.Min(left, 5)));
            _loop.RunPending();
        }
    }

    // The lamp in the middle of each beat.
    private string Watch(Lamp lamp, int milliseconds)
    {
        _loop.RunPending();
        var seen = new List<char>();
        double into = LampPatterns.Beat.TotalMilliseconds / 2;
        for (double at = 0; at < milliseconds; at += LampPatterns.Beat.TotalMilliseconds)
        {
            Wait(into);
            seen.Add(_board.IsLit(lamp) ? '#' : '.');
            Wait(into);
        }

        return string.Concat(seen);
    }
}
