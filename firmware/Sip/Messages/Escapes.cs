using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace QX200.Sip.Messages;

/// <summary>Percent escapes of URIs (RFC 3261 19.1.2) and backslash escapes of quoted strings.</summary>
internal static class Escapes
{
    // unreserved and user-unreserved: what may stand in the user part as it is.
    private static readonly SearchValues<byte> UserBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()&=+$,;?/"u8
    );

    // unreserved and hnv-unreserved: what may stand in the value of a URI's header.
    private static readonly SearchValues<byte> HeaderBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()[]/?:+$"u8
    );

    /// <summary>Undoes percent escapes; a percent sign without two hex digits stands for itself.</summary>
    /// <returns>Bytes written: never more than the source has. -1 when they do not fit.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> into)
    {
        int written = 0;
        for (int at = 0; at < escaped.Length; written++)
        {
            if (written == into.Length)
            {
                return -1;
            }

            into[written] = NextByte(escaped, ref at);
        }

        return written;
    }

    /// <summary>The text with percent escapes undone, read as UTF-8.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'%'))
        {
            return Encoding.UTF8.GetString(escaped);
        }

        byte[] room = ArrayPool<byte>.Shared.Rent(escaped.Length);
        string text = Encoding.UTF8.GetString(room.AsSpan(0, Unescape(escaped, room)));
        ArrayPool<byte>.Shared.Return(room);
        return text;
    }

    /// <summary>Whether both are the same once their escapes are undone; case counts.</summary>
    public static bool SameUnescaped(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b))
        {
            return true;
        }

        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            // An escaped reserved sign is not the same as the bare one: %40 is no separator (19.1.4).
            bool bothOrNeither = IsReservedEscape(a, i) == IsReservedEscape(b, j);
            if (NextByte(a, ref i) != NextByte(b, ref j) || !bothOrNeither)
            {
                return false;
            }
        }

        return i == a.Length && j == b.Length;
    }

    /// <summary>Whether the byte may stand bare in the user part of a URI.</summary>
    public static bool IsBareInUser(byte b) => UserBytes.Contains(b);

    /// <summary>Whether the byte may stand bare in the value of a URI's header.</summary>
    public static bool IsBareInHeader(byte b) => HeaderBytes.Contains(b);

    /// <summary>The inside of a quoted string with its backslashes taken out, read as UTF-8.</summary>
    public static string Unquote(ReadOnlySpan<byte> inside)
    {
        if (!inside.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inside);
        }

        byte[] room = ArrayPool<byte>.Shared.Rent(inside.Length);
        int written = 0;
        for (int at = 0; at < inside.Length; at++)
        {
            if (inside[at] == '\\' && at + 1 < inside.Length)
            {
                at++;
            }

            room[written++] = inside[at];
        }

        string text = Encoding.UTF8.GetString(room.AsSpan(0, written));
        ArrayPool<byte>.Shared.Return(room);
        return text;
    }

    private static bool IsReservedEscape(ReadOnlySpan<byte> text, int at)
    {
        int next = at;
        return text[at] == '%' && ";/?:@&=+$,"u8.Contains(NextByte(text, ref next));
    }

    private static byte NextByte(ReadOnlySpan<byte> text, ref int at)
    {
        if (
            text[at] == '%'
            && at + 2 < text.Length
            && char.IsAsciiHexDigit((char)text[at + 1])
            && char.IsAsciiHexDigit((char)text[at + 2])
            && Utf8Parser.TryParse(text.Slice(at + 1, 2), out byte value, out _, 'X')
        )
        {
            at += 3;
            return value;
        }

        return text[at++];
    }
}
