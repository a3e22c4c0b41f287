namespace QX200.Update;

/// <summary>
/// <c>qx200 update</c>, on the box's own console and for the units that install what the page or a stick brings. One order
/// at a time, and none while an installed system waits for its restart: what is told of that stays told.
/// </summary>
internal sealed class UpdateVerb(UpdatePlaces places, TextWriter output, TextWriter error)
{
    /// <summary>How long an order waits for one that looks at a stick; less than the page waits for its first word.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // One for each run of the installer.
    private readonly long _run = Environment.TickCount64;

    /// <summary>Runs RAUC.</summary>
    public Func<IReadOnlyList<string>, Action<string>, ProgramResult> Installer { get; init; } =
        Rauc.Run;

    /// <summary>Unmounts a bundle that was looked at.</summary>
    public Action<string> Unmount { get; init; } =
        static place => Rauc.Run("umount", [place], static _ => { });

    /// <summary>What a stick has brought.</summary>
    public StickOffer Offer { get; init; } = new(places.Offer);

    /// <summary>Lets time pass while another order is carried out.</summary>
    public Action<TimeSpan> Pause { get; init; } = Thread.Sleep;

    /// <summary>Installs a bundle, and says how it went.</summary>
    /// <returns>The exit code: 0 when it is installed.</returns>
    public int Run(string bundle, bool force) =>
        Alone(s_patience, box => Install(box, bundle, force));

    /// <summary>Installs what was uploaded or what the stick brought, as the program asked for.</summary>
    public int RunAsked()
    {
        string wish = string.Concat(UpdatePlaces.Lines(places.Wish)).Trim();
        Discard(places.Wish);
        return wish switch
        {
            RunFolder.Offer => Alone(s_patience, InstallOffer),
            RunFolder.Install or RunFolder.Force => Alone(
                s_patience,
                box => InstallUpload(box, wish == RunFolder.Force)
            ),
            // Woken by nothing: the wish was taken before.
            _ => 0,
        };
    }

    /// <summary>Looks at a bundle on a stick and offers it: the button says yes.</summary>
    public int RunOffer(string bundle) => Alone(TimeSpan.Zero, box => OfferIt(box, bundle));

    /// <summary>Does what is asked if nobody else is at it; whatever goes wrong ends as a sentence.</summary>
    private int Alone(TimeSpan patience, Func<RunningSystem, int> order)
    {
        try
        {
            if (SystemFacts.Read(places) is not { } box)
            {
                return Fail(
                    "this is not the appliance: a system is only updated where it has two slots"
                );
            }

            Directory.CreateDirectory(Path.GetDirectoryName(places.Lock)!);
            using IDisposable? alone = UpdateLock.Take(places.Lock, patience, Pause);
            return alone is null
                    ? Fail("another update is under way: nothing was done; wait until it has ended")
                : UpdateReport.Read(places) is { Phase: UpdatePhase.Installed } waits
                    ? Fail(
                        $"version {waits.Version} is installed and waits for the restart: nothing was done; update again after it"
                    )
                : Guarded(box, order);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail($"the update can't begin: {fault.Message.TrimEnd('.')}");
        }
    }

    private int Guarded(RunningSystem box, Func<RunningSystem, int> order)
    {
        try
        {
            return order(box);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(
                new UpdateReport(
                    UpdatePhase.Refused,
                    0,
                    UpdateReport.Read(places).Version,
                    $"the update could not go on: {fault.Message.TrimEnd('.')}"
                )
            );
        }
    }

    private int Install(RunningSystem box, string bundle, bool force)
    {
        string told = "";
        UpdateReport end = Make(
                box,
                report =>
                {
                    Publish(report);
                    string line = $"{report.Phase}: {report.Percent} % {report.Sentence}";
                    if (report.Percent % 20 == 0 && line != told)
                    {
                        Say(output, line);
                        told = line;
                    }
                }
            )
            .Install(bundle, force);
        return end.Phase == UpdatePhase.Installed ? 0 : Fail(end.Sentence);
    }

    private int InstallUpload(RunningSystem box, bool force)
    {
        string uploaded = Path.Combine(places.Uploads, BundleUpload.FileName);
        int code = Install(box, uploaded, force);
        // An older one is kept for who says that he wants it all the same; nothing else is of use any more.
        if (!UpdateReport.Read(places).Older)
        {
            Discard(uploaded);
        }

        return code;
    }

    private int InstallOffer(RunningSystem box)
    {
        try
        {
            return Install(box, places.Offer, force: false);
        }
        finally
        {
            Offer.Withdraw();
        }
    }

    private int OfferIt(RunningSystem box, string bundle)
    {
        UpdateReport look = Make(box, static _ => { })
            .Look(bundle, force: false, out BundleManifest manifest);
        if (look.Phase == UpdatePhase.Refused)
        {
            Offer.Withdraw();
            return Refuse(look.Older ? OlderOnStick(manifest, box, look) : look);
        }

        // As after an update with the stick still in: it would be offered at each start.
        if (UpdateRules.Runs(manifest, box))
        {
            Offer.Withdraw();
            if (UpdateReport.Read(places).Phase == UpdatePhase.Offered)
            {
                Publish(UpdateReport.None);
            }

            Say(output, $"version {box} is what runs: the stick has nothing newer");
            return 0;
        }

        if (Offer.Copy(bundle) is { } why)
        {
            return Refuse(new UpdateReport(UpdatePhase.Refused, 0, manifest.Version, why));
        }

        var offer = new UpdateReport(
            UpdatePhase.Offered,
            0,
            manifest.Version,
            $"version {manifest.Version} is on the stick: press the button to install it"
        )
        {
            Checks = look.Checks,
        };
        Publish(offer);
        Say(output, offer.Sentence);
        return 0;
    }

    // Nobody can say "all the same" to a stick.
    private static UpdateReport OlderOnStick(
        BundleManifest bundle,
        RunningSystem box,
        UpdateReport look
    ) =>
        look with
        {
            Older = false,
            Sentence =
                $"the stick has version {bundle.Version} and {box.Version} runs: to go back to an older one all the same, upload it at the box's page",
        };

    private Installation Make(RunningSystem box, Action<UpdateReport> tell) =>
        new(box, Installer, tell)
        {
            Mounted = places.Mounted,
            Room = new SlotRoom(places),
            Record = new SlotRecord(places),
            Unmount = Unmount,
        };

    private int Refuse(UpdateReport why)
    {
        Publish(why);
        return Fail(why.Sentence);
    }

    private int Fail(string sentence)
    {
        Say(error, $"qx200: {sentence}");
        return 1;
    }

    private void Publish(UpdateReport report)
    {
        try
        {
            File.WriteAllText(places.Report + ".new", (report with { Run = _run }).ToJson());
            File.Move(places.Report + ".new", places.Report, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Only the page is blind then; the installation goes on.
        }
    }

    // A terminal that is gone is no reason to leave a slot half written.
    private static void Say(TextWriter to, string line)
    {
        try
        {
            to.WriteLine(line);
        }
        catch (IOException)
        {
            return;
        }
    }

    private static void Discard(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next one takes its place.
        }
    }
}
