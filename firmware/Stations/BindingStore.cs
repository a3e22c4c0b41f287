using Microsoft.Extensions.Logging;
using QX200.Runtime;
using QX200.Settings;

namespace QX200.Stations;

/// <summary>
/// Keeps the registrations in DIR/state/bindings, so that telephones can be called right after a restart. Written a
/// second after a change, on the disk thread.
/// </summary>
internal sealed class BindingStore
{
    private const int LargestFile = 8 << 20;
    private static readonly TimeSpan s_gather = TimeSpan.FromSeconds(1);

    private readonly Registrar _registrar;
    private readonly DiskQueue _disk;
    private readonly string _path;
    private readonly StationsLog _log;
    private TimerId _writing;

    public BindingStore(Registrar registrar, DiskQueue disk, SettingsFolder folder, ILogger log)
    {
        _registrar = registrar;
        _disk = disk;
        _path = Path.Combine(folder.StateFolder, "bindings");
        _log = new StationsLog(log);
    }

    /// <summary>At the start, before the loop runs: takes up what was kept, and keeps what comes.</summary>
    public void Start()
    {
        if (SafeFile.TryRead(_path, LargestFile, out byte[] bytes, out string reason))
        {
            foreach (KeptBinding kept in BindingFile.Read(bytes))
            {
                TimeSpan remaining = kept.Expires - _registrar.Loop.Clock.GetUtcNow();
                _registrar.Restore(kept.Binding, Shortest(remaining));
            }

            _log.Restored(_registrar.Count);
        }
        else if (reason.Length > 0)
        {
            _log.NotKept(reason);
        }

        _registrar.Changed += Changed;
    }

    /// <summary>At a clean stop, before the disk thread's: what has changed is posted at once.</summary>
    public void Flush()
    {
        if (_writing.IsSet)
        {
            _registrar.Loop.Timers.Cancel(ref _writing);
            Write();
        }
    }

    // The box has no clock that runs without power: an end far away only shows that the time was set back.
    private static TimeSpan Shortest(TimeSpan remaining)
    {
        TimeSpan longest = TimeSpan.FromSeconds(AskedContacts.Longest);
        return remaining > longest ? longest : remaining;
    }

    private void Changed()
    {
        if (!_writing.IsSet)
        {
            _writing = _registrar.Loop.Timers.Schedule(
                s_gather,
                static store => ((BindingStore)store!).Write(),
                this
            );
        }
    }

    private void Write()
    {
        _writing = default;
        byte[] bytes = BindingFile.Write(_registrar.All, _registrar.Loop.Clock);
        _disk.Post(
            static state =>
            {
                var (store, bytes) = ((BindingStore, byte[]))state!;
                store.WriteOnDisk(bytes);
            },
            (this, bytes)
        );
    }

    private void WriteOnDisk(byte[] bytes)
    {
        try
        {
            SafeFile.Write(_path, bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.NotKept(failure.Message);
        }
    }
}
