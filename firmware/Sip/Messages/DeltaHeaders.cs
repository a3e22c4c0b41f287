using System.Text;

namespace QX200.Sip.Messages;

/// <summary>Who is to refresh a session (RFC 4028 4).</summary>
internal enum Refresher : byte
{
    Unsaid,
    Uac,
    Uas,
}

/// <summary>Session-Expires: an interval and who refreshes (RFC 4028 4). Min-SE reads alike.</summary>
internal readonly record struct SessionExpires(int Seconds, Refresher Refresher)
{
    public static bool TryParse(ReadOnlySpan<byte> text, out SessionExpires value)
    {
        SipUri.CutAt(text, (byte)';', out ReadOnlySpan<byte> delta, out ReadOnlySpan<byte> terms);
        bool good = Grammar.TrySeconds(Grammar.Trim(delta), out int seconds);
        ParameterList.TryFind(terms, "refresher"u8, out ReadOnlySpan<byte> who);
        Refresher refresher = Ascii.EqualsIgnoreCase(who, "uas"u8)
            ? Refresher.Uas
            : Refresher.Unsaid;
        value = new SessionExpires(
            seconds,
            Ascii.EqualsIgnoreCase(who, "uac"u8) ? Refresher.Uac : refresher
        );
        return good;
    }
}

/// <summary>Retry-After: seconds to wait, a comment passed over, and how long the other side will then be there (RFC 3261 20.33).</summary>
/// <param name="Duration">Seconds; -1 where it is not said.</param>
internal readonly record struct RetryAfter(int Seconds, int Duration)
{
    public static bool TryParse(ReadOnlySpan<byte> text, out RetryAfter value)
    {
        int end = text.IndexOfAny(" \t(;"u8);
        bool good = Grammar.TrySeconds(end < 0 ? text : text[..end], out int seconds);

        // A comment may hold semicolons: the parameters begin after it.
        int comment = text.LastIndexOf((byte)')');
        SipUri.CutAt(text[(comment + 1)..], (byte)';', out _, out ReadOnlySpan<byte> terms);
        bool told =
            ParameterList.TryFind(terms, "duration"u8, out ReadOnlySpan<byte> duration)
            & Grammar.TrySeconds(duration, out int until);
        value = new RetryAfter(seconds, told ? until : -1);
        return good;
    }
}

/// <summary>A value that is seconds alone: Expires, Min-Expires (RFC 3261 20.19, 20.23).</summary>
internal static class DeltaSeconds
{
    /// <summary>False where it is no number; one that passes the range is <see cref="int.MaxValue"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int seconds) =>
        Grammar.TrySeconds(Grammar.Trim(text), out seconds);
}
