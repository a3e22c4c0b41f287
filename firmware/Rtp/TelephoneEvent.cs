using System.Buffers.Binary;

namespace QX200.Rtp;

/// <summary>The payload of a telephone-event packet (RFC 4733 2.3).</summary>
/// <param name="Code">0 to 9 digits, 10 *, 11 #, 12 to 15 A to D, 16 hook flash.</param>
/// <param name="Duration">So far, in timestamp units.</param>
internal readonly record struct TelephoneEvent(byte Code, bool End, byte Volume, ushort Duration)
{
    public const int Length = 4;

    private const string Keys = "0123456789*#ABCD!";

    public static bool TryParse(ReadOnlySpan<byte> payload, out TelephoneEvent parsed)
    {
        if (payload.Length < Length)
        {
            parsed = default;
            return false;
        }

        parsed = new TelephoneEvent(
            payload[0],
            (payload[1] & 0x80) != 0,
            (byte)(payload[1] & 0x3F),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..])
        );
        return true;
    }

    public void Write(Span<byte> into)
    {
        into[0] = Code;
        into[1] = (byte)((End ? 0x80 : 0) | Volume);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], Duration);
    }

    /// <summary>The key of an event code; false for codes that are no key (fax tones and the like).</summary>
    public static bool TryKey(byte code, out char key)
    {
        key = code < Keys.Length ? Keys[code] : '\0';
        return key != '\0';
    }

    /// <summary>The event code of a key, letters in either case; false where it is no key.</summary>
    public static bool TryCode(char key, out byte code)
    {
        int index = Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
        code = (byte)Math.Max(index, 0);
        return index >= 0;
    }
}
