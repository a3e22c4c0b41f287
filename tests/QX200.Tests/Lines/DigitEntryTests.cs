using QX200.Lines;
using Xunit;

namespace QX200.Tests.Lines;

public sealed class DigitEntryTests
{
    private static readonly DigitTimes Times = new(Sec(15), Sec(3));

    [Theory]
    [InlineData("779")]
    [InlineData("3")]
    public void Digits_that_cannot_grow_into_a_longer_number_are_dialled_at_once(string keys)
    {
        DigitEntry entry = Dial(keys);
        Assert.Equal((EntryEnd.Complete, keys), (entry.End, entry.Digits));
    }

    [Fact]
    public void A_number_that_could_go_on_waits_for_the_inter_digit_time()
    {
        DigitEntry entry = Dial("77");
        Assert.Equal(EntryEnd.None, entry.TimePassed(Sec(2.999)).End);
        Assert.Equal(EntryEnd.Complete, entry.TimePassed(Sec(3)).End);
        Assert.Equal("77", entry.TimePassed(Sec(3)).Digits);
    }

    [Fact]
    public void An_incomplete_one_waits_three_times_as_long_and_is_dialled_then()
    {
        DigitEntry entry = Dial("7");
        Assert.Equal(EntryEnd.None, entry.TimePassed(Sec(8.999)).End);
        Assert.Equal(EntryEnd.Complete, entry.TimePassed(Sec(9)).End);
    }

    [Fact]
    public void The_first_digit_is_waited_for_as_long_as_is_set()
    {
        var entry = new DigitEntry(Times, Sec(0));
        Assert.Equal(EntryEnd.None, entry.TimePassed(Sec(14.999)).End);
        Assert.Equal(EntryEnd.Nothing, entry.TimePassed(Sec(15)).End);
    }

    [Fact]
    public void The_hash_key_says_that_this_is_all()
    {
        DigitEntry entry = Dial("77#");
        Assert.Equal((EntryEnd.Complete, "77"), (entry.End, entry.Digits));
    }

    [Fact]
    public void Each_digit_begins_the_time_anew()
    {
        DigitEntry entry = new DigitEntry(Times, Sec(0))
            .Pressed('7', Sec(14), Hope)
            .Pressed('7', Sec(20), Hope);
        Assert.Equal(Sec(23), entry.Due);
    }

    [Fact]
    public void What_comes_after_the_end_changes_nothing()
    {
        DigitEntry entry = Dial("779");
        Assert.Same(entry, entry.Pressed('1', Sec(1), Hope));
        Assert.Same(entry, entry.TimePassed(Sec(100)));
    }

    /// <summary>77 and 779 are numbers, and so is *5.</summary>
    private static DigitHope Hope(string digits) =>
        digits switch
        {
            "7" or "*" => new DigitHope(false, true),
            "77" or "*5" => new DigitHope(true, true),
            "779" => new DigitHope(true, false),
            _ => new DigitHope(false, false),
        };

    private static DigitEntry Dial(string keys) =>
        keys.Aggregate(
            new DigitEntry(Times, Sec(0)),
            static (entry, key) => entry.Pressed(key, Sec(0), Hope)
        );

    private static TimeSpan Sec(double seconds) => TimeSpan.FromSeconds(seconds);
}
