namespace QX200.Update;

/// <summary><c>qx200 update</c>, on the box's own console and for the units that install what the page or a stick brings.</summary>
internal sealed class UpdateVerb(UpdatePlaces places, TextWriter output, TextWriter error)
{
    // One for each run of the installer.
    private readonly long _run = Environment.TickCount64;

    /// <summary>Installs a bundle, and says how it went.</summary>
    /// <returns>The exit code: 0 when it is installed.</returns>
    public int Run(string bundle, bool force)
    {
        if (Box() is not { } box)
        {
            return 1;
        }

        string told = "";
        UpdateReport end = Make(
                box,
                report =>
                {
                    Publish(report);
                    string line = $"{report.Phase}: {report.Percent} % {report.Sentence}";
                    if (report.Percent % 20 == 0 && line != told)
                    {
                        output.WriteLine(line);
                        told = line;
                    }
                }
            )
            .Install(bundle, force);
        if (end.Phase == UpdatePhase.Installed)
        {
            return 0;
        }

        error.WriteLine($"qx200: {end.Sentence}");
        return 1;
    }

    /// <summary>Installs what was uploaded or what the stick brought, as the program asked for.</summary>
    public int RunAsked()
    {
        string wish = string.Concat(UpdatePlaces.Lines(places.Wish)).Trim();
        File.Delete(places.Wish);
        switch (wish)
        {
            case RunFolder.Offer:
                return Run(places.Offer, force: false);
            case not (RunFolder.Install or RunFolder.Force):
                // Woken by nothing: the wish was taken before.
                return 0;
        }

        string uploaded = Path.Combine(places.Uploads, BundleUpload.FileName);
        int code = Run(uploaded, wish == RunFolder.Force);
        // An older one is kept for who says that he wants it all the same; nothing else is of use any more.
        if (!UpdateReport.Read(places).Older)
        {
            File.Delete(uploaded);
        }

        return code;
    }

    /// <summary>Looks at a bundle on a stick and offers it: the button says yes.</summary>
    public int RunOffer(string bundle)
    {
        if (Box() is not { } box)
        {
            return 1;
        }

        UpdateReport look = Make(box, static _ => { })
            .Look(bundle, force: false, out BundleManifest manifest);
        if (look.Phase == UpdatePhase.Refused)
        {
            Publish(look);
            error.WriteLine($"qx200: {look.Sentence}");
            return 1;
        }

        File.Copy(bundle, places.Offer, overwrite: true);
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
        output.WriteLine(offer.Sentence);
        return 0;
    }

    private Installation Make(RunningSystem box, Action<UpdateReport> tell) =>
        new(box, Rauc.Run, tell)
        {
            Mounted = places.Mounted,
            Room = new SlotRoom(places),
            Record = new SlotRecord(places),
        };

    private RunningSystem? Box()
    {
        if (SystemFacts.Read(places) is { } box)
        {
            return box;
        }

        error.WriteLine(
            "qx200: this is not the appliance: a system is only updated where it has two slots"
        );
        return null;
    }

    private void Publish(UpdateReport report)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(places.Report)!);
            File.WriteAllText(places.Report + ".new", (report with { Run = _run }).ToJson());
            File.Move(places.Report + ".new", places.Report, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Only the page is blind then; the installation goes on.
        }
    }
}
