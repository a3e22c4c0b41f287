using Microsoft.Extensions.Logging;

namespace QX200.Settings;

/// <summary>
/// Sees changes of the settings files on disk, however an editor makes them, and has the store look at them once they
/// have been quiet for a moment.
/// </summary>
/// <remarks>Works on pool threads.</remarks>
internal sealed class SettingsWatch : IDisposable
{
    /// <summary>Editors write in several steps; what counts is what stands there after the last.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private readonly SettingsFolder _folder;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly ITimer _look;
    private readonly List<FileSystemWatcher> _watchers = [];

    public SettingsWatch(
        SettingsFolder folder,
        SettingsStore store,
        TimeProvider clock,
        ILogger log
    )
    {
        _folder = folder;
        _log = log;
        _timer = Timer(store, clock);
        _look = Timer(store, clock);
    }

    /// <summary>
    /// Begins to watch. Where the system gives no watch (its number is limited), the files are looked at every 5 s.
    /// </summary>
    public void Start()
    {
        try
        {
            Watch(_folder.Path, "*.ini");
            if (Directory.Exists(_folder.MusicFolder))
            {
                Watch(_folder.MusicFolder, "*");
            }
        }
        catch (IOException failure)
        {
            SettingsLog.NoWatch(_log, failure.Message);
            _look.Change(s_look, s_look);
        }
    }

    /// <summary>Any thread: something has touched the files; they are read when they have been quiet.</summary>
    public void Touched() => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _watchers.ForEach(static w => w.Dispose());
        _timer.Dispose();
        _look.Dispose();
    }

    private void Watch(string folder, string filter)
    {
        var watcher = new FileSystemWatcher(folder, filter)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        _watchers.Add(watcher);
        watcher.Created += (_, _) => Touched();
        watcher.Changed += (_, _) => Touched();
        watcher.Deleted += (_, _) => Touched();
        watcher.Renamed += (_, _) => Touched();
        watcher.Error += (_, _) => Touched();
        watcher.EnableRaisingEvents = true;
    }

    private static ITimer Timer(SettingsStore store, TimeProvider clock) =>
        clock.CreateTimer(
            static store => ((SettingsStore)store!).LookAtDisk(),
            store,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
}
