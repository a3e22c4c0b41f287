using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Rtp;

public sealed class KeyPressTests
{
    private KeyPressDetector _detector;
    private long _now;

    [Fact]
    public void One_press_is_told_once_however_many_packets_tell_it()
    {
        Assert.Empty(Take(5, 1000, 160));
        Assert.Empty(Take(5, 1000, 320));
        Assert.Equal(["5 60"], Take(5, 1000, 480, end: true));
        Assert.Empty(Take(5, 1000, 480, end: true));
        Assert.Empty(Take(5, 1000, 480, end: true));
        Assert.Empty(Take(5, 1000, 320));
        Assert.False(_detector.IsDown);
    }

    [Fact]
    public void The_same_key_again_is_another_press()
    {
        Take(1, 1000, 160);
        Assert.Equal(["1 40"], Take(1, 1000, 320, end: true));
        Take(1, 3000, 160);
        Assert.Equal(["1 40"], Take(1, 3000, 320, end: true));
    }

    [Fact]
    public void A_press_whose_ends_were_lost_ends_with_the_next_one()
    {
        Take(10, 1000, 800);
        Assert.Equal(["* 100"], Take(5, 4000, 160));
        Assert.Equal(["5 80"], Take(5, 4000, 640, end: true));
    }

    [Fact]
    public void Two_presses_of_which_one_packet_each_came_are_two()
    {
        Take(10, 1000, 800);
        Assert.Equal(["* 100", "5 80"], Take(5, 4000, 640, end: true));
    }

    [Fact]
    public void A_press_of_which_nothing_more_comes_ends_by_itself()
    {
        Take(11, 1000, 800);
        _now += KeyPressDetector.SilentAfterUs - 1;
        Assert.False(_detector.TryTimeOut(_now, out _));
        _now++;
        Assert.True(_detector.TryTimeOut(_now, out KeyPress press));
        Assert.Equal(new KeyPress('#', 100), press);
        Assert.False(_detector.TryTimeOut(_now, out _));
        Assert.Empty(Take(11, 1000, 960, end: true));
    }

    [Fact]
    public void Stragglers_of_an_earlier_press_tell_nothing()
    {
        Take(1, 1000, 320, end: true);
        Take(2, 3000, 160);
        Assert.Empty(Take(1, 1000, 320, end: true));
        Assert.Equal(["2 40"], Take(2, 3000, 320, end: true));
    }

    [Fact]
    public void A_senders_clock_that_has_jumped_back_is_believed_after_a_while()
    {
        Take(1, 5_000_000, 320, end: true);
        _now += 1_000_000;
        Assert.Equal(["2 40"], Take(2, 1000, 320, end: true));
    }

    [Fact]
    public void Segments_of_a_long_press_are_one_press()
    {
        // RFC 4733 2.5.1.3: a new segment begins where the longest duration ends.
        Take(3, 1000, 0xFFFF);
        Assert.Empty(Take(3, 1000 + 0xFFFF, 1000));
        Assert.Equal(["3 8316"], Take(3, 1000 + 0xFFFF, 1000, end: true));
    }

    [Fact]
    public void Timestamps_turn_over()
    {
        Take(4, uint.MaxValue - 50, 320, end: true);
        Assert.Equal(["5 40"], Take(5, 2000, 320, end: true));
    }

    [Fact]
    public void Events_that_are_no_keys_are_passed_over()
    {
        Assert.Empty(Take(36, 1000, 320, end: true));
        Assert.Equal(["! 40"], Take(16, 3000, 320, end: true));
    }

    [Theory]
    [InlineData("0123456789*#ABCD!")]
    public void Codes_and_keys_are_each_others_inverse(string keys)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            Assert.True(TelephoneEvent.TryCode(keys[i], out byte code));
            Assert.Equal(i, code);
            Assert.True(TelephoneEvent.TryKey(code, out char key));
            Assert.Equal(keys[i], key);
        }

        Assert.True(TelephoneEvent.TryCode('b', out byte letter));
        Assert.Equal(13, letter);
        Assert.False(TelephoneEvent.TryCode('x', out _));
        Assert.False(TelephoneEvent.TryKey(17, out _));
        Assert.False(TelephoneEvent.TryParse([1, 2, 3], out _));
    }

    private List<string> Take(byte code, uint timestamp, int duration, bool end = false)
    {
        _now += 20_000;
        var wire = new byte[TelephoneEvent.Length];
        new TelephoneEvent(code, end, 10, (ushort)duration).Write(wire);
        Assert.True(TelephoneEvent.TryParse(wire, out TelephoneEvent packet));
        var told = new List<string>();
        while (_detector.TryTake(packet, timestamp, _now, out KeyPress press))
        {
            told.Add($"{press.Key} {press.Milliseconds}");
        }

        return told;
    }
}
