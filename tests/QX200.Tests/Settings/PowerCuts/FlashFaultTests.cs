using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings.PowerCuts;

/// <summary>A full, read-only or faulty flash: whoever saves is told so in words, and nothing has changed.</summary>
public sealed class FlashFaultTests
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int InputOutput = 5;

    private static readonly SectionEdit[] s_one =
    [
        Recording.Change("extension:77", "password", "4711"),
    ];
    private static readonly SectionEdit[] s_two =
    [
        .. s_one,
        Recording.Change("features", "call-park", "*55"),
    ];

    [Theory]
    [InlineData(NoSpace, "nothing was changed: the flash is full: delete old music or records")]
    [InlineData(
        ReadOnly,
        "nothing was changed: the flash can only be read, as after a fault: restart the box, and if that does not help it needs a new flash"
    )]
    [InlineData(
        InputOutput,
        "nothing was changed: the flash reports a fault (input/output error): make a backup now, it needs a new flash"
    )]
    public void Each_fault_at_each_step_is_told_and_changes_nothing(int error, string sentence)
    {
        foreach (SectionEdit[] edit in (SectionEdit[][])[s_one, s_two])
        {
            for (int at = 0; at < StepsOfASave(edit); at++)
            {
                using var day = new Recording();
                int step = 0;
                day.Flash.Fault = _ => step++ == at ? new IOException("fault", error) : null;

                EditResult result = day.Store.Apply(new SettingsEdit([.. edit]));

                Assert.Equal(EditOutcome.NotWritten, result.Outcome);
                Assert.Equal(sentence, result.Reason);
                Assert.Equal(day.States[0], Replay.Understood(day.Folder));
                Assert.Equal(
                    day.States[0],
                    Replay.Understood(
                        new SettingsFolder(
                            Replay.Folder,
                            new PaperFlash(day.Flash.Names, day.Flash.Contents)
                        )
                    )
                );
                Assert.Equal(
                    "",
                    ((ParkExtensionSettings)day.Store.InForce.FindExtension("77")!).Password
                );
                Assert.Equal("*5", day.Store.InForce.System.Features.CallPark);

                day.Flash.Fault = static _ => null;
                day.Save(edit);
                Assert.Equal(
                    "4711",
                    ((ParkExtensionSettings)day.Store.InForce.FindExtension("77")!).Password
                );
            }
        }
    }

    [Theory]
    [InlineData(NoSpace, FlashCall.Write)]
    [InlineData(ReadOnly, FlashCall.Create)]
    [InlineData(InputOutput, FlashCall.SyncFile)]
    public void A_fault_that_stays_is_told_each_time_and_changes_nothing(int error, object call)
    {
        using var day = new Recording();
        day.Flash.Fault = s => s.Call == (FlashCall)call ? new IOException("fault", error) : null;
        foreach (SectionEdit[] edit in (SectionEdit[][])[s_one, s_two, s_one])
        {
            Assert.Equal(
                EditOutcome.NotWritten,
                day.Store.Apply(new SettingsEdit([.. edit])).Outcome
            );
            Assert.Equal(day.States[0], Replay.Understood(day.Folder));
            Assert.DoesNotContain(
                day.Flash.Names.Keys,
                static n => n.EndsWith(SafeFile.Aside, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void When_the_flash_takes_a_change_but_can_not_say_that_it_is_safe_that_is_said()
    {
        using var day = new Recording();
        bool renamed = false;
        day.Flash.Fault = s =>
        {
            renamed |= s.Call == FlashCall.SyncFolder;
            return renamed ? new IOException("fault", InputOutput) : null;
        };

        EditResult result = day.Store.Apply(new SettingsEdit([.. s_one]));

        Assert.Equal(EditOutcome.NotWritten, result.Outcome);
        Assert.StartsWith(
            "the change is in force, but it may be lost: the flash reports a fault",
            result.Reason,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "4711",
            ((ParkExtensionSettings)day.Store.InForce.FindExtension("77")!).Password
        );
        Assert.NotEqual(day.States[0], Replay.Understood(day.Folder));
    }

    [Fact]
    public async Task Saves_that_waited_are_taken_back_when_the_flash_does_not_take_them()
    {
        using var day = new Recording();
        day.Save(s_one);
        EditResult waiting = day.Store.Apply(
            new SettingsEdit(Recording.Change("extension:77", "password", "2"))
        );
        Assert.Equal("2", ((ParkExtensionSettings)day.Store.InForce.FindExtension("77")!).Password);
        day.Flash.Fault = static _ => new IOException("fault", NoSpace);

        day.Store.Flush();

        Assert.Equal(
            "nothing was changed: the flash is full: delete old music or records",
            await waiting.OnFlash
        );
        Assert.Equal(
            "4711",
            ((ParkExtensionSettings)day.Store.InForce.FindExtension("77")!).Password
        );
        Assert.Single(day.Store.Notices);
        day.Flash.Fault = static _ => null;
    }

    [Fact]
    public void A_box_whose_flash_can_only_be_read_starts_all_the_same()
    {
        using Recording day = Recording.OfADay();
        foreach (bool underWay in (bool[])[false, true])
        {
            if (underWay)
            {
                // The power goes when the promise is made and nothing of it is kept yet.
                day.Flash.Fault = static s =>
                    s.Call == FlashCall.Rename && s.To.EndsWith(".ini", StringComparison.Ordinal)
                        ? throw new OperationCanceledException()
                        : null;
                Assert.Throws<OperationCanceledException>(() =>
                    day.Save(
                        Recording.Change("extension:77", "password", "1"),
                        Recording.Change("features", "call-park", "*5")
                    )
                );
            }

            var flash = new PaperFlash(day.Flash.Names, day.Flash.Contents);
            flash.MakeFolder($"{Replay.Folder}/music");
            flash.MakeFolder($"{Replay.Folder}/state");
            flash.Fault = static _ => new IOException("fault", ReadOnly);
            var folder = new SettingsFolder(Replay.Folder, flash);
            Assert.Null(folder.MakeWhatIsMissing(out _));
            SettingsStart start = folder.Start(DateTimeOffset.UnixEpoch);
            Assert.Null(start.Read.Failure);
            Assert.Equal(
                underWay ? "1" : "4711",
                ((ParkExtensionSettings)start.Read.Settings.FindExtension("77")!).Password
            );
        }

        day.Flash.Fault = static _ => null;
    }

    private static int StepsOfASave(SectionEdit[] edit)
    {
        using var day = new Recording();
        day.SaveFilesAlone(edit);
        return day.Flash.Steps.Count(static s => s.Call != FlashCall.Mark);
    }
}
