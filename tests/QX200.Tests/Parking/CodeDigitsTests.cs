using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class CodeDigitsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly long _start;
    private readonly List<string> _heard = [];
    private CodeDigits _digits = new(["*5"]);

    public CodeDigitsTests() => _start = _clock.GetTimestamp();

    [Fact]
    public void Rule_2_3_Digits_that_begin_no_code_go_on_at_once()
    {
        Press("123#");
        Assert.Equal(["1", "2", "3", "#"], _heard);
        Assert.Null(_digits.Due);
    }

    [Fact]
    public void Rule_2_3_Digits_that_complete_a_code_are_not_sent_on()
    {
        Press("1*57");
        Assert.Equal(["1", "code *5", "7"], _heard);
    }

    [Fact]
    public void Rule_2_3_A_digit_that_might_begin_a_code_waits_two_seconds_and_no_longer()
    {
        Press("*");
        Pass(1999);
        Assert.Empty(_heard);
        Pass(1);
        Assert.Equal(["*"], _heard);
        Press("5");
        Assert.Equal(["*", "5"], _heard);
    }

    [Fact]
    public void Rule_2_3_Withheld_digits_are_replayed_in_order_when_no_code_comes_of_them()
    {
        _digits = new(["*567"]);
        Press("*56");
        Assert.Empty(_heard);
        Press("8");
        Assert.Equal(["*", "5", "6", "8"], _heard);
    }

    [Fact]
    public void Rule_2_3_A_late_timer_does_not_lengthen_the_two_seconds()
    {
        Press("*");
        _clock.Advance(TimeSpan.FromMilliseconds(2000));
        Press("5");
        Assert.Equal(["*", "5"], _heard);
    }

    [Fact]
    public void Rule_2_3_Each_digit_has_two_seconds_of_its_own()
    {
        _digits = new(["**5"]);
        Press("*");
        Pass(1500);
        Press("*");
        Pass(500);
        Assert.Equal(["*"], _heard);
        Press("*5");
        Assert.Equal(["*", "code **5"], _heard);
    }

    [Fact]
    public void Rule_2_3_A_code_is_found_behind_a_false_start_of_it()
    {
        Press("**5");
        Assert.Equal(["*", "code *5"], _heard);
    }

    [Fact]
    public void Rule_2_3_A_code_is_found_within_the_false_start_of_another()
    {
        _digits = new(["**1", "*5"]);
        Press("**5");
        Assert.Equal(["*", "code *5"], _heard);
    }

    [Fact]
    public void Rule_2_3_The_in_call_code_acts_at_once_although_a_longer_code_begins_with_it()
    {
        _digits = new(["*571", "*5"]);
        Press("*571");
        Assert.Equal(["code *5", "7", "1"], _heard);
    }

    [Fact]
    public void What_is_withheld_is_given_up_when_the_leg_changes_its_partner()
    {
        Press("*");
        Take(_digits.Flush());
        Assert.Equal(["*"], _heard);
        Press("5");
        Assert.Equal(["*", "5"], _heard);
    }

    [Fact]
    public void Rule_2_3_A_press_that_comes_as_event_and_as_INFO_and_as_tones_counts_once()
    {
        Press("1", DigitWay.Tone);
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        Press("1", DigitWay.Event);
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        Press("1", DigitWay.Info);
        Assert.Equal(["1"], _heard);
    }

    [Fact]
    public void Rule_2_3_Two_quick_presses_in_two_ways_are_two()
    {
        foreach (DigitWay way in new[] { DigitWay.Event, DigitWay.Info })
        {
            Press("5", way);
            _clock.Advance(TimeSpan.FromMilliseconds(120));
            Press("5", way);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(["5", "5"], _heard);
    }

    [Fact]
    public void Rule_2_3_Echoes_are_told_from_presses_though_other_keys_lie_between()
    {
        Press("12", DigitWay.Event);
        Press("12", DigitWay.Info);
        Assert.Equal(["1", "2"], _heard);
    }

    [Theory]
    [InlineData("Event", "Info", 500, 1)]
    [InlineData("Event", "Info", 501, 2)]
    [InlineData("Event", "Tone", 500, 1)]
    [InlineData("Info", "Event", 250, 1)]
    [InlineData("Info", "Event", 251, 2)]
    [InlineData("Tone", "Info", 251, 2)]
    public void Rule_2_3_An_echo_may_be_later_where_the_better_way_came_first(
        string first,
        string second,
        int gap,
        int presses
    )
    {
        Press("9", Enum.Parse<DigitWay>(first));
        _clock.Advance(TimeSpan.FromMilliseconds(gap));
        Press("9", Enum.Parse<DigitWay>(second), milliseconds: 0);
        Assert.Equal(presses, _heard.Count);
    }

    [Fact]
    public void Rule_2_3_A_long_press_is_one_though_INFO_tells_its_beginning_and_the_event_its_end()
    {
        Press("9", DigitWay.Info);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Press("9", DigitWay.Event, milliseconds: 3000);
        Assert.Equal(["9"], _heard);
    }

    [Fact]
    public void Rule_2_3_The_same_key_again_in_the_same_way_is_a_press_of_its_own()
    {
        Press("77", DigitWay.Event);
        Assert.Equal(["7", "7"], _heard);
    }

    [Fact]
    public void An_echo_does_not_disturb_what_is_withheld()
    {
        Press("*", DigitWay.Event);
        Press("*", DigitWay.Info);
        Press("5", DigitWay.Event);
        Press("5", DigitWay.Info);
        Assert.Equal(["code *5"], _heard);
    }

    [Property]
    public void Rule_2_3_No_digit_is_lost_doubled_or_reordered(byte[] keys, byte[] pauses)
    {
        _digits = new(["*5", "*#1", "##"]);
        _heard.Clear();
        foreach ((byte key, int i) in keys.Select((key, i) => (key, i)))
        {
            Press(["*#15"[key % 4]], DigitWay.Event);
            Pass(pauses.Length == 0 ? 0 : pauses[i % pauses.Length] * 10);
        }

        Pass(2000);
        string all = string.Concat(
            _heard.Select(h => h.Replace("code ", "", StringComparison.Ordinal))
        );
        Assert.Equal(string.Concat(keys.Select(key => "*#15"[key % 4])), all);
        Assert.Null(_digits.Due);
    }

    private void Press(
        ReadOnlySpan<char> digits,
        DigitWay way = DigitWay.Event,
        int milliseconds = 100
    )
    {
        foreach (char digit in digits)
        {
            Take(_digits.Pressed(new KeyPress(digit, way, Now, milliseconds)));
        }
    }

    private void Pass(int milliseconds)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        if (_digits.Due <= Now)
        {
            Take(_digits.TimePassed(Now));
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    private void Take(DigitStep step)
    {
        _heard.AddRange(step.Forward.Select(press => $"{press.Digit}"));
        if (step.Code is not null)
        {
            _heard.Add($"code {step.Code}");
        }

        _digits = step.Next;
    }
}
