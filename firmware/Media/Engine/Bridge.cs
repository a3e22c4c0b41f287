using QX200.Rtp;

namespace QX200.Media.Engine;

/// <summary>
/// Hands a packet on to everybody who hears the leg that it came from: as it is where they speak the same codec, into
/// their transcoder where they do not.
/// </summary>
internal sealed class Bridge(StreamTable table, PacketSender sender, MediaTally tally)
{
    /// <param name="from">The row it came in on.</param>
    /// <param name="datagram">The packet; its header may be overwritten.</param>
    /// <param name="extended">Its sequence number, extended.</param>
    public void Pass(
        int from,
        Span<byte> datagram,
        in RtpPacket packet,
        Codec codec,
        uint extended,
        long now
    )
    {
        int listener = table[from].In.FirstListener;
        if (listener < 0)
        {
            tally.HeardByNobody();
        }

        for (; listener >= 0; listener = table[listener].Hears.NextListener)
        {
            ref StreamRow row = ref table[listener];
            if (!row.Agreed.Sending || row.Digits.IsActive)
            {
                row.Relay.Lose();
                tally.LeftOut();
            }
            else if (row.Agreed.Codec == codec)
            {
                Relay(ref row, table[from].In.Epoch, datagram, packet, extended, now);
            }
            else
            {
                Transcode(listener, datagram, packet, codec, now);
            }
        }
    }

    /// <summary>A packet of <paramref name="from"/> goes no further: nobody shall miss it.</summary>
    public void Skip(int from, uint extended)
    {
        byte epoch = table[from].In.Epoch;
        int listener = table[from].In.FirstListener;
        for (; listener >= 0; listener = table[listener].Hears.NextListener)
        {
            table[listener].Relay.Skip(extended, epoch);
        }
    }

    private void Relay(
        ref StreamRow row,
        byte epoch,
        Span<byte> datagram,
        in RtpPacket packet,
        uint extended,
        long now
    )
    {
        if (row.Hears.Transcoding)
        {
            row.Hears.Transcoding = false;
            row.Relay.Lose();
        }

        RelayVerdict verdict = row.Relay.Map(
            extended,
            epoch,
            packet.Timestamp,
            packet.PayloadLength,
            now,
            ref row.Out,
            out ushort sequence,
            out uint timestamp
        );
        if (verdict == RelayVerdict.LeaveOut)
        {
            tally.LeftOut();
            return;
        }

        bool late = verdict == RelayVerdict.SendLate;
        sender.Relayed(ref row, datagram, packet, sequence, timestamp, late, now);
    }

    private void Transcode(
        int listener,
        ReadOnlySpan<byte> datagram,
        in RtpPacket packet,
        Codec codec,
        long now
    )
    {
        ref StreamRow row = ref table[listener];
        Codecs.Transcoder transcoder = table.TranscoderOf(listener);
        if (!row.Hears.Transcoding)
        {
            row.Hears.Transcoding = true;
            row.Relay.Lose();
            transcoder.Start(row.Agreed.Codec);
            table.Due[listener] = 0;
        }

        transcoder.Put(
            datagram.Slice(packet.PayloadOffset, packet.PayloadLength),
            codec,
            packet.Sequence,
            packet.Timestamp,
            packet.Ssrc,
            now
        );
    }
}
