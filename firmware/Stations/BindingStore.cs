using Microsoft.Extensions.Logging;
using QX200.Runtime;
using QX200.Settings;

namespace QX200.Stations;

/// <summary>Keeps the registrations in DIR/state/bindings, so that telephones can be called right after a restart.</summary>
internal sealed class BindingStore
{
    private readonly Registrar _registrar;
    private readonly StateFile _file;
    private readonly StationsLog _log;

    public BindingStore(Registrar registrar, DiskQueue disk, SettingsFolder folder, ILogger log)
    {
        _registrar = registrar;
        _log = new StationsLog(log);
        _file = new StateFile(
            Path.Combine(folder.StateFolder, "bindings"),
            registrar.Loop,
            disk,
            () => BindingFile.Write(registrar.All, registrar.Loop.Clock),
            _log.NotKept
        );
    }

    /// <summary>At the start, before the loop runs: takes up what was kept, and keeps what comes.</summary>
    public void Start()
    {
        if (_file.Read() is { } bytes)
        {
            foreach (KeptBinding kept in BindingFile.Read(bytes))
            {
                TimeSpan remaining = kept.Expires - _registrar.Loop.Clock.GetUtcNow();
                _registrar.Restore(kept.Binding, Shortest(remaining));
            }

            _log.Restored(_registrar.Count);
        }

        _registrar.Changed += _file.Changed;
    }

    /// <summary>At a clean stop, before the disk thread's: what has changed is posted at once.</summary>
    public void Flush() => _file.Flush();

    // The box has no clock that runs without power: an end far away only shows that the time was set back.
    private static TimeSpan Shortest(TimeSpan remaining)
    {
        TimeSpan longest = TimeSpan.FromSeconds(AskedContacts.Longest);
        return remaining > longest ? longest : remaining;
    }
}
