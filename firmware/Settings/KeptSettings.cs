using System.Text;

namespace QX200.Settings;

/// <summary>
/// A copy of the settings that the older system left, so that a box that falls back finds them, and not what a newer one
/// made of them.
/// </summary>
/// <remarks>Old passwords are in it: <see cref="Forget"/> goes with a factory reset.</remarks>
/// <param name="settings">DIR of the running program; whose settings lie there stands in its <c>state/settings-of</c>.</param>
/// <param name="kept">Where the copies lie.</param>
internal sealed class KeptSettings(SettingsFolder settings, string kept)
{
    // In DIR, so that going back and saying so is one change.
    private const string Stamp = "state/settings-of";

    /// <summary>What the system before the running one left.</summary>
    private const string Older = "older";

    /// <summary>What one left that did not prove itself; nobody but a technician reads it.</summary>
    private const string Unproven = "unproven";

    /// <summary>Beside a copy: whose settings it is.</summary>
    private const string Of = "of";

    private const int LongestName = 1 << 10;

    /// <summary>
    /// To be called when what a power cut broke off has been finished, and before the settings are read. Another system's
    /// settings are copied aside first. Where that system never proved itself and this one's own copy is there, the box has
    /// fallen back, and the copy takes their place.
    /// </summary>
    /// <param name="system">The system that runs now, as <paramref name="proven"/> names it.</param>
    /// <param name="proven">The systems that have proven themselves.</param>
    /// <returns>A sentence on what was done; null where nothing was.</returns>
    /// <exception cref="IOException">The disk refuses; the settings are untouched then, or whole.</exception>
    public string? Prepare(string system, IReadOnlyCollection<string> proven)
    {
        FolderChange.Keep(settings.Flash, kept);
        string before = Name(settings.In(Stamp));
        if (before == system)
        {
            return null;
        }

        // A stamp that is missing or empty says nothing of another system.
        if (before.Length == 0)
        {
            GoOn(system);
            return null;
        }

        bool fallen =
            !proven.Contains(before, StringComparer.Ordinal) && Name(In(Older, Of)) == system;
        Keep(before, fallen ? Unproven : Older);
        if (!fallen)
        {
            GoOn(system);
            return $"settings of {before} are kept aside";
        }

        GoBack(system);
        return $"{before} did not prove itself: back to the settings that {system} had";
    }

    /// <summary>Deletes all copies.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Forget(IFlash flash, string kept)
    {
        // The promise first: nothing that it speaks of comes back.
        foreach (string folder in (ReadOnlySpan<string>)[kept, .. Copies(kept)])
        {
            foreach (string file in flash.Files(folder))
            {
                flash.Delete(file);
            }

            if (flash.FolderExists(folder))
            {
                flash.SyncFolder(folder);
            }
        }
    }

    private static string[] Copies(string kept) =>
        [Path.Combine(kept, Older), Path.Combine(kept, Unproven)];

    private void Keep(string system, string copy) =>
        Change(
            kept,
            change =>
            {
                foreach (string file in SettingsReading.Files)
                {
                    Put(change, Path.Combine(copy, file), settings.In(file));
                }

                change.Write(Path.Combine(copy, Of), Line(system));
            }
        );

    private void GoBack(string system) =>
        Change(
            settings.Path,
            change =>
            {
                foreach (string file in SettingsReading.Files)
                {
                    if (!Put(change, file, In(Older, file)))
                    {
                        // Else it would stand in for what is gone.
                        change.Delete(file + ".good");
                    }
                }

                change.Write(Stamp, Line(system));
            }
        );

    private void GoOn(string system) =>
        Change(settings.Path, change => change.Write(Stamp, Line(system)));

    private void Change(string folder, Action<FolderChange> what)
    {
        var change = new FolderChange(settings.Flash, folder);
        try
        {
            what(change);
            change.Commit();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            change.Abandon();
            throw;
        }
    }

    /// <summary>What is not there is not to be there afterwards either.</summary>
    private bool Put(FolderChange change, string name, string from)
    {
        if (
            settings.Flash.TryRead(
                from,
                IniDocument.LargestFile,
                out byte[] content,
                out string why
            )
        )
        {
            change.Write(name, content);
            return true;
        }

        if (why.Length > 0)
        {
            throw new IOException($"{from} can't be read: {why}");
        }

        change.Delete(name);
        return false;
    }

    private string Name(string file) =>
        settings.Flash.TryRead(file, LongestName, out byte[] content, out _)
            ? Encoding.UTF8.GetString(content).Trim()
            : "";

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");

    private string In(string copy, string file) => Path.Combine(kept, copy, file);
}
