using QX200.Rtp;

namespace QX200.Media.Engine;

/// <summary>
/// Puts packets on the wire under a stream's own SSRC and timeline. A packet that we make is laid out in one buffer
/// and sent with one call: copying 160 bytes behind a header costs less than a second piece in a gathered send.
/// </summary>
internal sealed class PacketSender(IMediaPorts ports, MediaTally tally)
{
    private const int LongestPayload = 60 * CodecFacts.BytesPerMillisecond;

    private readonly byte[] _packet = GC.AllocateArray<byte>(
        RtpPacket.HeaderLength + LongestPayload,
        pinned: true
    );

    /// <summary>Where to put the payload of the packet that <see cref="Sound"/> sends next.</summary>
    public Span<byte> Payload(int length) => _packet.AsSpan(RtpPacket.HeaderLength, length);

    /// <summary>Sends <paramref name="length"/> bytes of <see cref="Payload"/> as the stream's next packet of sound.</summary>
    public void Sound(ref StreamRow row, int length, long now)
    {
        ushort sequence = (ushort)(row.Out.Sequence + 1);
        uint timestamp = row.Out.Follow(now);
        Span<byte> packet = _packet.AsSpan(0, RtpPacket.HeaderLength + length);
        RtpPacket.WriteHeader(
            packet,
            TakeMarker(ref row),
            row.Agreed.SendPayload,
            sequence,
            timestamp,
            row.Out.Ssrc
        );
        row.Out.Sent(sequence, timestamp, length, now);
        Send(ref row, packet, length);
    }

    /// <summary>Sends a packet that came in, under a header of the stream's own in place of the one it has.</summary>
    /// <param name="datagram">The packet as it came; its header is overwritten.</param>
    /// <param name="late">It was overtaken: the stream's timeline is beyond it.</param>
    public void Relayed(
        ref StreamRow row,
        Span<byte> datagram,
        in RtpPacket packet,
        ushort sequence,
        uint timestamp,
        bool late,
        long now
    )
    {
        bool marker = !late && (TakeMarker(ref row) || packet.Marker);
        Span<byte> sent = datagram.Slice(
            packet.PayloadOffset - RtpPacket.HeaderLength,
            RtpPacket.HeaderLength + packet.PayloadLength
        );
        RtpPacket.WriteHeader(
            sent,
            marker,
            row.Agreed.SendPayload,
            sequence,
            timestamp,
            row.Out.Ssrc
        );
        if (!late)
        {
            row.Out.Sent(sequence, timestamp, packet.PayloadLength, now);
        }

        Send(ref row, sent, packet.PayloadLength);
    }

    /// <summary>Sends a packet of a telephone-event.</summary>
    /// <param name="covered">Clock units from the event's beginning to the end of this packet's turn.</param>
    public void Event(
        ref StreamRow row,
        in TelephoneEvent packet,
        bool first,
        int covered,
        long now
    )
    {
        ushort sequence = (ushort)(row.Out.Sequence + 1);
        uint timestamp = first ? row.Out.Follow(now) : row.Out.Timestamp;
        Span<byte> sent = _packet.AsSpan(0, RtpPacket.HeaderLength + TelephoneEvent.Length);
        RtpPacket.WriteHeader(
            sent,
            first,
            (byte)row.Agreed.EventPayload,
            sequence,
            timestamp,
            row.Out.Ssrc
        );
        packet.Write(sent[RtpPacket.HeaderLength..]);
        row.Out.Sent(sequence, timestamp, covered, first ? now : row.Out.SentAt);
        Send(ref row, sent, TelephoneEvent.Length);
    }

    private static bool TakeMarker(ref StreamRow row)
    {
        bool marker = row.Out.BeginsSpurt;
        row.Out.BeginsSpurt = false;
        return marker;
    }

    private void Send(ref StreamRow row, ReadOnlySpan<byte> packet, int octets)
    {
        row.Control.PacketsSent++;
        row.Control.OctetsSent += (uint)octets;
        tally.SentOut();
        if (!ports.Send(row.RtpSocket, packet, row.Peer.Target))
        {
            tally.SendFailed();
        }
    }
}
