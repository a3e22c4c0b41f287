using System.Text;

namespace QX200.Sip.Messages;

/// <summary>
/// The one table of header names: how each is written, which have a one-letter form, and which carry a comma
/// list. Reading a name costs one probe of a small hash table and one comparison.
/// </summary>
internal static class HeaderNames
{
    /// <summary>How many names there are, <see cref="HeaderName.Other"/> included.</summary>
    public const int Count = (int)HeaderName.SipIfMatch + 1;

    private const int TableSize = 256;

    private static readonly byte[][] Written = MakeWritten();
    private static readonly bool[] Lists = MakeLists();
    private static readonly HeaderName[] Table = MakeTable();

    /// <summary>The name as we write it, without colon; empty for <see cref="HeaderName.Other"/>.</summary>
    public static ReadOnlySpan<byte> Text(this HeaderName name) => Written[(int)name];

    /// <summary>
    /// Whether the field's value is a comma list, so that one field with three values equals three fields with one
    /// (RFC 3261 7.3.1). Date, Subject and the four credential fields hold commas that separate nothing.
    /// </summary>
    public static bool IsList(this HeaderName name) => Lists[(int)name];

    /// <summary>Finds a name in any case, long or compact (RFC 3261 7.3.3, 20).</summary>
    public static HeaderName Identify(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 1)
        {
            return text.IsEmpty ? HeaderName.Other : Compact(text[0]);
        }

        for (int at = Hash(text); Table[at] != HeaderName.Other; at = (at + 1) % TableSize)
        {
            ReadOnlySpan<byte> written = Written[(int)Table[at]];
            if (text.SequenceEqual(written) || Ascii.EqualsIgnoreCase(text, written))
            {
                return Table[at];
            }
        }

        return HeaderName.Other;
    }

    private static HeaderName Compact(byte letter) =>
        (letter | 0x20) switch
        {
            'b' => HeaderName.ReferredBy,
            'c' => HeaderName.ContentType,
            'e' => HeaderName.ContentEncoding,
            'f' => HeaderName.From,
            'i' => HeaderName.CallId,
            'k' => HeaderName.Supported,
            'l' => HeaderName.ContentLength,
            'm' => HeaderName.Contact,
            'o' => HeaderName.Event,
            'r' => HeaderName.ReferTo,
            's' => HeaderName.Subject,
            't' => HeaderName.To,
            'u' => HeaderName.AllowEvents,
            'v' => HeaderName.Via,
            'x' => HeaderName.SessionExpires,
            'y' => HeaderName.Identity,
            _ => HeaderName.Other,
        };

    // Length, first, middle and last letter; only letters matter, so case is folded by one bit.
    private static int Hash(ReadOnlySpan<byte> text) =>
        (
            text.Length * 29
            + (text[0] | 0x20) * 7
            + (text[text.Length / 2] | 0x20) * 3
            + (text[^1] | 0x20) * 13
        ) % TableSize;

    private static HeaderName[] MakeTable()
    {
        var table = new HeaderName[TableSize];
        for (int name = 1; name < Count; name++)
        {
            int at = Hash(Written[name]);
            while (table[at] != HeaderName.Other)
            {
                at = (at + 1) % TableSize;
            }

            table[at] = (HeaderName)name;
        }

        return table;
    }

    private static byte[][] MakeWritten()
    {
        var written = new byte[Count][];
        for (int name = 0; name < Count; name++)
        {
            written[name] = Encoding.ASCII.GetBytes(Spell((HeaderName)name));
        }

        return written;
    }

    private static bool[] MakeLists()
    {
        var lists = new bool[Count];
        ReadOnlySpan<HeaderName> names =
        [
            HeaderName.Via,
            HeaderName.Contact,
            HeaderName.Route,
            HeaderName.RecordRoute,
            HeaderName.ContentEncoding,
            HeaderName.ContentLanguage,
            HeaderName.Allow,
            HeaderName.Supported,
            HeaderName.Require,
            HeaderName.ProxyRequire,
            HeaderName.Unsupported,
            HeaderName.Accept,
            HeaderName.AcceptEncoding,
            HeaderName.AcceptLanguage,
            HeaderName.AllowEvents,
            HeaderName.PAssertedIdentity,
            HeaderName.PPreferredIdentity,
            HeaderName.RemotePartyId,
            HeaderName.CallInfo,
            HeaderName.AlertInfo,
            HeaderName.ErrorInfo,
            HeaderName.Warning,
            HeaderName.Reason,
            HeaderName.Diversion,
            HeaderName.HistoryInfo,
            HeaderName.Path,
            HeaderName.ServiceRoute,
            HeaderName.InReplyTo,
        ];
        foreach (HeaderName name in names)
        {
            lists[(int)name] = true;
        }

        return lists;
    }

    private static string Spell(HeaderName name) =>
        name switch
        {
            HeaderName.Other => "",
            HeaderName.CallId => "Call-ID",
            HeaderName.CSeq => "CSeq",
            HeaderName.MaxForwards => "Max-Forwards",
            HeaderName.RecordRoute => "Record-Route",
            HeaderName.ContentLength => "Content-Length",
            HeaderName.ContentType => "Content-Type",
            HeaderName.ContentDisposition => "Content-Disposition",
            HeaderName.ContentEncoding => "Content-Encoding",
            HeaderName.ContentLanguage => "Content-Language",
            HeaderName.MinExpires => "Min-Expires",
            HeaderName.ProxyAuthorization => "Proxy-Authorization",
            HeaderName.WwwAuthenticate => "WWW-Authenticate",
            HeaderName.ProxyAuthenticate => "Proxy-Authenticate",
            HeaderName.AuthenticationInfo => "Authentication-Info",
            HeaderName.ProxyRequire => "Proxy-Require",
            HeaderName.AcceptEncoding => "Accept-Encoding",
            HeaderName.AcceptLanguage => "Accept-Language",
            HeaderName.ReferTo => "Refer-To",
            HeaderName.ReferredBy => "Referred-By",
            HeaderName.ReferSub => "Refer-Sub",
            HeaderName.TargetDialog => "Target-Dialog",
            HeaderName.SubscriptionState => "Subscription-State",
            HeaderName.AllowEvents => "Allow-Events",
            HeaderName.UserAgent => "User-Agent",
            HeaderName.PAssertedIdentity => "P-Asserted-Identity",
            HeaderName.PPreferredIdentity => "P-Preferred-Identity",
            HeaderName.RemotePartyId => "Remote-Party-ID",
            HeaderName.CallInfo => "Call-Info",
            HeaderName.AlertInfo => "Alert-Info",
            HeaderName.SessionExpires => "Session-Expires",
            HeaderName.MinSe => "Min-SE",
            HeaderName.RetryAfter => "Retry-After",
            HeaderName.HistoryInfo => "History-Info",
            HeaderName.ErrorInfo => "Error-Info",
            HeaderName.RAck => "RAck",
            HeaderName.RSeq => "RSeq",
            HeaderName.ServiceRoute => "Service-Route",
            HeaderName.InReplyTo => "In-Reply-To",
            HeaderName.MimeVersion => "MIME-Version",
            HeaderName.ReplyTo => "Reply-To",
            HeaderName.SipETag => "SIP-ETag",
            HeaderName.SipIfMatch => "SIP-If-Match",
            _ => name.ToString(),
        };
}
