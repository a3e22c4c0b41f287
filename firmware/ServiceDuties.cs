using Microsoft.Extensions.Logging;
using QX200.Media.Engine;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Status;
using QX200.Update;

namespace QX200;

/// <summary>
/// What the program owes the system around it on the appliance: notices and signs of life for systemd, the ports for the
/// wall, the verdict on a system on trial, the restart into a new one. On any other machine it does nothing.
/// </summary>
internal sealed class ServiceDuties : IDisposable
{
    private readonly ServiceNotices _notices = ServiceNotices.FromEnvironment();
    private readonly RunFolder? _run = RunFolder.FromEnvironment();
    private readonly CancellationTokenSource _stop = new();
    private readonly SignalLoop _loop;
    private readonly SipStack _sip;
    private readonly MediaEngine _media;
    private readonly ILogger _log;
    private long _ticksSeen = -1;
    private volatile bool _offered;

    public ServiceDuties(SignalLoop loop, SipStack sip, MediaEngine media, ILoggerFactory log)
    {
        _loop = loop;
        _sip = sip;
        _media = media;
        _log = log.CreateLogger<ServiceDuties>();
        Desk = UpdateDesk.OfAppliance(_run, TimeProvider.System);
    }

    /// <summary>Updates over the network; null where this is not the appliance.</summary>
    public UpdateDesk? Desk { get; }

    /// <summary>The pool: how an update stands, each time that it is looked at.</summary>
    public Action<UpdateReport> UpdateSeen { get; init; } = static _ => { };

    /// <summary>Whether the system has the pins and the voice of every telephone line.</summary>
    public Func<bool> LinesInService { get; init; } = static () => true;

    /// <summary>Before the settings are read: keeps a copy of another system's, or goes back to this one's.</summary>
    public static void KeepSettings(SettingsFolder folder, ILoggerFactory log)
    {
        string? version = Environment.GetEnvironmentVariable("VERSION_ID");
        string? build = Environment.GetEnvironmentVariable("BUILD_ID");
        if (RunFolder.FromEnvironment() is null || version is null || build is null)
        {
            return;
        }

        try
        {
            var places = UpdatePlaces.FromEnvironment();
            string[] proven = UpdatePlaces.Lines(places.Proven);
            var kept = new KeptSettings(folder, places.KeptSettings);
            if (kept.Prepare($"{version} {build}", proven) is { } done)
            {
                ApplianceLog.KeptSettings(log.CreateLogger<ServiceDuties>(), done);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ApplianceLog.NotKept(log.CreateLogger<ServiceDuties>(), FlashFault.InWords(fault));
        }
    }

    /// <summary>Calls are taken from now on.</summary>
    /// <param name="settings">As they are at any time.</param>
    public void Begin(Func<BoxSettings> settings, StatusBoard status)
    {
        _notices.Ready($"taking calls on {_sip.LocalEndPoint}");
        if (_notices.SignOfLifeEvery is { } every)
        {
            _loop.Post(_ => ShowLife(every), null);
        }

        if (_run is null)
        {
            return;
        }

        SystemSettings system = settings().System;
        _run.Serve(Served(system));
        _run.TrialLasts(system.Update.Trial);
        var terms = new TrialTerms(system.Update.Trial, system.Update.LateTicks);
        var trial = new TrialRun(_run, terms, Look, TimeProvider.System, _log);
        var restart = new RestartRun(
            LookAtUpdate,
            () => status.Current.Calls.Length,
            () => settings().System.Update.Wait,
            _run.AskRestart,
            TimeProvider.System,
            _log
        );
        if (Desk is not null)
        {
            Desk.Restart = restart;
        }

        _ = Task.Run(() => trial.Run(_stop.Token));
        _ = Task.Run(() => restart.Run(_stop.Token));
    }

    /// <summary>Calls are being ended.</summary>
    public void Stopping()
    {
        _stop.Cancel();
        _notices.Stopping();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _notices.Dispose();
    }

    /// <summary>Every port that somebody from outside may come to.</summary>
    public static IEnumerable<ServedPorts> Served(SystemSettings system) =>
        [
            new("udp", system.Sip.Port, system.Sip.Port),
            new("tcp", system.Sip.Port, system.Sip.Port),
            new("tcp", system.Sip.TlsPort, system.Sip.TlsPort),
            new("udp", system.Media.PortMin, system.Media.PortMax),
            new("tcp", system.Web.Port, system.Web.Port),
            new("tcp", system.Web.TlsPort, system.Web.TlsPort),
        ];

    /// <summary>The button was pressed. Any thread; waits for nothing.</summary>
    /// <returns>Whether that meant the bundle that a stick has brought.</returns>
    public bool AcceptOffer()
    {
        if (_run is not { } run || !_offered)
        {
            return false;
        }

        _offered = false;
        _ = Task.Run(run.AcceptOffer);
        return true;
    }

    private UpdateReport LookAtUpdate()
    {
        UpdateReport now = Desk?.Progress ?? UpdateReport.None;
        _offered = now.Phase == UpdatePhase.Offered;
        UpdateSeen(now);
        return now;
    }

    // Signal thread: it lives if this runs, and the sound thread if its ticks go on.
    private void ShowLife(TimeSpan every)
    {
        long ticks = _media.Counters.Ticks;
        if (ticks != _ticksSeen)
        {
            _notices.Alive();
        }

        _ticksSeen = ticks;
        _loop.Timers.Schedule(every, _ => ShowLife(every), null);
    }

    private async Task<TrialLook> Look(CancellationToken cancel)
    {
        bool answers = await SipEcho.Answers(_sip.LocalEndPoint, TimeSpan.FromSeconds(2), cancel);
        MediaCounters media = _media.Counters;
        return new TrialLook(
            default,
            answers,
            LinesInService(),
            media.Ticks + media.SkippedTicks,
            media.LateTicks + media.SkippedTicks
        );
    }
}
