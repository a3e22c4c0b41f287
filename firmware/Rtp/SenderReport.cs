using System.Buffers.Binary;

namespace QX200.Rtp;

/// <summary>What a sender tells of itself (RFC 3550 6.4.1).</summary>
/// <param name="Timestamp">The RTP timestamp of the same instant as <paramref name="Time"/>.</param>
/// <param name="Octets">Payload bytes sent, modulo 2^32.</param>
internal readonly record struct SenderReport(
    NtpTime Time,
    uint Timestamp,
    uint Packets,
    uint Octets
)
{
    public const int Length = 20;

    /// <summary><paramref name="from"/> holds at least <see cref="Length"/> bytes.</summary>
    public static SenderReport Read(ReadOnlySpan<byte> from) =>
        new(
            new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(from)),
            BinaryPrimitives.ReadUInt32BigEndian(from[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[16..])
        );

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64BigEndian(into, Time.Value);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(into[12..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(into[16..], Octets);
    }
}
