using System.Text;
using QX200.Settings;
using QX200.Tests.Settings.PowerCuts;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class KeptSettingsTests
{
    private const string Kept = "/kept";
    private const string OldSystem = "1.0.0 aaa";
    private const string NewSystem = "1.1.0 bbb";

    private readonly PaperFlash _flash = new();
    private string _extensions = "";

    [Fact]
    public void The_same_system_keeps_nothing_and_writes_once()
    {
        Write("extensions.ini", "old");
        Assert.Null(Start(OldSystem));
        _flash.Steps.Clear();
        Assert.Null(Start(OldSystem));
        Assert.Empty(_flash.Steps);
        Assert.Equal("old", Read("extensions.ini"));
    }

    [Fact]
    public void A_newer_system_goes_on_with_the_settings_and_the_older_ones_are_kept()
    {
        Write("extensions.ini", "old");
        Start(OldSystem);
        Assert.Equal($"settings of {OldSystem} are kept aside", Start(NewSystem, OldSystem));
        Assert.Equal("old", Read("extensions.ini"));
        Assert.Null(Start(NewSystem, OldSystem));
    }

    [Fact]
    public void A_box_that_falls_back_finds_what_its_older_system_left()
    {
        Write("extensions.ini", "old");
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        Write("extensions.ini", "migrated");
        Assert.Equal(
            $"{NewSystem} did not prove itself: back to the settings that {OldSystem} had",
            Start(OldSystem, OldSystem)
        );
        Assert.Equal("old", Read("extensions.ini"));
        Assert.Equal("migrated", Read("unproven/extensions.ini", Kept));
    }

    [Fact]
    public void What_the_older_system_did_not_have_is_gone_again()
    {
        Write("extensions.ini", "old");
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        Write("trunks.ini", "new");
        Write("trunks.ini.good", "new");
        Start(OldSystem, OldSystem);
        Assert.Null(Read("trunks.ini"));
        Assert.Null(Read("trunks.ini.good"));
    }

    [Fact]
    public void Settings_that_were_deleted_since_an_earlier_fall_back_stay_deleted()
    {
        Write("trunks.ini", "of the owner before");
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        Start(OldSystem, OldSystem);
        _flash.Delete(In("trunks.ini"));
        Start(NewSystem, OldSystem);
        Start(OldSystem, OldSystem);
        Assert.Null(Read("trunks.ini"));
        Assert.Null(Read("older/trunks.ini", Kept));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void A_stamp_that_was_left_empty_brings_no_old_settings_back(string stamp)
    {
        Write("extensions.ini", "old");
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        Start(OldSystem, OldSystem);
        Write("extensions.ini", "of today");
        Write("state/settings-of", stamp);
        Assert.Null(Start(OldSystem, OldSystem));
        Assert.Equal("of today", Read("extensions.ini"));
        Assert.Equal(OldSystem + "\n", Read("state/settings-of"));
    }

    [Fact]
    public void Who_goes_back_to_an_older_system_by_choice_keeps_what_was_set_since()
    {
        Write("extensions.ini", "old");
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        Write("extensions.ini", "set later");
        Start(OldSystem, OldSystem, NewSystem);
        Assert.Equal("set later", Read("extensions.ini"));
    }

    [Fact]
    public void Copies_do_not_pile_up()
    {
        Write("extensions.ini", "old");
        for (int i = 0; i < 10; i++)
        {
            Start($"1.{i}.0 x", $"1.{i}.0 x");
        }

        Assert.Equal(
            ["/kept/older/extensions.ini", "/kept/older/of"],
            _flash
                .Names.Keys.Where(static n => n.StartsWith(Kept, StringComparison.Ordinal))
                .Order()
        );
    }

    [Fact]
    public void A_full_flash_leaves_the_settings_whole_and_the_next_start_does_the_rest()
    {
        Write("extensions.ini", "old");
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        Write("extensions.ini", "migrated");
        for (int fails = 0; ; fails++)
        {
            int left = fails;
            _flash.Fault = step =>
                step.Call is FlashCall.Create or FlashCall.Write && left-- == 0
                    ? new IOException("no space")
                    : null;
            if (Throws(() => Start(OldSystem, OldSystem)))
            {
                Assert.Equal("migrated", Read("extensions.ini"));
                continue;
            }

            Assert.True(fails > 5, $"only {fails} writes");
            break;
        }

        Assert.Equal("old", Read("extensions.ini"));
    }

    [Fact]
    public void Wherever_the_power_is_cut_a_box_that_falls_back_has_the_old_settings_whole()
    {
        FillBox();
        Start(OldSystem, OldSystem);
        int cuts = EveryCut(
            () => Start(NewSystem, OldSystem),
            again =>
            {
                // The new system starts once more, makes its settings of them, and fails after all.
                again.Start(NewSystem, OldSystem);
                Assert.Equal(_extensions, again.Read("extensions.ini"));
                again.Write("extensions.ini", "[extension:1]\nmigrated\n");
                again.Start(OldSystem, OldSystem);
                Assert.Equal(_extensions, again.Read("extensions.ini"));
            }
        );
        Write("trunks.ini", "[trunk:new]\nserver = new.example\n");
        Write("extensions.ini", "[extension:101]\nname = migrated\n");
        cuts += EveryCut(
            () => Start(OldSystem, OldSystem),
            again =>
            {
                again.Start(OldSystem, OldSystem);
                Assert.Equal(_extensions, again.Read("extensions.ini"));
                Assert.Null(again.Read("trunks.ini"));
            }
        );
        Assert.True(cuts > 300, $"only {cuts} cuts");
    }

    [Fact]
    public void A_save_that_was_promised_before_the_cut_is_kept_and_not_overwritten()
    {
        FillBox();
        Start(OldSystem, OldSystem);
        Start(NewSystem, OldSystem);
        var save = new FolderChange(_flash, Replay.Folder);
        save.Write("extensions.ini", Encoding.UTF8.GetBytes("[extension:101]\nname = saved\n"));
        save.Write("system.ini", "[sip]\nport = 5062\n"u8);
        _flash.Fault = step =>
            step.Call == FlashCall.Rename && step.To.EndsWith(".ini", StringComparison.Ordinal)
                ? new IOException("cut")
                : null;
        Assert.True(Throws(save.Commit));
        _flash.Fault = static _ => null;
        Start("1.2.0 ccc", OldSystem, NewSystem);
        Assert.Equal("[extension:101]\nname = saved\n", Read("extensions.ini"));
        Assert.Equal("[extension:101]\nname = saved\n", Read("older/extensions.ini", Kept));
    }

    private KeptSettingsTests(PaperFlash found) =>
        _flash = new PaperFlash(found.Names, found.Contents);

    public KeptSettingsTests() { }

    private void FillBox()
    {
        Assert.Null(new SettingsFolder(Replay.Folder, _flash).MakeWhatIsMissing(out _));
        _extensions = Read("extensions.ini")!;
    }

    /// <summary>Cuts the power behind every step of something, and looks at every flash that may be found then.</summary>
    private int EveryCut(Action something, Action<KeptSettingsTests> look)
    {
        var cut = new CutFlash(
            new Dictionary<string, int>(_flash.Names),
            [.. _flash.Contents.Select(static c => c.ToArray())]
        );
        _flash.Steps.Clear();
        something();
        int cuts = 0;
        foreach (FlashStep step in _flash.Steps)
        {
            cut.Do(step);
            foreach (PaperFlash found in cut.Found())
            {
                look(new KeptSettingsTests(found));
                cuts++;
            }
        }

        return cuts;
    }

    /// <summary>What the start does, up to the reading of the settings.</summary>
    private string? Start(string system, params string[] proven)
    {
        var folder = new SettingsFolder(Replay.Folder, _flash);
        folder.Recover(default);
        return new KeptSettings(folder, Kept).Prepare(system, proven);
    }

    private static bool Throws(Action work)
    {
        try
        {
            work();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private void Write(string name, string content)
    {
        _flash.MakeFolder(Path.GetDirectoryName(In(name))!);
        SafeFile.Write(_flash, In(name), Encoding.UTF8.GetBytes(content));
    }

    private string? Read(string name, string folder = Replay.Folder) =>
        _flash.Content(Path.Combine(folder, name)) is { } content
            ? Encoding.UTF8.GetString(content)
            : null;

    private static string In(string name) => Path.Combine(Replay.Folder, name);
}
