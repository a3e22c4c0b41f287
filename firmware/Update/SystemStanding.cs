namespace QX200.Update;

/// <summary>A system that lies in a slot.</summary>
/// <param name="Proven">Whether it has ever proven itself on this box.</param>
internal sealed record SlotSystem(string Version, string Build, bool Proven)
{
    /// <summary>Its line in <see cref="UpdatePlaces.Proven"/>.</summary>
    public static string Line(string version, string build) => $"{version} {build}".Trim();
}

/// <summary>An update that did not last: its system is not the one that runs.</summary>
/// <param name="Why">Empty where nobody knows: a system that did not even start says nothing.</param>
/// <param name="HadProven">Whether it had proven itself before: its settings stay in force then, and the way back was not its trial's.</param>
internal sealed record FallBack(string Version, string Why, bool HadProven = false);

/// <summary>What runs, how it stands, and what lies in the other slot.</summary>
/// <param name="Slot">A or B.</param>
/// <param name="Trial">What ails a system on trial; empty where nothing does, or the trial is over.</param>
/// <param name="Other">Null where nothing is known to lie there.</param>
/// <param name="FellBack">Null where what was installed last runs, or nothing was ever installed.</param>
internal sealed record SystemStanding(
    RunningSystem Running,
    string Slot,
    bool Proven,
    string Trial,
    SlotSystem? Other,
    FallBack? FellBack
)
{
    /// <summary>Null where this is not the appliance.</summary>
    /// <param name="verdict">The line that the trial left last; empty where it has left none.</param>
    public static SystemStanding? Read(UpdatePlaces places, string verdict)
    {
        string slot = SystemFacts.Slot(places);
        if (slot.Length == 0 || SystemFacts.Read(places) is not { } running)
        {
            return null;
        }

        string[] proven = UpdatePlaces.Lines(places.Proven);
        bool good = proven.Contains(SlotSystem.Line(running.Version, running.Build));
        return new SystemStanding(
            running,
            slot,
            good,
            good ? "" : Ailment(verdict),
            InOther(places, SystemFacts.OtherSlot(slot), proven),
            Fallen(places, slot, proven)
        );
    }

    private static string Ailment(string verdict)
    {
        const string sick = "sick: ";
        return verdict.StartsWith(sick, StringComparison.Ordinal) ? verdict[sick.Length..] : "";
    }

    private static SlotSystem? InOther(UpdatePlaces places, string slot, string[] proven)
    {
        if (UpdatePlaces.Lines(places.Slot(slot)).FirstOrDefault() is not { Length: > 0 } line)
        {
            return null;
        }

        string[] words = line.Split(' ', 2);
        return new SlotSystem(
            words[0],
            words.Length > 1 ? words[1] : "",
            proven.Contains(line.Trim())
        );
    }

    private static FallBack? Fallen(UpdatePlaces places, string slot, string[] proven)
    {
        string[] installed = Words(places.Installed, 3);
        if (installed.Length < 2 || installed[0] == slot)
        {
            return null;
        }

        string[] sick = Words(places.Sick, 3);
        bool same = sick.Length == 3 && sick.AsSpan(0, 2).SequenceEqual(installed.AsSpan(1));
        return new FallBack(
            installed[1],
            same ? sick[2] : "",
            proven.Contains(string.Join(' ', installed[1..]))
        );
    }

    private static string[] Words(string file, int most) =>
        UpdatePlaces.Lines(file).FirstOrDefault()?.Split(' ', most) ?? [];
}
