using System.Buffers.Binary;

namespace QX200.Rtp;

/// <summary>What one side tells about what it receives from one source (RFC 3550 6.4.1).</summary>
/// <param name="Source">The SSRC that is reported on.</param>
/// <param name="FractionLost">In 256ths, since the report before.</param>
/// <param name="Lost">Since the beginning; 24 bits with sign.</param>
/// <param name="Jitter">In timestamp units.</param>
/// <param name="LastReport">Middle of the NTP time of the source's last sender report; 0: none came.</param>
/// <param name="Delay">From that report's arrival until now, in 65,536ths of a second.</param>
internal readonly record struct ReportBlock(
    uint Source,
    byte FractionLost,
    int Lost,
    uint Highest,
    uint Jitter,
    uint LastReport,
    uint Delay
)
{
    public const int Length = 24;

    /// <summary><paramref name="from"/> holds at least <see cref="Length"/> bytes.</summary>
    public static ReportBlock Read(ReadOnlySpan<byte> from)
    {
        uint lost = BinaryPrimitives.ReadUInt32BigEndian(from[4..]);
        return new ReportBlock(
            BinaryPrimitives.ReadUInt32BigEndian(from),
            (byte)(lost >> 24),
            (int)(lost << 8) >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(from[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[20..])
        );
    }

    public void Write(Span<byte> into)
    {
        int lost = Math.Clamp(Lost, -0x800000, 0x7FFFFF) & 0xFFFFFF;
        BinaryPrimitives.WriteUInt32BigEndian(into, Source);
        BinaryPrimitives.WriteUInt32BigEndian(into[4..], ((uint)FractionLost << 24) | (uint)lost);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], Highest);
        BinaryPrimitives.WriteUInt32BigEndian(into[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(into[16..], LastReport);
        BinaryPrimitives.WriteUInt32BigEndian(into[20..], Delay);
    }

    /// <summary>
    /// Round-trip time by a report on what we send (RFC 3550 6.4.1), in milliseconds; -1 where it does not tell.
    /// </summary>
    /// <param name="arrival">Our NTP time's middle when the report came.</param>
    public int RoundTripMs(uint arrival)
    {
        int trip = (int)(arrival - LastReport - Delay);
        return LastReport == 0 || trip < 0 ? -1 : (int)((trip * 1000L) >> 16);
    }
}
