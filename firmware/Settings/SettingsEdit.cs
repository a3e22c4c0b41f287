using System.Collections.Immutable;

namespace QX200.Settings;

internal enum EditKind : byte
{
    /// <summary>Keys of a section that is there.</summary>
    Change,

    /// <summary>A section that is not there yet.</summary>
    Add,
    Delete,
}

/// <param name="Key">In small letters, as SETTINGS names it.</param>
/// <param name="Value">As it is to stand in the file; null takes the line away, so that the key has its default.</param>
internal readonly record struct KeyEdit(string Key, string? Value);

/// <summary>What is to happen to one section.</summary>
/// <param name="Section">Canonical name, such as <c>extension:77</c>; it says in which file it stands.</param>
internal sealed record SectionEdit(string Section)
{
    public EditKind Kind { get; init; }

    /// <summary>
    /// The version (<see cref="SheetSection.Version"/>) that whoever edits had before their eyes: when the section is
    /// another by now, the edit is a conflict. Null: whatever it is by now.
    /// </summary>
    public string? BasedOn { get; init; }

    public ImmutableArray<KeyEdit> Keys { get; init; } = [];

    /// <summary>The section's new name; null leaves it.</summary>
    public string? RenameTo { get; init; }
}

/// <summary>A change of the settings that happens as a whole or not at all, over all files.</summary>
internal sealed record SettingsEdit(params ImmutableArray<SectionEdit> Sections)
{
    /// <summary>The same, with every section based on what is written now, where it was based on nothing.</summary>
    public SettingsEdit BasedOn(SettingsSheet now) =>
        new([
            .. Sections.Select(s =>
                s.Kind == EditKind.Add
                    ? s
                    : s with
                    {
                        BasedOn = s.BasedOn ?? now.Find(s.Section)?.Version,
                    }
            ),
        ]);
}

internal enum EditOutcome : byte
{
    Saved,

    /// <summary>Something in it is wrong: see <see cref="EditResult.Problems"/>.</summary>
    Refused,

    /// <summary>Somebody else has changed the same: see <see cref="EditResult.Conflicts"/>.</summary>
    Conflict,

    /// <summary>The flash does not take it: see <see cref="EditResult.Reason"/>.</summary>
    NotWritten,
}

/// <summary>What became of an edit. Whatever is not <see cref="EditOutcome.Saved"/> has changed nothing.</summary>
/// <param name="Sheet">What is written now.</param>
internal sealed record EditResult(EditOutcome Outcome, SettingsSheet Sheet)
{
    /// <summary>Refused: what is wrong, with section and key. Saved: warnings about what was saved.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>The sections that are not as they were when the edit was begun, or are gone.</summary>
    public ImmutableArray<string> Conflicts { get; init; } = [];

    /// <summary>One sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// Ends when the edit is safe on the flash, with null, or with one sentence why it had to be taken back. Ended
    /// already where <see cref="EditOutcome"/> is not Saved.
    /// </summary>
    public Task<string?> OnFlash { get; init; } = Task.FromResult<string?>(null);
}
