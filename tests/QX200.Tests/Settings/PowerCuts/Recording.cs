using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings.PowerCuts;

/// <summary>A day of edits with the real store, on a flash that writes its steps down.</summary>
internal sealed class Recording : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SignalLoop _loop;
    private readonly List<string> _states = [];

    /// <param name="care">What stands between the store and its flash; null: nothing.</param>
    public Recording(Func<IFlash, IFlash>? care = null)
    {
        Flash = new PaperFlash();
        Folder = new SettingsFolder(Replay.Folder, care?.Invoke(Flash) ?? Flash);
        Assert.Null(Folder.MakeWhatIsMissing(out _));
        Folder.KeepGoodCopies();
        Before = new PaperFlash(Flash.Names, Flash.Contents);
        Flash.Steps.Clear();
        _loop = new SignalLoop(_clock, NullLogger.Instance);
        Store = new SettingsStore(
            Folder,
            Folder.Start(_clock.GetUtcNow()),
            _loop,
            static _ => { },
            NullLogger.Instance
        );
        _states.Add(Replay.Understood(Folder));
    }

    public PaperFlash Flash { get; }

    public SettingsFolder Folder { get; }

    public SettingsStore Store { get; }

    /// <summary>The flash with factory settings, before the first edit.</summary>
    public PaperFlash Before { get; }

    public IReadOnlyList<string> States => _states;

    public void Dispose()
    {
        Store.Dispose();
        _loop.Dispose();
    }

    /// <summary>An edit long after the last, which is written at once.</summary>
    public void Save(params SectionEdit[] sections)
    {
        _clock.Advance(SettingsStore.Gathering);
        Flash.Mark(Replay.Begun);
        EditResult result = Store.Apply(new SettingsEdit([.. sections]));
        Assert.Equal(EditOutcome.Saved, result.Outcome);
        Assert.True(result.OnFlash.IsCompletedSuccessfully);
        Flash.Mark(Replay.Saved);
        _states.Add(Replay.Understood(Folder));
    }

    /// <summary>Edits one right after the other: the first is written at once, the others together.</summary>
    public void SaveInARow(params SectionEdit[] edits)
    {
        Save(edits[0]);
        foreach (SectionEdit edit in edits[1..])
        {
            Assert.Equal(EditOutcome.Saved, Store.Apply(new SettingsEdit(edit)).Outcome);
        }

        Flash.Mark(Replay.Begun);
        _clock.Advance(SettingsStore.Gathering);
        Flash.Mark(Replay.Saved);
        _states.Add(Replay.Understood(Folder));
    }

    /// <summary>The files alone, without the good copies that are made afterwards.</summary>
    public void SaveFilesAlone(params SectionEdit[] sections)
    {
        SettingsFiles now = SettingsFiles.Read(Folder, before: null);
        EditPlan plan = EditPlan.Make(now.Documents, new SettingsEdit([.. sections]));
        Flash.Mark(Replay.Begun);
        Folder.Save(now.Differing(plan.Documents));
        Flash.Mark(Replay.Saved);
        _states.Add(Replay.Understood(Folder));
    }

    public static SectionEdit Change(string section, string key, string? value) =>
        new(section) { Keys = [new KeyEdit(key, value)] };

    public static SectionEdit Add(string section, params (string Key, string Value)[] keys) =>
        new(section)
        {
            Kind = EditKind.Add,
            Keys = [.. keys.Select(static k => new KeyEdit(k.Key, k.Value))],
        };

    /// <summary>What an office does to its settings, each way of saving and each file in it.</summary>
    public static Recording OfADay(Func<IFlash, IFlash>? care = null)
    {
        var day = new Recording(care);
        day.Save(Change("extension:77", "password", "4711"));
        day.Save(Change("extension:77", "retrieve-access", "PBX:1* Auto:+7*"));
        day.Save([
            .. Enumerable
                .Range(121, 8)
                .Select(static n =>
                    Add($"extension:{n}", ("type", "user"), ("secret", $"secret-of-{n}"))
                ),
        ]);
        day.Save(
            Add(
                "trunk:provider",
                ("server", "sip.example.net"),
                ("user", "74950001122"),
                ("incoming", "101")
            ),
            Add("route:1", ("pattern", "9*"), ("strip", "1"), ("trunk", "provider")),
            Change("extension:77", "push-back", "PBX:101")
        );
        day.Save(Change("park", "return-ring", "20s"), Change("sip", "guests", "yes"));
        day.SaveInARow([
            .. Enumerable
                .Range(0, 10)
                .Select(static i => Change("extension:101", "name", $"Name {i}")),
        ]);
        day.Save(new SectionEdit("extension:108") { RenameTo = "extension:208" });
        day.Save(new SectionEdit("extension:71") { Kind = EditKind.Delete });
        day.Save(
            Change("features", "call-park", "*55"),
            Change("extension:102", "name", "Лаборатория"),
            new SectionEdit("route:1") { Kind = EditKind.Delete }
        );
        day.Save(Change("extension:77", "push-back", null));
        for (int number = 72; number <= 79; number++)
        {
            day.Save(Change($"extension:{number}", "retrieve-timeout", $"{number}m"));
        }

        return day;
    }
}
