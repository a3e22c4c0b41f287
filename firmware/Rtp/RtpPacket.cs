using System.Buffers.Binary;

namespace QX200.Rtp;

/// <summary>Why a datagram is no RTP packet.</summary>
internal enum RtpRejection : byte
{
    None,
    TooShort,
    NotVersion2,

    /// <summary>The payload type is one of RTCP's (RFC 5761 4).</summary>
    Control,

    /// <summary>Contributing sources, header extension or padding reach beyond the datagram.</summary>
    Overrun,
}

/// <summary>An RTP packet's fixed header and where its payload lies (RFC 3550 5.1). A plain value, no view.</summary>
internal readonly record struct RtpPacket
{
    /// <summary>The header as we write it: no contributing sources, no extension.</summary>
    public const int HeaderLength = 12;

    public bool Marker { get; init; }
    public byte PayloadType { get; init; }
    public ushort Sequence { get; init; }
    public uint Timestamp { get; init; }
    public uint Ssrc { get; init; }

    /// <summary>Where the payload begins, and how long it is without padding, in bytes.</summary>
    public int PayloadOffset { get; init; }
    public int PayloadLength { get; init; }

    public static RtpRejection Parse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < HeaderLength)
        {
            return RtpRejection.TooShort;
        }

        byte first = datagram[0];
        byte second = datagram[1];
        if (first >> 6 != 2)
        {
            return RtpRejection.NotVersion2;
        }

        if (second is >= 192 and <= 223)
        {
            return RtpRejection.Control;
        }

        if (!TryMeasure(datagram, first, out int offset, out int length))
        {
            return RtpRejection.Overrun;
        }

        packet = new RtpPacket
        {
            Marker = (second & 0x80) != 0,
            PayloadType = (byte)(second & 0x7F),
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            PayloadOffset = offset,
            PayloadLength = length,
        };
        return RtpRejection.None;
    }

    /// <summary>Writes a plain header of <see cref="HeaderLength"/> bytes, which must fit.</summary>
    public static void WriteHeader(
        Span<byte> into,
        bool marker,
        byte payloadType,
        ushort sequence,
        uint timestamp,
        uint ssrc
    )
    {
        into[0] = 0x80;
        into[1] = (byte)((marker ? 0x80 : 0) | payloadType);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(into[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], ssrc);
    }

    private static bool TryMeasure(
        ReadOnlySpan<byte> datagram,
        byte first,
        out int offset,
        out int length
    )
    {
        offset = HeaderLength + (4 * (first & 0x0F));
        length = 0;
        if ((first & 0x10) != 0)
        {
            if (datagram.Length < offset + 4)
            {
                return false;
            }

            offset += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(datagram[(offset + 2)..]));
        }

        int padding = (first & 0x20) != 0 ? datagram[^1] : 0;
        length = datagram.Length - offset - padding;
        return length >= 0 && ((first & 0x20) == 0 || padding > 0);
    }
}
