using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings.PowerCuts;

/// <summary>
/// A power cut at any moment of a save leaves the old settings or the new ones, whole; and a store that takes less care
/// than ours is found out by the same replay.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    [Fact]
    public void The_box_starts_with_the_old_or_the_new_settings_wherever_the_power_is_cut()
    {
        using Recording day = Recording.OfADay();
        var replay = new Replay(day.Before, day.States);

        Assert.Null(replay.Run(day.Flash.Steps));

        Console.WriteLine(
            $"Power cuts: {replay.Cuts} cut points over {day.States.Count - 1} saves, and {replay.SecondCuts} second cuts during the start after the first: always the old or the new settings, whole"
        );
        Assert.True(replay.Cuts >= 1000, $"only {replay.Cuts} cut points");
        Assert.True(replay.SecondCuts >= 100, $"only {replay.SecondCuts} second cuts");
    }

    [Theory]
    [InlineData(Carelessness.NoFileSync)]
    [InlineData(Carelessness.NoFolderSync)]
    [InlineData(Carelessness.InPlace)]
    public void A_careless_store_is_found_out(Carelessness how)
    {
        using Recording day = Recording.OfADay(flash => new CarelessFlash(flash, how));

        string? wrong = new Replay(day.Before, day.States).Run(day.Flash.Steps, twice: false);

        Assert.NotNull(wrong);
        output.WriteLine($"{how}: {wrong}");
    }

    [Fact]
    public void Leaving_out_any_one_sync_of_a_save_is_found_out()
    {
        using Recording day = FilesAlone();
        List<FlashStep> steps = day.Flash.Steps;
        int[] syncs =
        [
            .. Enumerable
                .Range(0, steps.Count)
                .Where(i => steps[i].Call is FlashCall.SyncFile or FlashCall.SyncFolder),
        ];

        string[] unnoticed =
        [
            .. syncs
                .Where(i => Finds(day, [.. steps[..i], .. steps[(i + 1)..]]) is null)
                .Select(i => $"{i}: {steps[i - 1]}, {steps[i]}"),
        ];

        Assert.Equal([], unnoticed);
        output.WriteLine($"{syncs.Length} syncs left out one by one, each found out");
    }

    [Fact]
    public void Swapping_two_steps_of_a_save_is_found_out_unless_they_do_not_depend_on_each_other()
    {
        using Recording day = FilesAlone();
        List<FlashStep> steps = day.Flash.Steps;
        string[] unnoticed =
        [
            .. Enumerable
                .Range(0, steps.Count - 1)
                .Where(i => steps[i].Call != FlashCall.Mark)
                .Where(i =>
                    Finds(day, [.. steps[..i], steps[i + 1], steps[i], .. steps[(i + 2)..]]) is null
                )
                .Select(i =>
                    $"save {steps[..i].Count(static s => s.Path == Replay.Begun)}: {steps[i]} / {steps[i + 1]}"
                ),
        ];

        Assert.Equal(
            [
                // Two files, neither of which is spoken of before both are safe.
                "save 2: SyncFile system.ini.new / Create extensions.ini.new",
                // Content and name have both to be safe before the promise, in whichever order.
                "save 2: SyncFile extensions.ini.new / SyncFolder box",
                // The promise says nothing before it has its name.
                "save 2: SyncFolder box / Create change-under-way.new",
                // A promise that is not whole has no good seal, and nobody was told yet that it was made.
                "save 2: SyncFile change-under-way.new / Rename change-under-way.new to change-under-way",
                // Once promised, the order does not matter.
                "save 2: Rename system.ini.new to system.ini / Rename extensions.ini.new to extensions.ini",
                // A promise that has been kept does no harm when it comes back.
                "save 2: SyncFolder box / Mark saved",
            ],
            unnoticed
        );
    }

    [Fact]
    public void A_factory_reset_is_whole_too()
    {
        using var day = new Recording();
        day.Save(
            Recording.Add("trunk:x", ("server", "a.example"), ("register", "no")),
            Recording.Change("sip", "guests", "yes")
        );
        SafeFile.Write(day.Flash, day.Folder.In("tokens"), "one\n"u8);
        SafeFile.Write(day.Flash, day.Folder.In("state/bindings"), "101\n"u8);
        var before = new PaperFlash(day.Flash.Names, day.Flash.Contents);
        day.Flash.Steps.Clear();
        FactoryReset.Replace(day.Folder);

        var cut = new CutFlash(before.Names, before.Contents);
        HashSet<string> found = [];
        foreach (FlashStep step in day.Flash.Steps)
        {
            cut.Do(step);
            foreach (PaperFlash flash in cut.Found())
            {
                SettingsStart start = new SettingsFolder(Replay.Folder, flash).Start(default);
                Assert.Null(start.Read.Failure);
                BoxSettings box = start.Read.Settings;
                found.Add(
                    $"{box.Trunks.Length} {box.System.Sip.Guests} {flash.FileExists("/box/tokens")} {flash.FileExists("/box/state/bindings")}"
                );
            }
        }

        Assert.Equal(["0 False False False", "1 True True True"], found.Order());
    }

    /// <summary>A save of one file, one of two, and one of one again, each of them followed by another.</summary>
    private static Recording FilesAlone()
    {
        var day = new Recording();
        day.SaveFilesAlone(Recording.Change("extension:77", "password", "4711"));
        day.SaveFilesAlone(
            Recording.Change("extension:77", "name", "Yard"),
            Recording.Change("features", "call-park", "*55")
        );
        day.SaveFilesAlone(Recording.Change("extension:77", "password", "1"));
        return day;
    }

    private static string? Finds(Recording day, List<FlashStep> steps) =>
        new Replay(day.Before, day.States).Run(steps, twice: false);
}
