using System.Globalization;

namespace QX200.Update;

/// <summary>A port, or a range of them, that the box serves.</summary>
internal readonly record struct ServedPorts(string Protocol, int First, int Last)
{
    public override string ToString() =>
        First == Last
            ? string.Create(CultureInfo.InvariantCulture, $"{Protocol} {First}")
            : string.Create(CultureInfo.InvariantCulture, $"{Protocol} {First}-{Last}");
}

/// <summary>
/// What the program says to the units around it, which have rights that it lacks: small files in the folder that systemd
/// makes for it (<c>RUNTIME_DIRECTORY</c>). A file that can't be written is left out: the units go on without it.
/// </summary>
internal sealed class RunFolder(string path)
{
    public const string PortsFile = "ports";
    public const string VerdictFile = "verdict";
    public const string TrialFile = "trial-seconds";
    public const string RestartFile = "restart";
    public const string UpdateFile = "update";
    public const string TechnicianFile = "technician";

    /// <summary>Words in <see cref="UpdateFile"/>.</summary>
    public const string Install = "install";
    public const string Force = "force";
    public const string Offer = "offer";

    /// <summary>Null where the program does not run under such a unit.</summary>
    public static RunFolder? FromEnvironment() =>
        Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } path
            ? new RunFolder(path.Split(':')[0])
            : null;

    /// <summary>What the wall is to let in; port 0 is off.</summary>
    public void Serve(IEnumerable<ServedPorts> ports) =>
        Write(
            PortsFile,
            string.Concat(
                ports
                    .Where(p => p.First is > 0 and <= ushort.MaxValue && p.Last <= ushort.MaxValue)
                    .Select(p => $"{p}\n")
            )
        );

    /// <summary>The standing of the trial: <c>sick: WHY</c>, <c>well</c> or <c>good</c>.</summary>
    public void Judge(Trial trial) =>
        Write(
            VerdictFile,
            trial.Verdict switch
            {
                Verdict.Good => "good\n",
                Verdict.Well => "well\n",
                _ => $"sick: {trial.Why}\n",
            }
        );

    /// <summary>How long a trial lasts, in whole seconds, for the unit that waits for its verdict.</summary>
    public void TrialLasts(TimeSpan length) =>
        Write(
            TrialFile,
            string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(length.TotalSeconds)}\n")
        );

    /// <summary>The line that <see cref="Judge"/> has left; empty where it has left none.</summary>
    public string LastVerdict() =>
        UpdatePlaces.Lines(Path.Combine(path, VerdictFile)).FirstOrDefault("");

    /// <summary>Asks for a restart of the whole box.</summary>
    public bool AskRestart() => Write(RestartFile, "restart\n");

    /// <summary>Asks for the uploaded bundle to be installed.</summary>
    /// <param name="force">An older version too.</param>
    public bool AskUpdate(bool force) => Write(UpdateFile, (force ? Force : Install) + "\n");

    /// <summary>Asks for the bundle that a stick brought to be installed.</summary>
    public bool AcceptOffer() => Write(UpdateFile, Offer + "\n");

    /// <summary>Asks for SSH to be opened to a technician's key; null: to be shut.</summary>
    public bool AskTechnician(TechnicianKey? key) => Write(TechnicianFile, $"{key}\n");

    // Aside first: a unit that wakes at the change never reads half a file.
    private bool Write(string name, string content)
    {
        string file = Path.Combine(path, name);
        try
        {
            File.WriteAllText(file + ".new", content);
            File.Move(file + ".new", file, overwrite: true);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
