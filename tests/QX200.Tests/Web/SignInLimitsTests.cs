using System.Net;
using Microsoft.Extensions.Time.Testing;
using QX200.Web.Access;
using Xunit;

namespace QX200.Tests.Web;

public sealed class SignInLimitsTests
{
    private static readonly IPAddress s_desk = IPAddress.Parse("192.0.2.50");
    private readonly FakeTimeProvider _clock = new();
    private readonly SignInLimits _limits;

    public SignInLimitsTests() => _limits = new SignInLimits(_clock);

    [Fact]
    public void Five_tries_are_free_and_then_each_waits_twice_as_long()
    {
        for (int i = 0; i < SignInLimits.FreeTries; i++)
        {
            Assert.Equal(TimeSpan.Zero, Try(s_desk));
        }

        foreach (int seconds in (int[])[30, 60, 120, 240, 480, 900, 900])
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), Try(s_desk));
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(TimeSpan.Zero, Try(s_desk));
        }
    }

    [Fact]
    public void Waiting_is_not_made_longer_by_asking_again()
    {
        Use(s_desk, SignInLimits.FreeTries);
        Assert.Equal(TimeSpan.FromSeconds(30), Try(s_desk));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(TimeSpan.FromSeconds(1), Try(s_desk));
    }

    [Fact]
    public void The_right_password_makes_an_address_new()
    {
        Use(s_desk, SignInLimits.FreeTries);
        _limits.Right(s_desk);
        Assert.Equal(TimeSpan.Zero, Try(s_desk));
    }

    [Fact]
    public void Others_do_not_wait_for_one()
    {
        Use(s_desk, SignInLimits.FreeTries + 1);
        Assert.Equal(TimeSpan.Zero, Try(IPAddress.Parse("192.0.2.51")));
    }

    [Fact]
    public void A_network_of_IPv6_counts_as_one()
    {
        for (int i = 0; i < SignInLimits.FreeTries; i++)
        {
            Assert.Equal(TimeSpan.Zero, Try(IPAddress.Parse($"2001:db8::{i + 1}")));
        }

        Assert.NotEqual(TimeSpan.Zero, Try(IPAddress.Parse("2001:db8::ffff")));
        Assert.Equal(TimeSpan.Zero, Try(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void A_crowd_of_strangers_waits_and_the_owner_does_not()
    {
        for (int i = 0; i < SignInLimits.TriesOfStrangers; i++)
        {
            Assert.Equal(TimeSpan.Zero, Try(IPAddress.Parse($"198.51.100.{i}")));
        }

        Assert.Equal(SignInLimits.Window, Try(s_desk));
        Assert.Equal(TimeSpan.Zero, _limits.Try(s_desk, known: true));
        _clock.Advance(SignInLimits.Window);
        Assert.Equal(TimeSpan.Zero, Try(IPAddress.Parse("198.51.100.200")));
    }

    private TimeSpan Try(IPAddress from) => _limits.Try(from, known: false);

    private void Use(IPAddress from, int tries)
    {
        for (int i = 0; i < tries; i++)
        {
            _ = Try(from);
        }
    }
}
