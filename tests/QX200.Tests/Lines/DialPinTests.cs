using QX200.Board.Simulated;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>Dialling at SHK and by keys: a number is right where the other port's RM goes high.</summary>
public sealed class DialPinTests
{
    private const string More = """
        [extension:201]
        name = Carol
        secret = s201

        """;

    /// <summary>8 to 12 a second with 33 to 67 % make: outside of that openings are shorter than 25 ms or longer than 90.</summary>
    [Theory]
    [InlineData(8, 0.33, true)]
    [InlineData(8, 0.67, true)]
    [InlineData(10, 0.4, true)]
    [InlineData(12, 0.33, true)]
    [InlineData(12, 0.67, true)]
    [InlineData(7.4, 0.33, false)]
    [InlineData(7.4, 0.67, true)]
    [InlineData(8, 0.27, false)]
    [InlineData(13.6, 0.67, false)]
    [InlineData(12, 0.71, false)]
    public void A_dial_turns_with_8_to_12_pulses_a_second_and_33_to_67_percent_make(
        double perSecond,
        double make,
        bool rings
    )
    {
        using var bench = new PinBench();
        bench.Hardware.Telephones[0].Lift();
        bench.Wait(600);
        bench.Hardware.Telephones[0].Dial("20", RotaryDial.At(perSecond, make));
        bench.Wait(4000, step: 0.5);
        Assert.Equal(rings, bench.Edges(PinBench.RingMode(2)).Count > 0);
        Assert.Equal(!rings, bench.HearsDialTone(1));
    }

    /// <summary>Pulses with so long a pause between them: 2 and then 0 rings, 1 and 1 and then 0 does not.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(150, true)]
    [InlineData(151, false)]
    public void Two_pulses_with_10_to_150_ms_between_them_are_one_digit(int pause, bool rings)
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 600);
        bench.Loop(1, closed: false, 60);
        bench.Loop(1, closed: true, pause);
        bench.Loop(1, closed: false, 60);
        bench.Loop(1, closed: true, 400);
        bench.Pulse(10);
        bench.Wait(500);
        Assert.Equal(rings, bench.IsHigh(PinBench.RingMode(2)));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Ten_pulses_are_0(int pulses, bool rings)
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        bench.Pulse(pulses);
        bench.Wait(200);
        Assert.Equal(rings, bench.IsHigh(PinBench.RingMode(2)));
        Assert.Equal(rings, bench.Hears(1, 440, 480));
    }

    [Theory]
    [InlineData("", 15_000)]
    [InlineData("first-digit = 1s", 1000)]
    [InlineData("first-digit = 7s", 7000)]
    public void The_dial_tone_waits_for_the_first_digit(string set, int milliseconds)
    {
        using var bench = new PinBench($"country = us\necho-cancel = no\n{set}");
        bench.Loop(1, closed: true, 10);
        double ends = bench.Now + milliseconds;
        bench.Wait(milliseconds + 300);

        // What comes then is on its way through the sound path for less than 0.1 s, and rises for 40 ms.
        Assert.True(PinBench.IsOf(bench.Heard(1, ends - 50, ends + 50), 350, 440));
        Assert.True(PinBench.IsOf(bench.Heard(1, ends + 140, ends + 240), 480, 620));
    }

    [Fact]
    public void A_first_digit_in_the_last_millisecond_is_waited_for()
    {
        using var bench = new PinBench("country = us\necho-cancel = no\nfirst-digit = 2s");
        bench.Loop(1, closed: true, 10);

        // A digit has been dialled when its last pulse has been over for 160 ms.
        bench.Wait(2000 - 1 - 160 - 60);
        bench.Loop(1, closed: false, 60);
        bench.Loop(1, closed: true, 500);
        Assert.True(bench.HearsSilence(1));
        bench.Wait(300);
        Assert.True(bench.HearsSilence(1));
    }

    [Fact]
    public void A_first_digit_a_millisecond_later_is_too_late()
    {
        using var bench = new PinBench("country = us\necho-cancel = no\nfirst-digit = 2s");
        bench.Loop(1, closed: true, 10);
        double ends = bench.Now + 2000;
        bench.Wait(2000 + 1 - 160 - 60);
        bench.Loop(1, closed: false, 60);
        bench.Loop(1, closed: true, 500);
        Assert.True(PinBench.IsOf(bench.Heard(1, ends + 140, ends + 240), 480, 620));
    }

    /// <summary>20 could become 201, so that it is called when no digit has come for the inter-digit time.</summary>
    [Theory]
    [InlineData("", 3000)]
    [InlineData("inter-digit = 1s", 1000)]
    [InlineData("inter-digit = 5s", 5000)]
    public void A_number_that_could_be_longer_is_called_after_the_inter_digit_time(
        string set,
        int milliseconds
    )
    {
        using var bench = new PinBench($"country = us\necho-cancel = no\n{set}", More);
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        bench.Pulse(10);
        double dialled = bench.Now - 400 - 40 + 160;
        bench.Wait(milliseconds + 100);
        Assert.Equal(
            new PinEdge(dialled + milliseconds, true),
            bench.Edges(PinBench.RingMode(2))[0]
        );
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    public void A_digit_within_the_inter_digit_time_belongs_to_the_number(int late, bool rings)
    {
        using var bench = new PinBench("country = us\necho-cancel = no", More);
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        bench.Pulse(10);

        // Both digits are known 160 ms after their last pulse.
        bench.Wait(3000 + late - 60 - 400 - 40 + 160 - 160);
        bench.Loop(1, closed: false, 60);
        bench.Loop(1, closed: true, 1000);
        Assert.Equal(rings, bench.Edges(PinBench.RingMode(2)).Count > 0);
    }

    [Fact]
    public void Digits_that_are_no_number_wait_three_times_as_long()
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        double ends = bench.Now - 400 - 40 + 160 + 9000;
        bench.Wait(9000);
        Assert.True(Waves.Rms(bench.Heard(1, ends - 3000, ends + 50)) < 30);
        Assert.True(PinBench.IsOf(bench.Heard(1, ends + 140, ends + 240), 480, 620));
    }

    [Theory]
    [InlineData("20", "")]
    [InlineData("20#", More)]
    public void Keys_dial_too_and_a_hash_ends_the_number(string keys, string more)
    {
        using var bench = new PinBench(more: more);
        bench.Hardware.Telephones[0].Lift();
        bench.Wait(600);
        Assert.True(bench.HearsDialTone(1));
        bench.Hardware.Telephones[0].Press(keys);
        bench.Wait((200 * keys.Length) + 300);
        Assert.True(bench.IsHigh(PinBench.RingMode(2)));
        bench.Hardware.Telephones[0].HangUp();
        bench.AssertNothingLeft();
    }
}
