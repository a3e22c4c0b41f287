using System.Globalization;
using System.Text;

namespace QX200.Watchers;

/// <summary>
/// Writes XML as UTF-8 into the caller's span. Never throws: what does not fit sets <see cref="Overflowed"/>. Signs that
/// XML cannot hold at all, such as controls in a caller's name, become blanks.
/// </summary>
internal ref struct XmlText
{
    private readonly Span<byte> _room;
    private int _length;

    public XmlText(Span<byte> room)
    {
        _room = room;
        _length = 0;
        Overflowed = false;
    }

    public bool Overflowed { get; private set; }

    public readonly int Length => _length;

    /// <summary>Markup, as it is.</summary>
    public void Put(scoped ReadOnlySpan<byte> markup)
    {
        if (Overflowed || !markup.TryCopyTo(_room[_length..]))
        {
            Overflowed = true;
            return;
        }

        _length += markup.Length;
    }

    public void Put(uint number)
    {
        if (
            Overflowed
            || !number.TryFormat(
                _room[_length..],
                out int written,
                default,
                CultureInfo.InvariantCulture
            )
        )
        {
            Overflowed = true;
            return;
        }

        _length += written;
    }

    /// <summary>Text between tags, or in an attribute between double quotes.</summary>
    public void Text(scoped ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<':
                    Put("&lt;"u8);
                    break;
                case '>':
                    Put("&gt;"u8);
                    break;
                case '&':
                    Put("&amp;"u8);
                    break;
                case '"':
                    Put("&quot;"u8);
                    break;
                default:
                    Put(IsLegal(rune) ? utf8[..rune.EncodeToUtf8(utf8)] : " "u8);
                    break;
            }
        }
    }

    /// <summary>Takes back all that was written after <paramref name="length"/>, and that it did not fit.</summary>
    public void CutBack(int length)
    {
        _length = length;
        Overflowed = false;
    }

    // XML 1.0, production 2. Tabs and line ends are legal and have no place in a name or a URI.
    private static bool IsLegal(Rune rune) =>
        rune.Value >= ' ' && rune.Value is not (0xfffe or 0xffff);
}
