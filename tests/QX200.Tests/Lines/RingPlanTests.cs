using QX200.Lines;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Lines;

public sealed class RingPlanTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_cadence_goes_round_and_round_to_the_millisecond()
    {
        RingPlan plan = RingPlan.Make([400, 200, 400, 2000], CallerIdMoment.AfterFirstRing, null);
        Assert.Equal("Ring 400, Pause 600, Ring 1000, Pause 3000, Ring 3400", Steps(plan, 5));
        Assert.Equal(RingStepKind.Ring, At(plan, 3_000_399));
        Assert.Equal(RingStepKind.Pause, At(plan, 3_000_400));
    }

    [Fact]
    public void Caller_ID_is_sent_between_the_first_and_the_second_ring()
    {
        RingPlan plan = RingPlan.Make([2000, 4000], CallerIdMoment.AfterFirstRing, OneSecond);
        Assert.Equal(
            "Ring 2000, Pause 2600, CallerId 3600, Pause 6000, Ring 8000, Pause 12000",
            Steps(plan, 6)
        );
    }

    [Fact]
    public void With_a_double_ring_it_is_sent_in_the_long_silence()
    {
        RingPlan plan = RingPlan.Make(
            [400, 200, 400, 2000],
            CallerIdMoment.AfterFirstRing,
            OneSecond
        );
        Assert.Equal(
            "Ring 400, Pause 600, Ring 1000, Pause 1600, CallerId 2600, Pause 3000, Ring 3400",
            Steps(plan, 7)
        );
    }

    [Fact]
    public void A_silence_that_is_too_short_for_it_is_made_longer()
    {
        RingPlan plan = RingPlan.Make([400, 1000], CallerIdMoment.AfterFirstRing, OneSecond);
        Assert.Equal("Ring 400, Pause 1000, CallerId 2000, Pause 2300, Ring 2700", Steps(plan, 5));
    }

    [Fact]
    public void In_Britain_it_is_sent_on_the_reversed_line_before_any_ring()
    {
        RingPlan plan = RingPlan.Make(
            [400, 200, 400, 2000],
            CallerIdMoment.BeforeRinging,
            OneSecond
        );
        Assert.Equal(
            "Reversed 150, CallerIdReversed 1150, Reversed 1450, Ring 1850, Pause 2050",
            Steps(plan, 5)
        );
    }

    [Fact]
    public void The_table_has_each_country_of_the_settings_once_and_no_other() =>
        Assert.Equal(LineReader.Countries.Order(), Country.All.Select(c => c.Code).Order());

    [Fact]
    public void Every_country_rings_and_flashes_within_what_lines_can_do() =>
        Assert.All(
            Country.All,
            country =>
            {
                Assert.True(country.Ring.Length % 2 == 0);
                Assert.Equal(country.Ring.Max(), country.Ring[^1]);
                Assert.InRange(country.RingHertz, 16, 68);
                Assert.InRange(country.ShortestFlash, 80, country.LongestFlash);
                Assert.InRange(country.LongestFlash, country.ShortestFlash, 800);
            }
        );

    [Theory]
    [InlineData("us", 2000, 4000, 20)]
    [InlineData("de", 1000, 4000, 25)]
    [InlineData("fr", 1500, 3500, 25)]
    [InlineData("at", 1000, 5000, 25)]
    public void Countries_ring_as_E180_has_it(string code, int on, int off, int hertz)
    {
        Country country = Country.Find(code)!;
        Assert.Equal([on, off], country.Ring);
        Assert.Equal(hertz, country.RingHertz);
    }

    private static RingStepKind At(RingPlan plan, int milliseconds) =>
        plan.At(TimeSpan.FromMilliseconds(milliseconds), out _).Kind;

    private static string Steps(RingPlan plan, int count)
    {
        var steps = new List<string>();
        TimeSpan at = TimeSpan.Zero;
        for (int i = 0; i < count; i++)
        {
            RingStep step = plan.At(at, out TimeSpan ends);
            Assert.Equal(step, plan.At(ends - TimeSpan.FromTicks(1), out _));
            steps.Add($"{step.Kind} {ends.TotalMilliseconds}");
            at = ends;
        }

        return string.Join(", ", steps);
    }
}
