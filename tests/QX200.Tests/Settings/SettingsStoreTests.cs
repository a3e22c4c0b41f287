using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class SettingsStoreTests : IDisposable
{
    private const string Extensions = """
        ; the office
        [extension:101]
        name = Anna
        ; do not change
        secret = abc

        [extension:77]
        type = park
        password = 12

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly SignalLoop _loop;
    private readonly SettingsStore _store;
    private readonly List<BoxSettings> _taken = [];

    public SettingsStoreTests()
    {
        _folder.Write("system.ini", "[park]\nreturn-ring = 7s\n");
        _folder.Write("extensions.ini", Extensions);
        _loop = new SignalLoop(_clock, NullLogger.Instance);
        var folder = new SettingsFolder(_folder.Path);
        _store = new SettingsStore(
            folder,
            folder.Start(_clock.GetUtcNow()),
            _loop,
            _taken.Add,
            NullLogger.Instance
        );
    }

    public void Dispose()
    {
        _store.Dispose();
        _loop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_save_is_on_flash_and_in_force_and_changes_one_line()
    {
        EditResult result = _store.Apply(Change("extension:77", ("password", "4711")));

        Assert.Equal(EditOutcome.Saved, result.Outcome);
        Assert.Null(await result.OnFlash);
        Assert.Equal(
            Extensions.Replace("password = 12", "password = 4711", StringComparison.Ordinal),
            _folder.Read("extensions.ini")
        );
        Assert.Equal(_folder.Read("extensions.ini"), _folder.Read("extensions.ini.good"));
        _loop.RunPending();
        Assert.Equal("4711", ((ParkExtensionSettings)Assert.Single(_taken).Extensions[0]).Password);
        Assert.Equal("4711", result.Sheet.Find("extension:77")!["password"]);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(_folder.In("extensions.ini"))
        );
    }

    [Fact]
    public async Task Saves_within_two_seconds_are_one_write_and_are_in_force_at_once()
    {
        _store.Apply(Change("extension:77", ("password", "1")));
        long before = _store.Writes;
        EditResult[] results =
        [
            .. Enumerable
                .Range(2, 20)
                .Select(i => _store.Apply(Change("extension:77", ("password", $"{i}")))),
        ];

        Assert.Equal(before, _store.Writes);
        Assert.All(results, static r => Assert.False(r.OnFlash.IsCompleted));
        Assert.Equal("21", ((ParkExtensionSettings)_store.InForce.Extensions[0]).Password);
        _clock.Advance(SettingsStore.Gathering);

        Assert.Equal(before + 2, _store.Writes);
        Assert.All(
            await Task.WhenAll(results.Select(static r => r.OnFlash)),
            static reason => Assert.Null(reason)
        );
        Assert.Contains("password = 21", _folder.Read("extensions.ini"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_the_same_is_not_written()
    {
        long before = _store.Writes;
        Assert.Equal(
            EditOutcome.Saved,
            _store.Apply(Change("extension:77", ("password", "12"))).Outcome
        );
        Assert.Equal(before, _store.Writes);
        _loop.RunPending();
        Assert.Empty(_taken);
    }

    [Fact]
    public void Whoever_edits_what_somebody_else_has_changed_is_told_and_nothing_is_overwritten()
    {
        string version = _store.Sheet.Find("extension:77")!.Version;
        SettingsEdit first = new(Based("extension:77", version, ("password", "1")));
        SettingsEdit second = new(Based("extension:77", version, ("name", "Mine")));
        SettingsEdit elsewhere = new(
            Based("extension:101", _store.Sheet.Find("extension:101")!.Version, ("name", "Berta"))
        );

        Assert.Equal(EditOutcome.Saved, _store.Apply(first).Outcome);
        EditResult refused = _store.Apply(second);

        Assert.Equal(EditOutcome.Conflict, refused.Outcome);
        Assert.Equal(["extension:77"], refused.Conflicts);
        Assert.Equal("1", refused.Sheet.Find("extension:77")!["password"]);
        Assert.Equal(EditOutcome.Saved, _store.Apply(elsewhere).Outcome);
    }

    [Fact]
    public void A_hand_edit_is_a_change_like_any_other_and_its_comments_stay()
    {
        string version = _store.Sheet.Find("extension:77")!.Version;
        _folder.Write(
            "extensions.ini",
            Extensions.Replace(
                "password = 12",
                "; by hand\npassword = 99",
                StringComparison.Ordinal
            )
        );

        EditResult stale = _store.Apply(new(Based("extension:77", version, ("password", "1"))));
        EditResult fresh = _store.Apply(Change("extension:77", ("name", "Yard")));

        Assert.Equal(EditOutcome.Conflict, stale.Outcome);
        Assert.Equal(EditOutcome.Saved, fresh.Outcome);
        Assert.EndsWith(
            "[extension:77]\ntype = park\n; by hand\npassword = 99\nname = Yard\n",
            _folder.Read("extensions.ini"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_hand_edit_while_a_save_waits_is_kept_and_so_is_the_save()
    {
        _store.Apply(Change("extension:101", ("name", "A")));
        EditResult other = _store.Apply(Change("extension:101", ("name", "B")));
        EditResult same = _store.Apply(Change("extension:77", ("password", "1")));
        _folder.Write(
            "extensions.ini",
            _folder
                .Read("extensions.ini")
                .Replace("password = 12", "password = 99", StringComparison.Ordinal)
        );
        _clock.Advance(SettingsStore.Gathering);

        Assert.Null(await other.OnFlash);
        Assert.StartsWith(
            "[extension:77] was changed by somebody else",
            await same.OnFlash,
            StringComparison.Ordinal
        );
        Assert.Contains("name = B\n", _folder.Read("extensions.ini"), StringComparison.Ordinal);
        Assert.Contains(
            "password = 99\n",
            _folder.Read("extensions.ini"),
            StringComparison.Ordinal
        );
        Assert.Single(_store.Notices);
    }

    [Fact]
    public void What_is_wrong_is_said_for_each_field_and_nothing_is_changed()
    {
        EditResult result = _store.Apply(
            new(
                new SectionEdit("extension:77")
                {
                    Keys =
                    [
                        new("password", "abc"),
                        new("retrieve-timeout", "1d"),
                        new("name", "x\ny"),
                    ],
                }
            )
        );
        Assert.Equal(EditOutcome.Refused, result.Outcome);
        Assert.Equal(
            [("extension:77", "name", "name: use one line, without line breaks")],
            result.Problems.Select(static p => (p.Section, p.Key, p.Advice))
        );

        result = _store.Apply(
            Change("extension:77", ("password", "abc"), ("retrieve-timeout", "1d"))
        );
        Assert.Equal(
            [
                ("password", "password: use digits only, at most 20, or leave it empty"),
                (
                    "retrieve-timeout",
                    "retrieve-timeout = 1d: use a time from 1s to 24h, a number with ms, s, m or h"
                ),
            ],
            result.Problems.Select(static p => (p.Key, p.Advice))
        );
        Assert.Equal(Extensions, _folder.Read("extensions.ini"));
    }

    [Fact]
    public void A_warning_does_not_refuse()
    {
        EditResult result = _store.Apply(Change("extension:101", ("secret", "")));
        Assert.Equal(EditOutcome.Saved, result.Outcome);
        Assert.Equal("secret", Assert.Single(result.Problems).Key);
    }

    [Fact]
    public void An_edit_of_several_files_is_all_or_nothing()
    {
        SettingsEdit edit = new(
            new SectionEdit("extension:102") { Kind = EditKind.Add, Keys = [new("secret", "x")] },
            new SectionEdit("trunk:provider")
            {
                Kind = EditKind.Add,
                Keys =
                [
                    new("server", "sip.example.net"),
                    new("register", "no"),
                    new("incoming", "102"),
                ],
            },
            new SectionEdit("features") { Keys = [new("call-park", "*6")] }
        );
        SettingsEdit wrong = new([
            .. edit.Sections.Take(2),
            new SectionEdit("features") { Keys = [new("call-park", "6")] },
        ]);

        Assert.Equal(EditOutcome.Refused, _store.Apply(wrong).Outcome);
        Assert.False(File.Exists(_folder.In("trunks.ini")));
        Assert.Equal(EditOutcome.Saved, _store.Apply(edit).Outcome);
        Assert.Equal("*6", _store.InForce.System.Features.CallPark);
        Assert.Equal("102", Assert.Single(_store.InForce.Trunks).Incoming);
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.Path),
            static f =>
                f.EndsWith(".new", StringComparison.Ordinal)
                || f.EndsWith(FolderChange.PromiseFile, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Extensions_are_renamed_swapped_and_deleted()
    {
        Assert.Equal(
            EditOutcome.Saved,
            _store
                .Apply(
                    new(
                        new SectionEdit("extension:101") { RenameTo = "extension:77" },
                        new SectionEdit("extension:77")
                        {
                            RenameTo = "extension:101",
                            Keys = [new("password", "5")],
                        }
                    )
                )
                .Outcome
        );
        Assert.Equal("Anna", _store.InForce.FindExtension("77")!.Name);
        Assert.Equal("5", ((ParkExtensionSettings)_store.InForce.FindExtension("101")!).Password);

        Assert.Equal(
            EditOutcome.Refused,
            _store
                .Apply(new(new SectionEdit("extension:77") { RenameTo = "extension:101" }))
                .Outcome
        );
        Assert.Equal(
            EditOutcome.Conflict,
            _store.Apply(new(new SectionEdit("extension:77") { Kind = EditKind.Add })).Outcome
        );
        Assert.Equal(
            EditOutcome.Saved,
            _store.Apply(new(new SectionEdit("extension:77") { Kind = EditKind.Delete })).Outcome
        );
        Assert.Equal(
            EditOutcome.Conflict,
            _store.Apply(new(new SectionEdit("extension:77") { Kind = EditKind.Delete })).Outcome
        );
    }

    [Fact]
    public void What_a_deletion_would_break_is_named()
    {
        _store.Apply(Change("extension:77", ("push-back", "PBX:101")));
        EditResult tried = _store.Try(
            new(new SectionEdit("extension:101") { Kind = EditKind.Delete })
        );
        Assert.Equal(EditOutcome.Refused, tried.Outcome);
        Assert.Equal("push-back", Assert.Single(tried.Problems).Key);
        Assert.NotNull(_store.Sheet.Find("extension:101"));
    }

    [Fact]
    public void Ports_are_written_and_wait_for_the_restart()
    {
        Assert.False(_store.RestartNeeded);
        _store.Apply(Change("sip", ("port", "5070")));
        Assert.True(_store.RestartNeeded);
        Assert.Equal(5060, _store.InForce.System.Sip.Port);
        Assert.Equal(
            "[park]\nreturn-ring = 7s\n\n[sip]\nport = 5070\n",
            _folder.Read("system.ini")
        );
    }

    [Fact]
    public void Whoever_asked_to_is_told_of_changes()
    {
        int told = 0;
        using (_store.Subscribe(() => told++))
        {
            _store.Apply(Change("sip", ("guests", "yes")));
            _folder.Write("system.ini", "");
            _store.LookAtDisk();
        }

        _store.Apply(Change("extension:101", ("name", "x")));
        Assert.Equal(2, told);
    }

    private static SettingsEdit Change(string section, params (string Key, string? Value)[] keys) =>
        new(Based(section, null, keys));

    private static SectionEdit Based(
        string section,
        string? version,
        params (string Key, string? Value)[] keys
    ) =>
        new(section)
        {
            BasedOn = version,
            Keys = [.. keys.Select(static k => new KeyEdit(k.Key, k.Value))],
        };
}
