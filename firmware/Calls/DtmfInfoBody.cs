using System.Buffers.Text;
using System.Text;

namespace QX200.Calls;

/// <summary>
/// A key press in the body of an INFO request: <c>application/dtmf-relay</c> (lines <c>Signal=5</c> and
/// <c>Duration=160</c>, milliseconds) or <c>application/dtmf</c> (the bare digit). Both are customs, not standards.
/// </summary>
internal static class DtmfInfoBody
{
    public const string RelayType = "application/dtmf-relay";
    public const string PlainType = "application/dtmf";

    private const int UsualMilliseconds = 160;
    private const int LongestMilliseconds = 10_000;

    /// <summary>False where the type or the body is none of the two, or the signal is no key of a telephone.</summary>
    public static bool TryParse(
        string contentType,
        ReadOnlySpan<byte> body,
        out char digit,
        out int milliseconds
    )
    {
        digit = '\0';
        milliseconds = UsualMilliseconds;
        string type = contentType.Split(';')[0].Trim();
        if (type.Equals(PlainType, StringComparison.OrdinalIgnoreCase))
        {
            return TryDigit(body.Trim(" \t\r\n"u8), out digit);
        }

        if (!type.Equals(RelayType, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (Range range in body.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = body[range].Trim(" \t\r"u8);
            int equals = line.IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            ReadOnlySpan<byte> key = line[..equals].TrimEnd(" \t"u8);
            ReadOnlySpan<byte> value = line[(equals + 1)..].TrimStart(" \t"u8);
            if (Ascii.EqualsIgnoreCase(key, "Signal"u8))
            {
                _ = TryDigit(value, out digit);
            }
            else if (
                Ascii.EqualsIgnoreCase(key, "Duration"u8)
                && Utf8Parser.TryParse(value, out int duration, out _)
            )
            {
                milliseconds = Math.Clamp(duration, 40, LongestMilliseconds);
            }
        }

        return digit != '\0';
    }

    public static byte[] Relay(char digit, int milliseconds) =>
        Encoding.ASCII.GetBytes($"Signal={digit}\r\nDuration={milliseconds}\r\n");

    private static bool TryDigit(ReadOnlySpan<byte> text, out char digit)
    {
        digit = '\0';
        if (text.Length == 2 && text[0] == '1' && text[1] is (byte)'0' or (byte)'1')
        {
            digit = text[1] == '0' ? '*' : '#';
            return true;
        }

        if (text.Length != 1)
        {
            return false;
        }

        char key = char.ToUpperInvariant((char)text[0]);
        if (key is (>= '0' and <= '9') or '*' or '#' or (>= 'A' and <= 'D'))
        {
            digit = key;
            return true;
        }

        return false;
    }
}
