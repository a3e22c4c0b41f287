using System.Buffers.Binary;

namespace QX200.Rtp;

/// <summary>
/// Walks over a compound RTCP packet (RFC 3550 6.1), one packet at each <see cref="MoveNext"/>. It stops at the
/// first that is malformed; nothing throws.
/// </summary>
internal ref struct RtcpReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;
    private ReadOnlySpan<byte> _body;
    private int _count;

    /// <summary>One of <see cref="RtcpKind"/>, or a kind that we do not know.</summary>
    public byte Kind { get; private set; }

    /// <summary>Whose packet it is; 0 where it does not say.</summary>
    public readonly uint Ssrc =>
        _body.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(_body) : 0;

    /// <summary>Whether a datagram begins as a compound packet must: version 2, a report first.</summary>
    public static bool IsCompound(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= 8
        && datagram[0] >> 6 == 2
        && datagram[1] is RtcpKind.SenderReport or RtcpKind.ReceiverReport;

    public bool MoveNext()
    {
        if (_rest.Length < 4 || _rest[0] >> 6 != 2)
        {
            return false;
        }

        int length = 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1);
        if (length > _rest.Length)
        {
            return false;
        }

        _count = _rest[0] & 0x1F;
        Kind = _rest[1];
        _body = _rest[4..length];
        _rest = _rest[length..];
        return true;
    }

    public readonly bool TrySenderReport(out SenderReport report)
    {
        bool there = Kind == RtcpKind.SenderReport && _body.Length >= 4 + SenderReport.Length;
        report = there ? SenderReport.Read(_body[4..]) : default;
        return there;
    }

    /// <summary>The report block on <paramref name="source"/>, if this is a report that has one.</summary>
    public readonly bool TryBlockOn(uint source, out ReportBlock block)
    {
        int at = Kind switch
        {
            RtcpKind.SenderReport => 4 + SenderReport.Length,
            RtcpKind.ReceiverReport => 4,
            _ => _body.Length,
        };
        for (int i = 0; i < _count && at + ReportBlock.Length <= _body.Length; i++)
        {
            block = ReportBlock.Read(_body[at..]);
            if (block.Source == source)
            {
                return true;
            }

            at += ReportBlock.Length;
        }

        block = default;
        return false;
    }
}
