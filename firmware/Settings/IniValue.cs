using System.Text;

namespace QX200.Settings;

/// <summary>What a line of a settings file can hold, so that it is read back as it was written.</summary>
internal static class IniValue
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Why a value can't be written, as advice for who typed it; null when it can.</summary>
    public static string? WhyNot(string key, string value) =>
        value.AsSpan().ContainsAny('\r', '\n') ? "use one line, without line breaks"
        : HasControls(value) ? "take the control characters out"
        : value.Length != value.Trim().Length ? "take the blanks at its beginning and end away"
        : !IsText(value) ? "it holds half a character: type it again"
        : Encoding.UTF8.GetByteCount(value) + key.Length + 8 > IniDocument.LongestLine
            ? $"it is too long for a line of the settings file ({IniDocument.LongestLine} bytes): shorten it"
        : null;

    /// <summary>Why there can't be a section of that name; null when there can.</summary>
    public static string? WhyNoSection(string name) =>
        name.Length is 0 or > 200 ? "a section's name has 1 to 200 characters"
        : name != IniSection.Canonical(name)
            ? "a section's name is in small letters, without blanks around its parts"
        : name.AsSpan().ContainsAny("[]") || HasControls(name) || name.Contains('\t')
            ? "a section's name has no brackets and no control characters"
        : !IsText(name) ? "it holds half a character: type it again"
        : null;

    public static bool IsKey(string key) =>
        key.Length is > 0 and <= 64
        && key.All(static c =>
            char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'
        );

    private static bool HasControls(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0
        || text.AsSpan().IndexOfAnyInRange('\n', '\x1f') >= 0;

    private static bool IsText(string text)
    {
        try
        {
            _ = s_strict.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
