using System.Buffers;

namespace QX200.Settings;

/// <summary>What may be dialled: extension numbers and feature codes.</summary>
internal static class Digits
{
    private static readonly SearchValues<char> s_keys = SearchValues.Create("0123456789*#");
    private static readonly SearchValues<char> s_sent = SearchValues.Create("0123456789*#+");

    /// <remarks>By hand, as the span search over a range boxes short texts.</remarks>
    public static bool Only(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    /// <summary>2 to 20 digits that do not start with 0.</summary>
    public static bool IsExtension(ReadOnlySpan<char> text) =>
        text.Length is >= 2 and <= 20 && Only(text) && text[0] != '0';

    /// <summary>A star and 1 to 7 more keys, so that no number can be mistaken for it.</summary>
    public static bool IsFeatureCode(ReadOnlySpan<char> text) =>
        text.Length is >= 2 and <= 8 && text[0] == '*' && !text[1..].ContainsAnyExcept(s_keys);

    /// <summary>What may be put in front of a number that is sent on; may be empty.</summary>
    public static bool IsPrefix(ReadOnlySpan<char> text) =>
        text.Length <= 20 && !text.ContainsAnyExcept(s_sent);
}
