using System.Net;
using QX200.Panel;
using QX200.Status;
using Xunit;

namespace QX200.Tests.Panel;

public sealed class LampTests
{
    [Theory]
    [InlineData("Off", 0, 0)]
    [InlineData("On", 16, 0)]
    [InlineData("Slow", 8, 1)]
    [InlineData("Blink", 8, 2)]
    [InlineData("Fast", 8, 8)]
    [InlineData("Double", 4, 4)]
    public void Patterns_repeat_after_two_seconds(string name, int lit, int flashes)
    {
        LampPattern pattern = Enum.Parse<LampPattern>(name);
        bool[] beats =
        [
            .. Enumerable.Range(0, 16).Select(beat => LampPatterns.IsLit(pattern, beat)),
        ];
        Assert.Equal(lit, beats.Count(on => on));
        Assert.Equal(
            flashes,
            Enumerable.Range(0, 16).Count(i => beats[i] && !beats[(i + 15) % 16])
        );
        Assert.Equal(
            beats,
            Enumerable.Range(16, 16).Select(beat => LampPatterns.IsLit(pattern, beat))
        );
        Assert.Equal(name is "On" or "Off", LampPatterns.IsSteady(pattern));
    }

    [Theory]
    [InlineData("Starting", "Slow")]
    [InlineData("Running", "On")]
    [InlineData("UpdateOffered", "Blink")]
    [InlineData("Updating", "Double")]
    [InlineData("Stopping", "Slow")]
    public void The_status_lamp_shows_what_the_box_is_at(string condition, string pattern)
    {
        LampPicture picture = LampPicture.Of(
            StatusSnapshot.Empty,
            Enum.Parse<BoxCondition>(condition),
            hasNetwork: true
        );
        Assert.Equal(Enum.Parse<LampPattern>(pattern), picture.Status);
        Assert.Equal(LampPattern.On, picture.Power);
        Assert.Equal(LampPattern.On, picture.Network);
        Assert.Equal(LampPattern.Off, picture.Line1);
        Assert.Equal(LampPattern.Off, picture.Park);
    }

    [Fact]
    public void A_notice_that_somebody_should_read_makes_the_status_lamp_flash() =>
        Assert.Equal(
            LampPattern.Fast,
            LampPicture
                .Of(
                    StatusSnapshot.Empty with
                    {
                        Notices = ["system.ini was broken"],
                    },
                    BoxCondition.Running,
                    hasNetwork: true
                )
                .Status
        );

    [Fact]
    public void Without_a_network_its_lamp_is_off() =>
        Assert.Equal(
            LampPattern.Off,
            LampPicture.Of(StatusSnapshot.Empty, BoxCondition.Running, hasNetwork: false).Network
        );

    [Theory]
    [InlineData("Ready", "", "Off", "On")]
    [InlineData("OffHook", "", "On", "On")]
    [InlineData("InUse", "", "On", "On")]
    [InlineData("Ringing", "", "Blink", "On")]
    [InlineData("OutOfService", "the codec is gone", "Fast", "Fast")]
    [InlineData("Unused", "", "Off", "On")]
    public void Each_line_has_its_lamp(string phase, string reason, string pattern, string status)
    {
        StatusSnapshot now = StatusSnapshot.Empty with
        {
            Lines =
            [
                new LineStatus(1, "111", LinePhase.Ready, ""),
                new LineStatus(2, "112", Enum.Parse<LinePhase>(phase), reason),
            ],
        };
        LampPicture picture = LampPicture.Of(now, BoxCondition.Running, hasNetwork: true);
        Assert.Equal(LampPattern.Off, picture.Line1);
        Assert.Equal(Enum.Parse<LampPattern>(pattern), picture.Line2);
        Assert.Equal(Enum.Parse<LampPattern>(status), picture.Status);
    }

    [Fact]
    public void The_park_lamp_shows_waiting_calls_and_returning_ones()
    {
        ParkedStatus waits = new("71", 1, "102", "101", default, default, Returning: false);
        StatusSnapshot one = StatusSnapshot.Empty with { Parked = [waits] };
        StatusSnapshot returning = one with { Parked = [waits, waits with { Returning = true }] };
        Assert.Equal(LampPattern.On, LampPicture.Of(one, BoxCondition.Running, true).Park);
        Assert.Equal(LampPattern.Blink, LampPicture.Of(returning, BoxCondition.Running, true).Park);
    }

    [Theory]
    [InlineData("192.168.1.7", 7, 1)]
    [InlineData("10.0.0.203", 15, 3)]
    [InlineData("10.0.0.30", 13, 2)]
    public void The_last_number_of_the_address_is_flashed(string address, int flashes, int digits)
    {
        string beats = AddressFlashes.Of(IPAddress.Parse(address));
        Assert.Equal(flashes, beats.Split("##").Length - 1);
        Assert.Equal(digits, beats.Trim('.').Split("..........").Length);
        Assert.Equal("", AddressFlashes.Of(null));
    }
}
