namespace QX200.Settings;

/// <summary>Something wrong in a settings file, said so that whoever reads it can mend it.</summary>
/// <param name="File">The file's name inside DIR, such as <c>extensions.ini</c>.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Text">What is wrong and how to mend it; one line, never a secret.</param>
internal sealed record Problem(string File, int Line, string Text)
{
    private const int LongestEcho = 48;

    /// <summary>The section's canonical name, such as <c>extension:77</c>; empty where it is about no section.</summary>
    public string Section { get; init; } = "";

    /// <summary>The key, in lower case; empty where it is about the section or the file.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether the settings do what they say all the same, so that they may be saved like this.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The text without the section's name before it, fit to stand beside a field.</summary>
    public string Advice =>
        Section.Length > 0 && Text.StartsWith($"[{Section}] ", StringComparison.Ordinal)
            ? Text[(Section.Length + 3)..]
            : Text;

    /// <summary>The form that <c>qx200 check</c> prints: <c>file:line: text</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {Text}";

    /// <summary>A piece of a settings file made fit to stand in a message: one line, printable, not too long.</summary>
    public static string Echo(string written)
    {
        string cut = written.Length > LongestEcho ? written[..LongestEcho] + "..." : written;
        return string.Create(
            cut.Length,
            cut,
            static (into, from) =>
            {
                for (int i = 0; i < into.Length; i++)
                {
                    into[i] = char.IsControl(from[i]) ? '?' : from[i];
                }
            }
        );
    }
}
