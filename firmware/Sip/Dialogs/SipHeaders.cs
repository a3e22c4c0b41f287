using System.Collections;

namespace QX200.Sip.Dialogs;

/// <summary>
/// A short, ordered list of extra headers for one message. Names and values are made safe on the way in, so that
/// nothing that came from a display name or a setting can add a header or a body of its own.
/// </summary>
internal sealed class SipHeaders : IEnumerable<(string Name, string Value)>
{
    private readonly List<(string Name, string Value)> _list = [];

    public int Count => _list.Count;

    /// <summary>Adds a header. Controls in the value become spaces; a name that is no token is left out.</summary>
    public void Add(string name, string value)
    {
        if (IsToken(name))
        {
            _list.Add((name, OneLine(value)));
        }
    }

    public List<(string Name, string Value)>.Enumerator GetEnumerator() => _list.GetEnumerator();

    IEnumerator<(string Name, string Value)> IEnumerable<(
        string Name,
        string Value
    )>.GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _list.GetEnumerator();

    /// <summary>The text with every control character turned into a space: it stays within its line.</summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains('\x7f'))
        {
            return text;
        }

        return string.Create(
            text.Length,
            text,
            static (line, from) =>
            {
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            }
        );
    }

    /// <summary>The text as a quoted string (RFC 3261 25.1).</summary>
    public static string Quoted(string text) =>
        "\"" + OneLine(text).Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static bool IsToken(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-.!%*_+`'~".Contains(c))
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
