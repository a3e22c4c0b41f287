using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class SettingsWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly SignalLoop _loop;
    private readonly SettingsStore _store;
    private readonly SettingsWatch _watch;
    private readonly List<BoxSettings> _taken = [];

    public SettingsWatchTests()
    {
        _loop = new SignalLoop(_clock, NullLogger.Instance);
        _folder.Write("system.ini", "[park]\nreturn-ring = 7s\n");
        _folder.Write("extensions.ini", "[extension:101]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);
        _store = new SettingsStore(
            folder,
            folder.Start(_clock.GetUtcNow()),
            _loop,
            _taken.Add,
            NullLogger.Instance
        );
        _watch = new SettingsWatch(folder, _store, _clock, NullLogger.Instance);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _store.Dispose();
        _loop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_change_is_read_once_the_files_are_quiet_and_taken_over_on_the_signal_thread()
    {
        _folder.Write(
            "extensions.ini",
            "[extension:101]\nsecret = x\n[extension:102]\nsecret = y\n"
        );
        _watch.Touched();
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        _watch.Touched();
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal(0, _loop.RunPending());

        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Empty(_taken);
        _loop.RunPending();

        Assert.Equal(["101", "102"], Assert.Single(_taken).Extensions.Select(static e => e.Number));
        Assert.Equal(TimeSpan.FromSeconds(7), _taken[0].System.Park.ReturnRing);
    }

    [Fact]
    public void A_touch_that_changes_nothing_is_nothing()
    {
        _folder.Write("extensions.ini", "[extension:101]\nsecret = x\n");
        Touch();
        Assert.Empty(_taken);
    }

    [Fact]
    public void A_bad_value_keeps_the_last_good_one_over_any_number_of_changes()
    {
        _folder.Write("system.ini", "[park]\nreturn-ring = 9s\n");
        Touch();
        _folder.Write("system.ini", "[park]\nreturn-ring = x\n");
        Touch();
        _folder.Write("system.ini", "[park]\nreturn-ring = y\n");
        Touch();
        Assert.Equal(
            [9, 9, 9],
            _taken.Select(static s => (int)s.System.Park.ReturnRing.TotalSeconds)
        );
    }

    [Fact]
    public void A_broken_file_leaves_its_settings_in_force_while_the_others_change()
    {
        _folder.Write("extensions.ini", "????\0");
        _folder.Write("system.ini", "[park]\nreturn-ring = 8s\n");
        Touch();
        Assert.Equal(["101"], Assert.Single(_taken).Extensions.Select(static e => e.Number));
        Assert.Equal(8, _taken[0].System.Park.ReturnRing.TotalSeconds);
    }

    [Fact]
    public void Ports_stay_until_a_restart()
    {
        _folder.Write("system.ini", "[sip]\nport = 5099\nguests = yes\n");
        Touch();
        Assert.Equal(
            (5060, true),
            (Assert.Single(_taken).System.Sip.Port, _taken[0].System.Sip.Guests)
        );
    }

    [Fact]
    public void An_editor_that_renames_is_seen_by_the_real_watch()
    {
        using var quiet = new ManualResetEventSlim();
        using var loop = new SignalLoop(TimeProvider.System, NullLogger.Instance);
        var folder = new SettingsFolder(_folder.Path);
        using var store = new SettingsStore(
            folder,
            folder.Start(_clock.GetUtcNow()),
            loop,
            _ => quiet.Set(),
            NullLogger.Instance
        );
        using var watch = new SettingsWatch(
            folder,
            store,
            TimeProvider.System,
            NullLogger.Instance
        );
        watch.Start();

        _folder.Write("extensions.ini~", "[extension:102]\nsecret = x\n");
        File.Move(_folder.In("extensions.ini"), _folder.In("extensions.old"));
        File.Move(_folder.In("extensions.ini~"), _folder.In("extensions.ini"));

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var signal = new Thread(() => loop.Run(stop.Token));
        signal.Start();
        bool seen = quiet.Wait(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        stop.Cancel();
        signal.Join();
        Assert.True(seen);
    }

    private void Touch()
    {
        _watch.Touched();
        _clock.Advance(SettingsWatch.Quiet);
        _loop.RunPending();
    }
}
