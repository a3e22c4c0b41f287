using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using QX200.Runtime;

namespace QX200.Settings;

/// <summary>
/// Sees changes of the settings files on disk, however an editor makes them, reads them once they have been quiet for a
/// moment, and hands the new settings to the signal thread. Addresses and ports stay as they are until a restart.
/// </summary>
/// <remarks>Works on pool threads, one reading at a time; only <c>changed</c> runs on the signal thread.</remarks>
internal sealed class SettingsWatch : IDisposable
{
    /// <summary>Editors write in several steps; what counts is what stands there after the last.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private readonly SettingsFolder _folder;
    private readonly SignalLoop _loop;
    private readonly Action<BoxSettings> _changed;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly ITimer _look;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Lock _reading = new();
    private BoxSettings _inForce;
    private string _fingerprint;

    /// <param name="inForce">What <see cref="SettingsFolder.ReadForStart"/> gave.</param>
    /// <param name="changed">Takes each new settings over; called on the signal thread.</param>
    public SettingsWatch(
        SettingsFolder folder,
        BoxSettings inForce,
        SignalLoop loop,
        Action<BoxSettings> changed,
        ILogger log
    )
    {
        _folder = folder;
        _inForce = inForce;
        _loop = loop;
        _changed = changed;
        _log = log;
        _fingerprint = folder.Fingerprint();
        _timer = loop.Clock.CreateTimer(
            static watch => ((SettingsWatch)watch!).ReadIfChanged(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _look = loop.Clock.CreateTimer(
            static watch => ((SettingsWatch)watch!).ReadIfChanged(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
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

    private void ReadIfChanged()
    {
        lock (_reading)
        {
            string fingerprint = _folder.Fingerprint();
            if (fingerprint == _fingerprint)
            {
                return;
            }

            _fingerprint = fingerprint;
            SettingsRead read = _folder.Read(_inForce);
            SettingsLog.Problems(_log, read.Problems);
            BoxSettings settings = read.Settings.WithAddressesOf(_inForce);
            if (settings.System != read.Settings.System)
            {
                SettingsLog.RestartNeeded(_log);
            }

            _inForce = settings;
            KeepGoodCopies();
            SettingsLog.Changed(_log, settings.Extensions.Length);
            _loop.Post(
                static state =>
                {
                    var (watch, next) = ((SettingsWatch, BoxSettings))state!;
                    watch._changed(next);
                },
                (this, settings)
            );
        }
    }

    private void KeepGoodCopies()
    {
        try
        {
            _folder.KeepGoodCopies();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            SettingsLog.NoGoodCopy(_log, failure.Message);
        }
    }
}
