namespace QX200.Settings;

/// <summary>Something wrong in a settings file, said so that whoever reads it can mend it.</summary>
/// <param name="File">The file's name inside DIR, such as <c>extensions.ini</c>.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Text">What is wrong and how to mend it; one line, never a secret.</param>
internal sealed record Problem(string File, int Line, string Text)
{
    private const int LongestEcho = 48;

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
