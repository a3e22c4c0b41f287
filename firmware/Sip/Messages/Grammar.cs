using System.Buffers;

namespace QX200.Sip.Messages;

/// <summary>The small words of RFC 3261 25.1 out of which header values are made. Nothing here throws or allocates.</summary>
internal static class Grammar
{
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"u8
    );

    private static readonly SearchValues<byte> SchemeBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8
    );

    private static readonly SearchValues<byte> HostBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"u8
    );

    private static readonly SearchValues<byte> Ipv6Bytes = SearchValues.Create(
        "0123456789abcdefABCDEF:."u8
    );

    public static bool IsToken(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Whether the text could be a name or an IPv4 address, or an IPv6 reference in its brackets.</summary>
    public static bool IsHost(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        return text[0] == '['
            ? text.Length > 3 && text[^1] == ']' && !text[1..^1].ContainsAnyExcept(Ipv6Bytes)
            : !text.ContainsAnyExcept(HostBytes);
    }

    /// <summary>Finds the colon after a URI scheme; -1 where the text does not begin with one.</summary>
    public static int EndOfScheme(ReadOnlySpan<byte> uri)
    {
        int colon = uri.IndexOfAnyExcept(SchemeBytes);
        return colon > 0 && uri[colon] == ':' && char.IsAsciiLetter((char)uri[0]) ? colon : -1;
    }

    public static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t';

    /// <summary>Takes spaces and tabs off both ends. Folds are spaces already when a value is read.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsBlank(text[start]))
        {
            start++;
        }

        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>
    /// The index after the closing quote of the quoted string that opens at <paramref name="open"/>; -1 where it is
    /// never closed. A backslash takes the next byte with it.
    /// </summary>
    public static int EndOfQuoted(ReadOnlySpan<byte> text, int open)
    {
        int at = open + 1;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }

        return -1;
    }

    /// <summary>
    /// The index of the first comma that separates values: not one in a quoted string or between angle brackets.
    /// The length of the text where there is none.
    /// </summary>
    public static int EndOfListItem(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny((byte)',', (byte)'"', (byte)'<');
            if (found < 0)
            {
                return text.Length;
            }

            at += found;
            if (text[at] == ',')
            {
                return at;
            }

            at = text[at] == '"' ? EndOfQuoted(text, at) : EndOfAngle(text, at);
            if (at < 0)
            {
                return text.Length;
            }
        }

        return text.Length;
    }

    /// <summary>A number of digits alone, leading zeros allowed. False when it passes 2^32 - 1.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out uint number)
    {
        ulong sum = 0;
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (byte b in text)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9)
            {
                return false;
            }

            sum = sum * 10 + digit;
            if (sum > uint.MaxValue)
            {
                return false;
            }
        }

        number = (uint)sum;
        return true;
    }

    /// <summary>
    /// Seconds as Expires and its kin carry them. Digits that pass the range mean "as long as can be"
    /// (RFC 3261 20.19) and give <see cref="int.MaxValue"/>; anything but digits is refused.
    /// </summary>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        seconds = TryNumber(text, out uint number)
            ? (int)Math.Min(number, int.MaxValue)
            : int.MaxValue;
        return true;
    }

    /// <summary>A port of 1 to 65535.</summary>
    public static bool TryPort(ReadOnlySpan<byte> text, out int port)
    {
        bool good = TryNumber(text, out uint number) && number is > 0 and <= 65535;
        port = good ? (int)number : 0;
        return good;
    }

    /// <summary>Splits "host", "host:port" or "[v6]:port"; the port is 0 where none is written.</summary>
    public static bool TryHostPort(
        ReadOnlySpan<byte> text,
        out ReadOnlySpan<byte> host,
        out int port
    )
    {
        port = 0;
        int from = text.IsEmpty || text[0] != '[' ? 0 : Math.Max(text.IndexOf((byte)']'), 0);
        int colon = text[from..].IndexOf((byte)':');
        if (colon < 0)
        {
            host = text;
            return IsHost(host);
        }

        host = Trim(text[..(from + colon)]);
        return IsHost(host) && TryPort(Trim(text[(from + colon + 1)..]), out port);
    }

    private static int EndOfAngle(ReadOnlySpan<byte> text, int open)
    {
        int close = text[open..].IndexOf((byte)'>');
        return close < 0 ? -1 : open + close + 1;
    }
}
