using QX200.Update;
using QX200.Web.Api;
using Xunit;

namespace QX200.Tests.Web;

/// <summary>The sentences of the update page.</summary>
public sealed class UpdateNotesTests
{
    private static readonly SystemStanding s_system = new(
        new RunningSystem("qx200-arm64", "1.4.0", "abc1234"),
        "A",
        Proven: true,
        "",
        null,
        null
    );

    private static readonly UpdateMoment s_now = new(
        s_system,
        UpdateReport.None,
        null,
        0,
        0,
        TimeSpan.FromMinutes(10),
        TimeSpan.FromSeconds(60),
        null,
        false
    );

    [Fact]
    public void A_quiet_box_has_nothing_to_say_but_the_promise()
    {
        Assert.Empty(UpdateNotes.Of(s_now));
        Assert.EndsWith(
            "nobody is parked, 10:00 minutes at the most; calls that are left then are ended. Now: nobody is on the telephone.",
            UpdateNotes.Promise(s_now)
        );
    }

    [Theory]
    [InlineData(1, 0, "1 call")]
    [InlineData(1, 1, "1 call, which is parked")]
    [InlineData(3, 0, "3 calls")]
    [InlineData(3, 2, "3 calls, 2 of them parked")]
    public void Calls_that_the_restart_waits_for_are_counted(int calls, int parked, string words)
    {
        UpdateNote note = One(
            UpdatePhase.Installed,
            m => m with { Calls = calls, Parked = parked, Left = TimeSpan.FromSeconds(552.5) }
        );
        Assert.Equal("Version 1.5.0 is installed.", note.Title);
        Assert.Equal(
            $"The restart into it waits until nobody is on the telephone: {words}. In 9:12 minutes at the latest it comes all the same; calls that are left then are ended, and their records say \"stopped\".",
            note.Words
        );
    }

    [Fact]
    public void Without_calls_it_comes_at_once()
    {
        Assert.Contains("comes at once", One(UpdatePhase.Installed, static m => m).Words);
        Assert.Contains(
            "comes back by itself",
            One(UpdatePhase.Installed, static m => m with { Restarting = true }).Words
        );
    }

    [Fact]
    public void An_older_one_is_a_question_and_everything_else_that_is_refused_a_reason()
    {
        UpdateNote note = One(
            UpdatePhase.Refused,
            static m => m with { Report = m.Report with { Older = true, Version = "1.3.0" } }
        );
        Assert.Equal(
            "Version 1.3.0 is older than 1.4.0, which runs. Install it all the same?",
            note.Title
        );
        note = One(
            UpdatePhase.Refused,
            static m => m with { Report = m.Report with { Version = "" } }
        );
        Assert.Equal(("bad", "The bundle was refused."), (note.Kind, note.Title));
        Assert.Equal("A sentence. What runs is untouched.", note.Words);
    }

    [Fact]
    public void A_system_on_trial_says_what_it_has_to_do_and_what_ails_it()
    {
        SystemStanding trial = s_system with { Proven = false, Trial = "the lines have no power" };
        UpdateNote note = Assert.Single(UpdateNotes.Of(s_now with { System = trial }));
        Assert.Equal("Version 1.4.0 runs and is on trial.", note.Title);
        Assert.EndsWith(
            "for 60 s without a break; else the box goes back by itself. At the moment: the lines have no power.",
            note.Words
        );
        Assert.Equal(note, UpdateNotes.Outcome(trial, TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData("", "It did not start, or said nothing.")]
    [InlineData(
        "its own SIP port does not answer",
        "What ailed it: its own SIP port does not answer."
    )]
    public void A_box_that_has_gone_back_says_so_and_why(string why, string words)
    {
        SystemStanding back = s_system with { FellBack = new FallBack("1.5.0", why) };
        UpdateNote note = UpdateNotes.Outcome(back, TimeSpan.FromSeconds(60));
        Assert.Equal("Version 1.5.0 did not prove itself.", note.Title);
        Assert.StartsWith(words, note.Words, StringComparison.Ordinal);
        Assert.Equal(
            "Version 1.4.0 runs and has proven itself.",
            UpdateNotes.Outcome(s_system, TimeSpan.FromSeconds(60)).Title
        );
    }

    [Theory]
    [InlineData("", "looks the same. The box")]
    [InlineData("its own SIP port does not answer", "What ailed it: its own SIP port does")]
    public void One_that_had_proven_itself_failed_to_start_and_the_settings_stay(
        string why,
        string words
    )
    {
        SystemStanding back = s_system with { FellBack = new FallBack("1.5.0", why, true) };
        UpdateNote note = UpdateNotes.Outcome(back, TimeSpan.FromSeconds(60));
        Assert.Equal("Version 1.5.0 failed to start three times in a row.", note.Title);
        Assert.Contains(words, note.Words, StringComparison.Ordinal);
        Assert.EndsWith(
            "The box has gone back to version 1.4.0, and the settings are as they were. To have version 1.5.0 again, install it again.",
            note.Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_machine_without_two_systems_says_so_plainly() =>
        Assert.Equal(
            "This machine has no system to update.",
            Assert.Single(UpdateNotes.Of(s_now with { System = null })).Title
        );

    private static UpdateNote One(UpdatePhase phase, Func<UpdateMoment, UpdateMoment> with) =>
        Assert.Single(
            UpdateNotes.Of(
                with(s_now with { Report = new UpdateReport(phase, 40, "1.5.0", "a sentence") })
            )
        );
}
