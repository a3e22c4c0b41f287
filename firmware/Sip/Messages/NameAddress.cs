using System.Text;

namespace QX200.Sip.Messages;

/// <summary>
/// A view of "Display Name" &lt;uri&gt;;params, or of a bare URI with the header's parameters after it: From, To, Contact,
/// Route, Refer-To, P-Asserted-Identity and their kin (RFC 3261 20.10).
/// </summary>
internal readonly ref struct NameAddress
{
    /// <summary>As written, in its quotes if it has any; empty where there is none.</summary>
    public ReadOnlySpan<byte> DisplayName { get; private init; }

    /// <summary>What stands between the angle brackets, or before the first semicolon.</summary>
    public ReadOnlySpan<byte> Uri { get; private init; }

    /// <summary>The header's parameters (not the URI's), with the semicolon before the first.</summary>
    public ReadOnlySpan<byte> Params { get; private init; }

    /// <summary>Empty where there is none.</summary>
    public ReadOnlySpan<byte> Tag => TryParam("tag"u8, out ReadOnlySpan<byte> tag) ? tag : default;

    /// <summary>
    /// Takes a display name of any signs that leave the address findable, as many telephones forget the quotes;
    /// refuses an unclosed quote or bracket, and a bare URI that holds what only brackets may (20.10).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out NameAddress address)
    {
        address = default;
        text = Grammar.Trim(text);
        int open = text.IndexOfAny((byte)'<', (byte)'"', (byte)';');
        if (open < 0 || text[open] == ';')
        {
            return TryParseBare(text, open < 0 ? text.Length : open, out address);
        }

        if (text[open] == '"')
        {
            int closed = Grammar.EndOfQuoted(text, open);
            if (open != 0 || closed < 0)
            {
                return false;
            }

            open = closed;
            while (open < text.Length && Grammar.IsBlank(text[open]))
            {
                open++;
            }
        }

        return TryParseBracketed(text, open, out address);
    }

    public bool TryParam(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterList.TryFind(Params, name, out value);

    /// <summary>The display name for people: without quotes and escapes.</summary>
    public string DisplayText() =>
        DisplayName.Length >= 2 && DisplayName[0] == '"'
            ? Escapes.Unquote(DisplayName[1..^1])
            : Encoding.UTF8.GetString(DisplayName);

    /// <summary>The URI looked into; false where it is none.</summary>
    public bool TryUri(out SipUri uri) => SipUri.TryParse(Uri, out uri);

    private static bool TryParseBracketed(
        ReadOnlySpan<byte> text,
        int open,
        out NameAddress address
    )
    {
        address = default;
        if (open >= text.Length || text[open] != '<')
        {
            return false;
        }

        int length = text[open..].IndexOf((byte)'>');
        if (length < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> after = Grammar.Trim(text[(open + length + 1)..]);
        address = new NameAddress
        {
            DisplayName = Grammar.Trim(text[..open]),
            Uri = Grammar.Trim(text[(open + 1)..(open + length)]),
            Params = after,
        };
        return (after.IsEmpty || after[0] == ';') && Grammar.EndOfScheme(address.Uri) > 0;
    }

    private static bool TryParseBare(
        ReadOnlySpan<byte> text,
        int semicolon,
        out NameAddress address
    )
    {
        address = new NameAddress
        {
            Uri = Grammar.Trim(text[..semicolon]),
            Params = text[semicolon..],
        };
        return Grammar.EndOfScheme(address.Uri) > 0 && !address.Uri.ContainsAny("?, \t>"u8);
    }
}
