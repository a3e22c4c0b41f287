namespace QX200.Update;

/// <summary>What the image says of itself: <c>/etc/os-release</c> and RAUC's configuration.</summary>
internal static class SystemFacts
{
    private const string OsRelease = "/etc/os-release";

    /// <summary>Null where this is not the appliance.</summary>
    public static RunningSystem? Read(string raucConfiguration)
    {
        try
        {
            Dictionary<string, string> os = Pairs(File.ReadLines(OsRelease));
            Dictionary<string, string> slots = Pairs(File.ReadLines(raucConfiguration));
            return os.GetValueOrDefault("ID") == "qx200"
                ? new RunningSystem(
                    slots.GetValueOrDefault("compatible", ""),
                    os.GetValueOrDefault("VERSION_ID", ""),
                    os.GetValueOrDefault("BUILD_ID", "")
                )
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lines like <c>NAME=value</c> or <c>NAME="value"</c>; the first of a name counts.</summary>
    public static Dictionary<string, string> Pairs(IEnumerable<string> lines)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string[] halves = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (halves.Length == 2)
            {
                pairs.TryAdd(halves[0], halves[1].Trim('"'));
            }
        }

        return pairs;
    }
}
