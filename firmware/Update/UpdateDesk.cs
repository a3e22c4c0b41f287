namespace QX200.Update;

/// <summary>
/// The front door of Update for pages and programs: what runs, how an update stands, uploads, the restart, the technician's
/// key. Any thread.
/// </summary>
/// <param name="places">Where the image keeps these things.</param>
/// <param name="run">Where wishes are left for the units that have the rights.</param>
internal sealed class UpdateDesk(UpdatePlaces places, RunFolder run, TimeProvider clock)
{
    private readonly UpdateProgress _progress = new(() => UpdateReport.Read(places), clock);

    public BundleUpload Upload { get; init; } = new(places.Uploads);

    public TechnicianDoor Technician { get; } = new(places, run);

    /// <summary>Waits with the restart; null before calls are taken.</summary>
    public RestartRun? Restart { get; set; }

    public UpdateReport Progress => _progress.Now;

    public SystemStanding? Standing => SystemStanding.Read(places, run.LastVerdict());

    /// <summary>Null where this is not the appliance.</summary>
    public static UpdateDesk? OfAppliance(RunFolder? run, TimeProvider clock)
    {
        var places = UpdatePlaces.FromEnvironment();
        return
            run is not null
            && SystemFacts.Slot(places).Length > 0
            && Directory.Exists(places.Uploads)
            ? new UpdateDesk(places, run, clock)
            : null;
    }

    /// <summary>Takes a bundle and has it installed.</summary>
    /// <param name="length">In bytes, as announced; null where nothing was.</param>
    /// <param name="force">An older version too.</param>
    /// <returns>Null when it lies there and is going to be looked at.</returns>
    public async Task<UploadRefusal?> Take(
        Stream body,
        long? length,
        bool force,
        CancellationToken cancel
    ) => UnderWay() ?? await Upload.Take(body, length, cancel) ?? UnderWay() ?? Ask(force);

    /// <summary>Has the bundle that was refused for its age installed all the same.</summary>
    public UploadRefusal? InstallOlder() =>
        UnderWay()
        ?? (
            Progress.Older && File.Exists(Upload.File)
                ? Ask(force: true)
                : new UploadRefusal(
                    UploadFault.NoBundle,
                    "the bundle is not here any more: upload it again"
                )
        );

    /// <summary>Starts what was installed, whoever is on the telephone.</summary>
    public UploadRefusal? RestartNow() =>
        Progress.Phase != UpdatePhase.Installed
            ? new UploadRefusal(UploadFault.Busy, "no update waits for a restart")
        : run.AskRestart() ? null
        : s_noInstaller;

    private static readonly UploadRefusal s_noInstaller = new(
        UploadFault.NoInstaller,
        "the installer can't be reached: switch the box off and on"
    );

    private UploadRefusal? UnderWay()
    {
        UpdateReport now = Progress;
        string? what = now.Phase switch
        {
            UpdatePhase.Checking => "a bundle is just being looked at",
            UpdatePhase.Writing => $"version {now.Version} is just being written",
            UpdatePhase.Installed =>
                $"version {now.Version} is installed and waits for the restart",
            _ => null,
        };
        return what is null
            ? null
            : new UploadRefusal(UploadFault.Busy, $"{what}: wait until that is done");
    }

    private UploadRefusal? Ask(bool force)
    {
        _progress.WasAsked();
        return run.AskUpdate(force) ? null : s_noInstaller;
    }
}
