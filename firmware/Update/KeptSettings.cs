namespace QX200.Update;

/// <summary>
/// A copy of the settings for each system that ran here, so that a box that falls back finds the settings that its older
/// system left, and not what a newer one made of them.
/// </summary>
/// <param name="settings">DIR of the running program.</param>
/// <param name="kept">Where the copies lie, a folder for each system; beside it <c>proven</c> lists the systems that proved themselves.</param>
internal sealed class KeptSettings(string settings, string kept)
{
    private const string StampFile = "settings-of";
    private const int MostCopies = 4;

    private string Stamp => Path.Combine(kept, StampFile);

    /// <summary>
    /// To be called before the settings are read. Another system's settings are copied aside first. Where that system
    /// never proved itself and this one's own copy is there, the box has fallen back, and the copy takes their place.
    /// </summary>
    /// <param name="system">The system that runs now, as <c>proven</c> names it.</param>
    /// <param name="proven">The systems that have proven themselves.</param>
    /// <returns>A sentence on what was done; null where nothing was.</returns>
    /// <exception cref="IOException">The disk refuses; the settings in DIR are untouched then, or whole.</exception>
    public string? Prepare(string system, IReadOnlyCollection<string> proven)
    {
        Directory.CreateDirectory(kept);
        string before = File.Exists(Stamp) ? File.ReadAllText(Stamp).Trim() : system;
        string? done = null;
        if (!string.Equals(before, system, StringComparison.Ordinal) && Directory.Exists(settings))
        {
            Copy(settings, CopyOf(before));
            done = $"settings of {before} are kept aside";
            if (
                !proven.Contains(before, StringComparer.Ordinal) && Directory.Exists(CopyOf(system))
            )
            {
                Copy(CopyOf(system), settings);
                done = $"{before} did not prove itself: back to the settings that {system} had";
            }

            Prune(CopyOf(before));
        }

        File.WriteAllText(Stamp, system + "\n");
        return done;
    }

    private string CopyOf(string system) =>
        Path.Combine(
            kept,
            string.Concat(
                system.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_')
            )
        );

    // What a person set: records and bindings go on whichever system runs.
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from, "*.ini"))
        {
            string target = Path.Combine(to, Path.GetFileName(file));
            File.Copy(file, target + ".new", overwrite: true);
            File.Move(target + ".new", target, overwrite: true);
        }
    }

    private void Prune(string latest)
    {
        IEnumerable<string> old = Directory
            .GetDirectories(kept)
            .Where(copy => !string.Equals(copy, latest, StringComparison.Ordinal))
            .OrderByDescending(Directory.GetLastWriteTimeUtc)
            .Skip(MostCopies - 1);
        foreach (string copy in old)
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
