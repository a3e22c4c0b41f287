using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Runtime;

public sealed class LogTailTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void The_last_entries_are_kept_in_order()
    {
        using var tail = new LogTail(_clock, capacity: 3);
        ILogger log = tail.CreateLogger("QX200.Sip.SipStack");
        for (int i = 1; i <= 5; i++)
        {
            log.LogInformation("entry {Number}", i);
        }

        Assert.Equal([3L, 4L, 5L], tail.After(0).Select(static e => e.Number));
        Assert.Equal("entry 5", Assert.Single(tail.After(4)).Text);
        Assert.Equal("Sip.SipStack", tail.After(4)[0].Room);
        Assert.Empty(tail.After(5));
    }

    [Fact]
    public void A_flood_of_details_is_cut_short_each_second()
    {
        using var tail = new LogTail(_clock);
        ILogger log = tail.CreateLogger("x");
        for (int i = 0; i < 1000; i++)
        {
            Detail(log, "again");
        }

        int first = tail.After(0).Count;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Detail(log, "later");
        Assert.InRange(first, 10, 20);
        Assert.Equal("later", tail.After(0)[^1].Text);
    }

    /// <summary>As source-generated logging does.</summary>
    private static void Detail(ILogger log, string text)
    {
        if (log.IsEnabled(LogLevel.Debug))
        {
            log.LogDebug("{Text}", text);
        }
    }
}
