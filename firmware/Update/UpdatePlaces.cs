namespace QX200.Update;

/// <summary>
/// Where the image keeps what concerns systems and updates. All of it lies below one folder, <c>/</c> on the box;
/// <c>QX200_ROOT</c> names another, as a test does that plays the units around the program.
/// </summary>
internal sealed record UpdatePlaces(string Root)
{
    public static UpdatePlaces FromEnvironment() =>
        new(Environment.GetEnvironmentVariable("QX200_ROOT") is { Length: > 0 } root ? root : "/");

    /// <summary>What the image says of itself.</summary>
    public string OsRelease => At("etc/os-release");

    /// <summary>RAUC's configuration: the board, and the device of each slot.</summary>
    public string RaucConfiguration => At("etc/rauc/system.conf");

    /// <summary>Names the slot that runs: <c>rauc.slot=A</c>.</summary>
    public string CommandLine => At("proc/cmdline");

    /// <summary>Where the installer leaves how it stands, and everybody may read it.</summary>
    public string Report => At("run/qx200-update/report.json");

    /// <summary>Whoever updates has it.</summary>
    public string Lock => At("run/qx200-update/lock");

    /// <summary>What the program asked the installer for.</summary>
    public string Wish => At("run/qx200/" + RunFolder.UpdateFile);

    /// <summary>Where RAUC mounts a bundle to be looked at.</summary>
    public string Mounted => At("run/rauc/bundle");

    /// <summary>Where uploads lie; only the program writes there.</summary>
    public string Uploads => At("data/update/upload");

    /// <summary>A bundle that a stick brought; root's, so that the program can't touch it.</summary>
    public string Offer => At("data/update/offer.raucb");

    /// <summary>What the older system left of the settings; only the program writes there.</summary>
    public string KeptSettings => At("data/update/kept");

    /// <summary>The systems that have proven themselves, a line each.</summary>
    public string Proven => At("data/update/proven");

    /// <summary>What was installed last, and where: slot, version, build.</summary>
    public string Installed => At("data/update/installed");

    /// <summary>The system that did not prove itself, and why: version, build, a sentence.</summary>
    public string Sick => At("data/update/sick");

    /// <summary>The technician's keys that open SSH at the moment, after a line on who brought them; missing while it is shut.</summary>
    public string Door => At("run/qx200-door");

    /// <summary>Which system lies in a slot: version, build.</summary>
    /// <param name="slot">A or B.</param>
    public string Slot(string slot) => At("data/update/slot-" + slot);

    public string At(string path) => Path.Combine(Root, path.TrimStart('/'));

    /// <summary>The lines of a file; none where it can't be read.</summary>
    public static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
