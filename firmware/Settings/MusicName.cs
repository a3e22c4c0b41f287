using System.Text;

namespace QX200.Settings;

/// <summary>Names of files in DIR/music that can do no harm, wherever they come from.</summary>
internal static class MusicName
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Longest = 100;

    private const string Suffix = ".wav";

    /// <summary>
    /// Whether a file of that name may be kept, backed up and restored: a plain name that hides nothing and leads nowhere.
    /// </summary>
    public static bool IsSafe(string name) =>
        name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
        && name.Length > Suffix.Length
        && name[0] is not ('.' or '-' or ' ')
        && !name.Any(static c => char.IsControl(c) || c is '/' or '\\' or '"' or '\uFFFD')
        && Encoding.UTF8.GetByteCount(name) <= Longest;

    /// <summary>
    /// A safe name out of the one that a browser sends: its letters, digits, dots and dashes, in small letters, always
    /// with <c>.wav</c> behind it.
    /// </summary>
    public static string Of(string sent)
    {
        string plain = sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..];
        if (plain.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
        {
            plain = plain[..^Suffix.Length];
        }

        var name = new StringBuilder();
        foreach (Rune letter in plain.EnumerateRunes())
        {
            bool kept = Rune.IsLetterOrDigit(letter) || letter.Value is '.' or '_';
            if (kept)
            {
                name.Append(Rune.ToLowerInvariant(letter).ToString());
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        string text = name.ToString().Trim('-', '.');
        while (Encoding.UTF8.GetByteCount(text) > Longest - Suffix.Length)
        {
            text = text[..^(char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        }

        return $"{(text.Length > 0 ? text : "music")}{Suffix}";
    }
}
