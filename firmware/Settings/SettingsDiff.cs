namespace QX200.Settings;

/// <summary>What lies between two states of the settings, in words, without secrets.</summary>
internal static class SettingsDiff
{
    private static readonly string[] s_secrets = ["secret", "password", "sip-password"];

    /// <summary>A line for each section that is added, goes, or changes; none where all keys are the same.</summary>
    public static IReadOnlyList<string> InWords(SettingsSheet from, SettingsSheet to)
    {
        List<string> words = [];
        foreach (SheetSection was in from.Sections)
        {
            if (to.Find(was.Name) is not { } becomes)
            {
                words.Add($"{Called(was)} goes");
            }
            else if (Keys(was, becomes) is { Count: > 0 } keys)
            {
                words.Add($"{Called(was)}: {string.Join(", ", keys)}");
            }
        }

        words.AddRange(
            to.Sections.Where(s => from.Find(s.Name) is null)
                .Select(static s => $"{Called(s)} is added")
        );
        return words;
    }

    /// <summary>Whether a key's value is for its owner's eyes alone.</summary>
    public static bool IsSecret(string key) => s_secrets.Contains(key);

    private static string Called(SheetSection section)
    {
        string name = section["name"] is { Length: > 0 } text ? $" ({Problem.Echo(text)})" : "";
        return section.Id.Length > 0
            ? $"{section.Kind} {Problem.Echo(section.Id)}{name}"
            : $"[{Problem.Echo(section.Name)}]";
    }

    private static List<string> Keys(SheetSection was, SheetSection becomes) =>
        [
            .. was
                .Keys.Concat(becomes.Keys)
                .Select(static k => k.Key)
                .Distinct()
                .Where(key => was[key] != becomes[key])
                .Select(key => Key(key, was[key], becomes[key])),
        ];

    private static string Key(string key, string? was, string? becomes) =>
        IsSecret(key) ? $"another {key}"
        : becomes is null ? $"{key} back to its default"
        : was is null ? $"{key} = {Problem.Echo(becomes)}"
        : $"{key} from {Quoted(was)} to {Quoted(becomes)}";

    private static string Quoted(string value) =>
        value.Length == 0 ? "nothing" : $"\"{Problem.Echo(value)}\"";
}
