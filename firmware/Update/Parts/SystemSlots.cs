using System.Globalization;

namespace QX200.Update.Parts;

/// <summary>
/// The two systems of the box: what lies in each slot, and how many starts the boot loader gives each of them.
/// </summary>
/// <param name="run">Runs a program with its arguments.</param>
/// <param name="isRoot">Whether the boot state may be read at all.</param>
internal sealed class SystemSlots(
    UpdatePlaces places,
    Func<string, string[], ProgramResult> run,
    bool isRoot
)
{
    private const string Reader = "/usr/bin/fw_printenv";

    // Both have what fw_setenv and the boot script write.
    private static readonly string[] s_copies = ["/etc/fw_env.config", "/etc/fw_env_copy.config"];

    public Finding Look()
    {
        string slot = SystemFacts.Slot(places);
        if (slot.Length == 0)
        {
            return Finding.NotTried("this is not the appliance");
        }

        string idle = SystemFacts.OtherSlot(slot);
        string? other = InSlot(idle);
        return UpdateReport.Read(places).Phase == UpdatePhase.Writing
                ? Finding.NotTried($"{slot} runs, and {idle} is just being written")
            // The book of a slot is taken away while it is written; the disk of a new box has one system.
            : other is null && File.Exists(places.Installed)
                ? Finding.Bad(
                    $"{slot} runs; what was being written into {idle} is not whole, so there is no way back: install the update again"
                )
            : !isRoot ? Finding.NotTried($"{slot} runs; only root may look at the boot state")
            : LookAtState(slot, idle, other);
    }

    private Finding LookAtState(string slot, string idle, string? other)
    {
        ProgramResult[] told = [.. s_copies.Select(copy => run(Reader, ["-c", copy]))];
        int broken = Array.FindIndex(told, IsBroken);
        if (broken >= 0)
        {
            return Finding.Bad(
                $"{slot} runs; copy {broken + 1} of the boot state can't be read ({FirstLine(told[broken])}): start the box again, that writes both anew"
            );
        }

        Dictionary<string, string>[] states = [.. told.Select(State)];
        int? idleLeft = Left(states[0], idle);
        string words =
            other is not null ? $"{slot} runs, {idle} has {other}"
            : idleLeft == 0 ? $"{slot} runs, {idle} is empty until the first update"
            : $"{slot} runs, and nothing is known of what lies in {idle}";
        string? wrong =
            !states[0].OrderBy(Name).SequenceEqual(states[1].OrderBy(Name))
                ? "the two copies of the boot state differ: start the box again, that writes both anew"
            : Left(states[0], slot) == 0
                ? $"no start is left to {slot}, so the box starts another system next time: see what ails this one (journalctl -u qx200-trial)"
            : other is not null && idleLeft == 0
                ? $"no start is left to {idle}, so there is no way back: install an update again"
            : null;
        return wrong is null ? Finding.Good(words) : Finding.Bad($"{words}; {wrong}");
    }

    private string? InSlot(string slot) =>
        UpdatePlaces.Lines(places.Slot(slot)).FirstOrDefault() is { Length: > 0 } line
            ? line.Split(' ')[0]
            : null;

    private static bool IsBroken(ProgramResult told) =>
        told.Code != 0 || told.Errors.Contains("Bad CRC", StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(ProgramResult told) =>
        told.Errors.Trim() is { Length: > 0 } said
            ? said.Split('\n')[0]
            : $"it ended with {told.Code}";

    private static Dictionary<string, string> State(ProgramResult told) =>
        SystemFacts
            .Pairs(told.Output.Split('\n'))
            .Where(static pair => pair.Key.StartsWith("BOOT_", StringComparison.Ordinal))
            .ToDictionary();

    private static string Name(KeyValuePair<string, string> pair) => pair.Key;

    /// <summary>Null where nothing is said of it: the boot script counts from the beginning then.</summary>
    private static int? Left(Dictionary<string, string> state, string slot) =>
        int.TryParse(
            state.GetValueOrDefault($"BOOT_{slot}_LEFT"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int left
        )
            ? left
            : null;
}
