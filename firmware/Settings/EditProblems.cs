using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>What an edit is told of the problems that the settings have with it.</summary>
internal static class EditProblems
{
    /// <summary>
    /// The mistakes that are new. Those about lines, and not about values, can't come from an edit, and their wording
    /// changes with the lines' numbers.
    /// </summary>
    public static ImmutableArray<Problem> Fresh(
        ImmutableArray<Problem> problems,
        ImmutableArray<Problem> before
    )
    {
        var known = before.Select(static p => (p.Section, p.Key, p.Text)).ToHashSet();
        return
        [
            .. problems.Where(p =>
                p is { IsWarning: false, Section.Length: > 0 }
                && !known.Contains((p.Section, p.Key, p.Text))
            ),
        ];
    }

    /// <summary>Those in the sections that the edit changes.</summary>
    public static ImmutableArray<Problem> About(SettingsEdit edit, SettingsRead read) =>
        [
            .. read.Problems.Where(p =>
                edit.Sections.Any(e => p.Section == (e.RenameTo ?? e.Section))
            ),
        ];

    /// <summary>The sentence for an edit of sections that somebody else has changed.</summary>
    public static string Conflict(ImmutableArray<string> sections) =>
        $"{string.Join(" and ", sections.Select(static s => $"[{Problem.Echo(s)}]"))} was changed by somebody else in the meantime: look at what stands there now, then change it again";
}
