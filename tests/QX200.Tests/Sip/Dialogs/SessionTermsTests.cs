using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using Xunit;
using static QX200.Sip.Dialogs.RefreshDuty;
using static QX200.Sip.Messages.Refresher;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>RFC 4028's tables as this exchange reads them.</summary>
public sealed class SessionTermsTests
{
    /// <summary>Table 2: what the caller says and who refreshes then.</summary>
    private static readonly (
        bool Supported,
        int Expires,
        Refresher Who,
        RefreshDuty Duty
    )[] Table =
    [
        (false, 0, Unsaid, Alone),
        (false, 1800, Unsaid, Ours),
        (false, 1800, Uac, Ours),
        (false, 1800, Uas, Ours),
        (true, 0, Unsaid, Ours),
        (true, 1800, Unsaid, Ours),
        (true, 1800, Uac, Theirs),
        (true, 1800, Uas, Ours),
    ];

    [Fact]
    public void Our_2xx_says_who_refreshes()
    {
        foreach ((bool supported, int expires, Refresher who, RefreshDuty duty) in Table)
        {
            var request = new TimerWords(supported, expires, who, 0);
            Assert.Equal(
                (request, new SessionTerms(1800, duty)),
                (request, SessionTerms.Wished.ForAnswer(request))
            );
        }
    }

    [Theory]
    [InlineData(Theirs, Unsaid, Theirs)]
    [InlineData(Theirs, Uas, Ours)]
    [InlineData(Ours, Unsaid, Ours)]
    [InlineData(Ours, Uac, Theirs)]
    internal void In_the_dialog_it_stays_as_it_is_unless_the_peer_asks_otherwise(
        RefreshDuty before,
        Refresher asked,
        RefreshDuty after
    ) =>
        Assert.Equal(
            new SessionTerms(600, after),
            new SessionTerms(600, before).ForAnswer(new TimerWords(true, 600, asked, 90))
        );

    [Theory]
    [InlineData(0, 0, 1800)]
    [InlineData(90, 0, 90)]
    [InlineData(600, 90, 600)]
    [InlineData(7200, 90, 1800)]
    [InlineData(7200, 3600, 3600)]
    [InlineData(0, 3600, 3600)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void The_interval_is_at_most_what_we_wish_unless_the_peer_must_have_more(
        int expires,
        int minSe,
        int agreed
    ) =>
        Assert.Equal(
            agreed,
            SessionTerms.Wished.ForAnswer(new TimerWords(true, expires, Uac, minSe)).Seconds
        );

    [Theory]
    [InlineData(0, Unsaid, 1800, Alone)]
    [InlineData(600, Uac, 600, Ours)]
    [InlineData(600, Uas, 600, Theirs)]
    [InlineData(600, Unsaid, 600, Ours)]
    [InlineData(5, Uas, 90, Theirs)]
    internal void The_peers_2xx_settles_ours(
        int expires,
        Refresher who,
        int seconds,
        RefreshDuty duty
    ) =>
        Assert.Equal(
            new SessionTerms(seconds, duty),
            SessionTerms.Wished.Answered(new TimerWords(true, expires, who, 0))
        );

    [Theory]
    [InlineData(true, 89, true)]
    [InlineData(true, 90, false)]
    [InlineData(true, 0, false)]
    [InlineData(false, 10, false)]
    public void Only_who_knows_the_extension_is_told_that_it_is_too_brief(
        bool supported,
        int expires,
        bool refused
    ) =>
        Assert.Equal(
            refused,
            SessionTerms.IsTooBrief(new TimerWords(supported, expires, Unsaid, 0))
        );

    [Theory]
    [InlineData(1800, 900, 1768)]
    [InlineData(90, 45, 60)]
    public void Half_time_and_a_little_before_the_end(int interval, int refresh, int end)
    {
        var terms = new SessionTerms(interval, Ours);
        Assert.Equal(
            (refresh, end),
            ((int)terms.RefreshAfter.TotalSeconds, (int)terms.EndAfter.TotalSeconds)
        );
    }
}
