namespace QX200.Update;

/// <summary>What the image says of itself: <c>/etc/os-release</c>, RAUC's configuration, the kernel's command line.</summary>
internal static class SystemFacts
{
    private const string SlotWord = "rauc.slot=";

    /// <summary>Null where this is not the appliance.</summary>
    public static RunningSystem? Read(UpdatePlaces places)
    {
        Dictionary<string, string> os = Pairs(UpdatePlaces.Lines(places.OsRelease));
        Dictionary<string, string> slots = Pairs(UpdatePlaces.Lines(places.RaucConfiguration));
        return os.GetValueOrDefault("ID") == "qx200" && slots.Count > 0
            ? new RunningSystem(
                slots.GetValueOrDefault("compatible", ""),
                os.GetValueOrDefault("VERSION_ID", ""),
                os.GetValueOrDefault("BUILD_ID", "")
            )
            : null;
    }

    /// <summary>The slot that runs, A or B; empty where there are none.</summary>
    public static string Slot(UpdatePlaces places) =>
        UpdatePlaces
            .Lines(places.CommandLine)
            .SelectMany(static line => line.Split(' '))
            .Where(static word => word.StartsWith(SlotWord, StringComparison.Ordinal))
            .Select(static word => word[SlotWord.Length..])
            .FirstOrDefault(static slot => slot is "A" or "B", "");

    /// <summary>The one that does not run: the way back, and the place for the next version.</summary>
    public static string OtherSlot(string slot) =>
        slot switch
        {
            "A" => "B",
            "B" => "A",
            _ => "",
        };

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
