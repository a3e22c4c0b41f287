using QX200.Lines;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>A loop's edges, with every figure at its limit and just past it.</summary>
public sealed class LoopReaderTests
{
    private LoopReader _reader = new(new LoopFigures(Ms(200), Ms(800)));
    private TimeSpan _now = Ms(1000);

    private List<string> Signs { get; } = [];

    [Fact]
    public void A_receiver_is_lifted_when_the_loop_has_been_closed_for_10_ms()
    {
        Closed(9);
        Assert.Empty(Signs);
        Closed(1);
        Assert.Equal(["Lifted"], Signs);
        Assert.True(_reader.IsOffHook);
    }

    [Fact]
    public void A_shorter_contact_is_none()
    {
        Closed(9);
        Open(1000);
        Assert.Empty(Signs);
        Assert.False(_reader.IsOffHook);
    }

    [Fact]
    public void A_bouncing_contact_lifts_once()
    {
        for (int i = 0; i < 8; i++)
        {
            Closed(3);
            Open(4);
        }

        Closed(2000);
        Assert.Equal(["Lifted"], Signs);
    }

    [Fact]
    public void While_it_rings_SHK_may_follow_the_ringing_current()
    {
        for (int i = 0; i < 20; i++)
        {
            Closed(25, ringing: true);
            Open(25, ringing: true);
        }

        Assert.Empty(Signs);
        Closed(34, ringing: true);
        Assert.Empty(Signs);
        Closed(1);
        Assert.Equal(["Lifted"], Signs);
    }

    [Theory]
    [InlineData(199, "")]
    [InlineData(200, "Flashed")]
    [InlineData(500, "Flashed")]
    [InlineData(800, "Flashed")]
    public void A_hook_flash_opens_the_loop_for_200_to_800_ms(int open, string sign)
    {
        Talk();
        Open(open);
        Closed(2000);
        Assert.Equal(sign, string.Join(' ', Signs));
        Assert.True(_reader.IsOffHook);
    }

    [Fact]
    public void A_longer_opening_is_a_receiver_hung_up()
    {
        Talk();
        Open(812);
        Closed(2000);
        Assert.Equal(["HungUp", "Lifted"], Signs);
    }

    [Fact]
    public void Hanging_up_is_known_11_ms_after_the_longest_flash()
    {
        Talk();
        Open(810);
        Assert.Empty(Signs);
        Open(1);
        Assert.Equal(["HungUp"], Signs);
        Assert.False(_reader.IsOffHook);
    }

    [Theory]
    [InlineData(80, 80)]
    [InlineData(80, 800)]
    [InlineData(800, 800)]
    public void The_flash_may_be_set_from_80_to_800_ms(int shortest, int longest)
    {
        _reader = new LoopReader(new LoopFigures(Ms(shortest), Ms(longest)));
        Talk();
        Open(shortest - 1);
        Closed(500);
        Assert.DoesNotContain("Flashed", Signs);
        Signs.Clear();
        Open(shortest);
        Closed(500);
        Open(longest);
        Closed(500);
        Assert.Equal(["Flashed", "Flashed"], Signs);
        Open(longest + 1);
        Closed(500);
        Assert.Equal(2, Signs.Count);
    }

    [Theory]
    [InlineData(8, 33)]
    [InlineData(8, 67)]
    [InlineData(10, 40)]
    [InlineData(12, 33)]
    [InlineData(12, 67)]
    public void Pulses_of_8_to_12_a_second_with_33_to_67_percent_make_are_digits(
        int perSecond,
        int make
    )
    {
        Dial();
        double closed = 1000.0 / perSecond * make / 100;
        double open = (1000.0 / perSecond) - closed;
        foreach (int digit in (int[])[1, 7, 10])
        {
            for (int i = 0; i < digit; i++)
            {
                Is(false, open);
                Is(true, closed);
            }

            Closed(600);
        }

        Assert.Equal(
            ["DialTurned", "Digit 1", "DialTurned", "Digit 7", "DialTurned", "Digit 0"],
            Signs
        );
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void A_pulse_opens_the_loop_for_25_to_90_ms(int open, bool isPulse)
    {
        Dial();
        Open(open);
        Closed(1000);
        Assert.Equal(isPulse ? ["DialTurned", "Digit 1"] : [], Signs);
        Assert.True(_reader.IsOffHook);
    }

    [Theory]
    [InlineData(149, "DialTurned, Digit 2")]
    [InlineData(151, "DialTurned, Digit 1, DialTurned, Digit 1")]
    public void A_pause_of_150_ms_ends_the_digit(int pause, string signs)
    {
        Dial();
        Open(60);
        Closed(pause);
        Open(60);
        Closed(1000);
        Assert.Equal(signs, string.Join(", ", Signs));
    }

    [Fact]
    public void Eleven_pulses_are_no_digit()
    {
        Dial();
        for (int i = 0; i < 11; i++)
        {
            Open(60);
            Closed(40);
        }

        Closed(1000);
        Assert.Equal(["DialTurned"], Signs);
    }

    [Fact]
    public void A_disturbance_within_a_digit_adds_no_pulse()
    {
        Dial();
        Open(60);
        Closed(40);
        Open(15);
        Closed(40);
        Open(60);
        Closed(1000);
        Assert.Equal(["DialTurned", "Digit 2"], Signs);
    }

    [Fact]
    public void Where_flashes_are_short_an_opening_is_a_pulse_only_while_digits_are_waited_for()
    {
        _reader = new LoopReader(new LoopFigures(Ms(80), Ms(500)));
        Talk();
        Open(85);
        Closed(1000);
        Assert.Equal(["Flashed"], Signs);
        Signs.Clear();
        Dial();
        Open(85);
        Closed(1000);
        Assert.Equal(["DialTurned", "Digit 1"], Signs);
        Signs.Clear();
        Open(100);
        Closed(1000);
        Assert.Equal(["Flashed"], Signs);
    }

    [Fact]
    public void Hanging_up_within_a_digit_is_hanging_up()
    {
        Dial();
        Open(60);
        Closed(40);
        Open(2000);
        Assert.Equal(["DialTurned", "HungUp"], Signs);
        Closed(100);
        Assert.Equal("Lifted", Signs[^1]);
    }

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);

    private void Talk()
    {
        Closed(1000);
        Signs.Clear();
    }

    private void Dial()
    {
        if (!_reader.IsOffHook)
        {
            Talk();
        }

        _reader = _reader with { ExpectsDigits = true };
    }

    private void Closed(int ms, bool ringing = false) => Is(true, ms, ringing);

    private void Open(int ms, bool ringing = false) => Is(false, ms, ringing);

    /// <summary>The loop is so for a while, and whatever falls due in it is done at its time.</summary>
    private void Is(bool closed, double ms, bool ringing = false)
    {
        _reader = _reader.Edge(closed, _now, ringing);
        TimeSpan end = _now + Ms(ms);
        while (_reader.Due is { } due && due <= end)
        {
            _reader = _reader.TimePassed(due, out LoopSign sign, out char digit);
            if (sign != LoopSign.None)
            {
                Signs.Add(digit == 0 ? $"{sign}" : $"{sign} {digit}");
            }
        }

        _now = end;
    }
}
