using System.Buffers.Binary;

namespace QX200.Rtp;

/// <summary>Kinds of RTCP packets (RFC 3550 12.1).</summary>
internal static class RtcpKind
{
    public const byte SenderReport = 200;
    public const byte ReceiverReport = 201;
    public const byte Description = 202;
    public const byte Bye = 203;
}

/// <summary>
/// Writes one compound RTCP packet (RFC 3550 6.1): a report first, then who we are, then perhaps a good-bye.
/// The buffer must hold <see cref="MostBytes"/>.
/// </summary>
internal ref struct RtcpWriter(Span<byte> buffer, uint ssrc)
{
    public const int MostBytes = 160;
    private const int LongestName = 64;

    private readonly Span<byte> _buffer = buffer;
    private readonly uint _ssrc = ssrc;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>A sender report where we have sent since the last one, else a receiver report.</summary>
    public void Report(
        in SenderReport sent,
        bool hasSent,
        in ReportBlock received,
        bool hasReceived
    )
    {
        int start = Begin(
            hasSent ? RtcpKind.SenderReport : RtcpKind.ReceiverReport,
            hasReceived ? 1 : 0
        );
        if (hasSent)
        {
            sent.Write(_buffer[Length..]);
            Length += SenderReport.Length;
        }

        if (hasReceived)
        {
            received.Write(_buffer[Length..]);
            Length += ReportBlock.Length;
        }

        End(start);
    }

    /// <param name="name">The canonical name; cut at 64 bytes.</param>
    public void Describe(ReadOnlySpan<byte> name)
    {
        const byte CanonicalName = 1;
        name = name[..Math.Min(name.Length, LongestName)];
        int start = Begin(RtcpKind.Description, 1);
        _buffer[Length++] = CanonicalName;
        _buffer[Length++] = (byte)name.Length;
        name.CopyTo(_buffer[Length..]);
        Length += name.Length;

        // The list of items ends with at least one zero and is filled up to a word (RFC 3550 6.5).
        int fill = 4 - (Length & 3);
        _buffer.Slice(Length, fill).Clear();
        Length += fill;
        End(start);
    }

    public void Bye() => End(Begin(RtcpKind.Bye, 1));

    private int Begin(byte kind, int count)
    {
        int start = Length;
        _buffer[start] = (byte)(0x80 | count);
        _buffer[start + 1] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[(start + 4)..], _ssrc);
        Length += 8;
        return start;
    }

    private readonly void End(int start) =>
        BinaryPrimitives.WriteUInt16BigEndian(
            _buffer[(start + 2)..],
            (ushort)(((Length - start) / 4) - 1)
        );
}
