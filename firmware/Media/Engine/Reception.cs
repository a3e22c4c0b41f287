using QX200.Media.Engine.Native;
using QX200.Rtp;

namespace QX200.Media.Engine;

/// <summary>Takes in what comes from a stream's peer: checks, counts, reads key presses, hands sound on.</summary>
internal sealed class Reception(
    StreamTable table,
    Bridge bridge,
    MediaEvents events,
    MediaTally tally
)
{
    /// <summary>Silence of this length from a peer that had sent is told.</summary>
    public const long SilentAfterUs = 60_000_000;

    private const byte ComfortNoise = 13;

    /// <param name="datagram">The packet; its header may be overwritten on the way out.</param>
    public void Rtp(int row, Span<byte> datagram, in PeerAddress from, long now)
    {
        ref StreamRow stream = ref table[row];
        if (
            RtpPacket.Parse(datagram, out RtpPacket packet) != RtpRejection.None
            || !IsAgreed(ref stream, packet, out Codec codec, out bool isEvent)
        )
        {
            tally.SawMalformed();
            return;
        }

        if (!stream.Peer.Admit(from, now))
        {
            tally.SawStranger();
            return;
        }

        tally.TookIn();
        if (!Note(ref stream.In, packet, isEvent, now, out uint extended))
        {
            tally.LeftOut();
        }
        else if (isEvent || packet.PayloadType == ComfortNoise || packet.PayloadLength == 0)
        {
            bridge.Skip(row, extended);
            TakeEvent(row, isEvent, datagram, packet, now);
        }
        else
        {
            if (stream.Agreed.Listening)
            {
                Listen(row, datagram, packet, codec, extended);
            }

            bridge.Pass(row, datagram, packet, codec, extended, now);
        }
    }

    /// <summary>What the clock alone brings about: a press without an end, a peer fallen silent.</summary>
    public void Look(int row, long now)
    {
        ref Incoming incoming = ref table[row].In;
        if (incoming.Keys.TryTimeOut(now, out KeyPress press))
        {
            Tell(row, press);
        }

        if (
            table[row].Agreed.Listening
            && now - incoming.HeardAt >= KeyPressDetector.SilentAfterUs
            && table.ListenerOf(row).TryEnd(out press)
        )
        {
            TellTone(row, press);
        }

        long quietSince = Math.Max(incoming.HeardAt, incoming.ExpectedSince);
        if (
            incoming.Heard
            && table[row].Agreed.Receiving
            && now - Math.Max(quietSince, incoming.SilenceToldAt) >= SilentAfterUs
        )
        {
            incoming.SilenceToldAt = now;
            events.Post(MediaEventKind.StreamSilent, table.NameOf(row));
        }
    }

    private static bool IsAgreed(
        ref readonly StreamRow stream,
        in RtpPacket packet,
        out Codec codec,
        out bool isEvent
    )
    {
        PayloadMap map = stream.Agreed.Receive;
        isEvent = map.IsEvent(packet.PayloadType);
        return map.TryCodec(packet.PayloadType, out codec)
            || isEvent
            || packet.PayloadType == ComfortNoise;
    }

    private static bool Note(
        ref Incoming incoming,
        in RtpPacket packet,
        bool isEvent,
        long now,
        out uint extended
    )
    {
        if (incoming.Ssrc != packet.Ssrc || !incoming.Heard)
        {
            incoming.Ssrc = packet.Ssrc;
            incoming.Figures = default;
            incoming.Keys = default;
        }

        incoming.Heard = true;
        incoming.HeardAt = now;

        // All packets of an event carry its first timestamp, which tells nothing of jitter.
        SequenceVerdict verdict = incoming.Figures.Take(
            packet.Sequence,
            packet.Timestamp,
            isEvent ? null : (uint)Timeline.Units(now),
            out extended
        );
        if (verdict == SequenceVerdict.Restarted)
        {
            incoming.Epoch++;
        }

        return verdict != SequenceVerdict.Doubtful;
    }

    private void TakeEvent(
        int row,
        bool isEvent,
        ReadOnlySpan<byte> datagram,
        in RtpPacket packet,
        long now
    )
    {
        if (
            !isEvent
            || !TelephoneEvent.TryParse(
                datagram.Slice(packet.PayloadOffset, packet.PayloadLength),
                out TelephoneEvent parsed
            )
        )
        {
            return;
        }

        ref KeyPressDetector keys = ref table[row].In.Keys;
        while (keys.TryTake(parsed, packet.Timestamp, now, out KeyPress press))
        {
            Tell(row, press);
        }
    }

    private void Listen(
        int row,
        ReadOnlySpan<byte> datagram,
        in RtpPacket packet,
        Codec codec,
        uint extended
    )
    {
        Tones.DtmfListener listener = table.ListenerOf(row);
        byte epoch = table[row].In.Epoch;
        if (listener.Arrived(epoch, extended, packet.Timestamp, packet.PayloadLength))
        {
            ReadOnlySpan<byte> payload = datagram.Slice(packet.PayloadOffset, packet.PayloadLength);
            while (listener.TryTake(ref payload, codec, out KeyPress press))
            {
                TellTone(row, press);
            }
        }
    }

    private void TellTone(int row, in KeyPress press) =>
        events.Post(MediaEventKind.ToneArrived, table.NameOf(row), press.Key, press.Milliseconds);

    private void Tell(int row, in KeyPress press) =>
        events.Post(MediaEventKind.DigitArrived, table.NameOf(row), press.Key, press.Milliseconds);
}
