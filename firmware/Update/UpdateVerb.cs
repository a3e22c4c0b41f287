namespace QX200.Update;

/// <summary><c>qx200 update</c>, on the box's own console and for the units that install what the page or a stick brings.</summary>
internal static class UpdateVerb
{
    // Of the program's own folder, and of root's: the program can't touch what a stick brought.
    private const string Uploaded = "/data/update/upload/bundle.raucb";
    private const string Offered = "/data/update/offer.raucb";
    private const string Wish = "/run/qx200/" + RunFolder.UpdateFile;
    private const string SystemConfiguration = "/etc/rauc/system.conf";

    /// <summary>Installs a bundle, and says how it went.</summary>
    /// <returns>The exit code: 0 when it is installed.</returns>
    public static int Run(string bundle, bool force, TextWriter output, TextWriter error)
    {
        if (Box(error) is not { } box)
        {
            return 1;
        }

        string told = "";
        var installation = new Installation(
            box,
            Rauc.Run,
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
        );
        UpdateReport end = installation.Install(bundle, force);
        if (end.Phase == UpdatePhase.Installed)
        {
            return 0;
        }

        error.WriteLine($"qx200: {end.Sentence}");
        return 1;
    }

    /// <summary>Installs what was uploaded or what the stick brought, as the program asked for.</summary>
    public static int RunAsked(TextWriter output, TextWriter error)
    {
        string wish = File.Exists(Wish) ? File.ReadAllText(Wish).Trim() : "";
        File.Delete(Wish);
        return wish == RunFolder.Offer
            ? Run(Offered, force: false, output, error)
            : Run(Uploaded, wish == RunFolder.Force, output, error);
    }

    /// <summary>Looks at a bundle on a stick and offers it: the button says yes.</summary>
    public static int RunOffer(string bundle, TextWriter output, TextWriter error)
    {
        if (Box(error) is not { } box)
        {
            return 1;
        }

        UpdateReport look = new Installation(box, Rauc.Run, static _ => { }).Look(
            bundle,
            force: false,
            out BundleManifest manifest
        );
        if (look.Phase == UpdatePhase.Refused)
        {
            Publish(look);
            error.WriteLine($"qx200: {look.Sentence}");
            return 1;
        }

        File.Copy(bundle, Offered, overwrite: true);
        var offer = new UpdateReport(
            UpdatePhase.Offered,
            0,
            manifest.Version,
            $"version {manifest.Version} is on the stick: press the button to install it"
        );
        Publish(offer);
        output.WriteLine(offer.Sentence);
        return 0;
    }

    private static RunningSystem? Box(TextWriter error)
    {
        if (SystemFacts.Read(SystemConfiguration) is { } box)
        {
            return box;
        }

        error.WriteLine(
            "qx200: this is not the appliance: a system is only updated where it has two slots"
        );
        return null;
    }

    private static void Publish(UpdateReport report)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(UpdateReport.File)!);
            File.WriteAllText(UpdateReport.File + ".new", report.ToJson());
            File.Move(UpdateReport.File + ".new", UpdateReport.File, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Only the page is blind then; the installation goes on.
        }
    }
}
