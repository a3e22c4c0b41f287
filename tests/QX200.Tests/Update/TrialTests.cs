using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

/// <summary>Looks of one a second at a box of which everything or something is well.</summary>
public sealed class TrialTests
{
    private static readonly TrialTerms s_terms = new(TimeSpan.FromSeconds(60), 1);

    [Fact]
    public void A_system_is_good_after_a_minute_in_which_all_was_well()
    {
        Trial trial = Trial.Begun;
        for (int second = 1; second <= 60; second++)
        {
            trial = trial.Take(Well(second), s_terms);
            Assert.Equal(Verdict.Well, trial.Verdict);
        }

        Assert.Equal(Verdict.Good, trial.Take(Well(61), s_terms).Verdict);
    }

    [Fact]
    public void A_good_system_stays_good()
    {
        var good = new Trial(Verdict.Good, "");
        Assert.Same(good, good.Take(Well(100) with { SipAnswers = false }, s_terms));
    }

    [Fact]
    public void One_bad_look_and_the_minute_begins_anew()
    {
        Trial trial = Trial.Begun;
        for (int second = 1; second <= 59; second++)
        {
            trial = trial.Take(Well(second), s_terms);
        }

        trial = trial.Take(Well(60) with { SipAnswers = false }, s_terms);
        Assert.Equal(
            (Verdict.Sick, "its own SIP port does not answer"),
            (trial.Verdict, trial.Why)
        );
        for (int second = 61; second <= 120; second++)
        {
            trial = trial.Take(Well(second), s_terms);
            Assert.Equal(Verdict.Well, trial.Verdict);
        }

        Assert.Equal(Verdict.Good, trial.Take(Well(121), s_terms).Verdict);
    }

    [Fact]
    public void A_line_out_of_service_is_sick()
    {
        Trial trial = Trial.Begun.Take(Well(1) with { LinesInService = false }, s_terms);
        Assert.Equal("a telephone line is out of service", trial.Why);
    }

    [Fact]
    public void A_sound_thread_that_stands_still_is_sick()
    {
        Trial trial = Trial.Begun.Take(Well(1), s_terms);
        trial = trial.Take(Well(2) with { Ticks = 100 }, s_terms);
        Assert.Equal((Verdict.Sick, "the sound thread stands still"), (trial.Verdict, trial.Why));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void One_tick_in_a_hundred_may_be_late(int late, bool sick)
    {
        Trial trial = Trial.Begun.Take(Well(1), s_terms);
        trial = trial.Take(Well(2) with { LateTicks = late }, s_terms);
        Assert.Equal(sick, trial.Verdict == Verdict.Sick);
    }

    [Fact]
    public void Late_ticks_of_long_ago_are_forgiven()
    {
        Trial trial = Trial.Begun.Take(Well(1) with { LateTicks = 50 }, s_terms);
        Assert.Equal(Verdict.Sick, trial.Verdict);
        Assert.Equal(Verdict.Well, trial.Take(Well(2) with { LateTicks = 50 }, s_terms).Verdict);
    }

    private static TrialLook Well(int second) =>
        new(TimeSpan.FromSeconds(second), SipAnswers: true, LinesInService: true, second * 100, 0);
}
