using System.Buffers.Binary;

namespace QX200.Sip.Transport;

/// <summary>Datagrams that only hold a way through a NAT open. They get no answer.</summary>
internal static class KeepAlive
{
    private const uint StunCookie = 0x2112A442;

    /// <summary>Nothing, line ends or zero bytes alone, or a STUN message (RFC 5389 section 6).</summary>
    public static bool IsOne(ReadOnlySpan<byte> datagram) =>
        datagram.IndexOfAnyExcept("\r\n \0"u8) < 0 || IsStun(datagram);

    private static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= 20
        && datagram[0] < 0x40
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == StunCookie;
}
