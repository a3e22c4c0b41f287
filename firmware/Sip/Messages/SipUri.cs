using System.Text;

namespace QX200.Sip.Messages;

internal enum UriScheme : byte
{
    Other,
    Sip,
    Sips,
    Tel,
}

/// <summary>
/// A view of a URI (RFC 3261 19.1, RFC 3966). The parts stay as written: escapes in them, brackets around IPv6.
/// </summary>
internal readonly ref struct SipUri
{
    public UriScheme Scheme { get; private init; }

    /// <summary>The whole URI.</summary>
    public ReadOnlySpan<byte> Text { get; private init; }

    /// <summary>The user part with its escapes, without password; the number of a tel URI. Empty where there is none.</summary>
    public ReadOnlySpan<byte> User { get; private init; }

    public ReadOnlySpan<byte> Password { get; private init; }

    /// <summary>Name, IPv4 address, or IPv6 address in its brackets; empty in a tel or foreign URI.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>1 to 65535; 0 where none is written.</summary>
    public int Port { get; private init; }

    /// <summary>The parameters without the first semicolon.</summary>
    public ReadOnlySpan<byte> Params { get; private init; }

    /// <summary>The headers without the question mark: "name=value&amp;name=value".</summary>
    public ReadOnlySpan<byte> Headers { get; private init; }

    public bool IsSip => Scheme is UriScheme.Sip or UriScheme.Sips;

    /// <summary>Takes any URI with a scheme; sip, sips and tel are looked into, others only carried.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SipUri uri)
    {
        uri = default;
        int colon = Grammar.EndOfScheme(text);
        if (colon < 0 || colon + 1 == text.Length || HasForbidden(text))
        {
            return false;
        }

        UriScheme scheme = SchemeOf(text[..colon]);
        ReadOnlySpan<byte> rest = text[(colon + 1)..];
        switch (scheme)
        {
            case UriScheme.Sip or UriScheme.Sips:
                return TryParseSip(scheme, text, rest, out uri);
            case UriScheme.Tel:
                CutAt(rest, (byte)';', out ReadOnlySpan<byte> number, out ReadOnlySpan<byte> terms);
                uri = new SipUri
                {
                    Scheme = scheme,
                    Text = text,
                    User = number,
                    Params = terms,
                };
                return !number.IsEmpty;
            default:
                uri = new SipUri { Scheme = scheme, Text = text };
                return true;
        }
    }

    /// <summary>The user part with its escapes undone.</summary>
    public string UnescapedUser() => Escapes.Unescape(User);

    /// <summary>A parameter's value; empty for a bare flag such as ";lr".</summary>
    public bool TryParam(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterList.TryFind(Params, name, out value);

    public bool HasParam(ReadOnlySpan<byte> name) => TryParam(name, out _);

    /// <summary>A header's value, escapes still in it ("?Replaces=...").</summary>
    public bool TryHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> escaped)
    {
        ReadOnlySpan<byte> rest = Headers;
        while (!rest.IsEmpty)
        {
            CutAt(rest, (byte)'&', out ReadOnlySpan<byte> one, out rest);
            CutAt(one, (byte)'=', out ReadOnlySpan<byte> key, out escaped);
            if (Ascii.EqualsIgnoreCase(key, name))
            {
                return true;
            }
        }

        escaped = default;
        return false;
    }

    /// <summary>Whether both name the same resource by RFC 3261 19.1.4.</summary>
    public bool IsSameAs(SipUri other) => UriComparison.AreSame(this, other);

    /// <summary>Cuts a text in two at the first such sign, which is in neither part.</summary>
    internal static void CutAt(
        ReadOnlySpan<byte> text,
        byte sign,
        out ReadOnlySpan<byte> before,
        out ReadOnlySpan<byte> after
    )
    {
        int at = text.IndexOf(sign);
        before = at < 0 ? text : text[..at];
        after = at < 0 ? default : text[(at + 1)..];
    }

    // The user part may hold ';' and '?' bare, so the at sign is looked for first; a bare one is allowed nowhere else.
    private static bool TryParseSip(
        UriScheme scheme,
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> rest,
        out SipUri uri
    )
    {
        ReadOnlySpan<byte> user = default;
        ReadOnlySpan<byte> password = default;
        int at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            CutAt(rest[..at], (byte)':', out user, out password);
            rest = rest[(at + 1)..];
        }

        CutAt(rest, (byte)'?', out rest, out ReadOnlySpan<byte> headers);
        CutAt(rest, (byte)';', out rest, out ReadOnlySpan<byte> parameters);
        bool good =
            Grammar.TryHostPort(rest, out ReadOnlySpan<byte> host, out int port)
            && (at < 0 || !user.IsEmpty);
        uri = new SipUri
        {
            Scheme = scheme,
            Text = text,
            User = user,
            Password = password,
            Host = host,
            Port = port,
            Params = parameters,
            Headers = headers,
        };
        return good;
    }

    private static UriScheme SchemeOf(ReadOnlySpan<byte> text) =>
        text.Length switch
        {
            3 when Ascii.EqualsIgnoreCase(text, "sip"u8) => UriScheme.Sip,
            3 when Ascii.EqualsIgnoreCase(text, "tel"u8) => UriScheme.Tel,
            4 when Ascii.EqualsIgnoreCase(text, "sips"u8) => UriScheme.Sips,
            _ => UriScheme.Other,
        };

    // Blanks, controls, quotes and angle brackets stand in no URI.
    private static bool HasForbidden(ReadOnlySpan<byte> text) =>
        text.ContainsAnyInRange((byte)0, (byte)' ')
        || text.ContainsAny((byte)'<', (byte)'>', (byte)'"');
}
