using System.Buffers.Binary;
using System.Globalization;

namespace QX200.Acceptance.Wire;

/// <summary>The fields of an RTP packet that continuity is judged by; the time is in seconds.</summary>
internal readonly record struct RtpPacket(
    double At,
    uint Ssrc,
    ushort Sequence,
    uint Timestamp,
    byte PayloadType,
    bool Marker,
    int PayloadLength
)
{
    private const int HeaderLength = 12;

    /// <summary>Version 2 and not RTCP (RFC 5761: payload types 64 to 95 with the marker bit are RTCP's).</summary>
    public static bool IsRtp(byte[] datagram) =>
        datagram.Length >= HeaderLength && datagram[0] >> 6 == 2 && datagram[1] is < 192 or > 223;

    public static RtpPacket Of(Datagram datagram)
    {
        ReadOnlySpan<byte> bytes = datagram.Payload;
        return new RtpPacket(
            datagram.At,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            (byte)(bytes[1] & 0x7F),
            bytes[1] >> 7 != 0,
            bytes.Length - HeaderLength
        );
    }
}

/// <summary>All RTP that the exchange sent from one of its ports to one place.</summary>
internal sealed record SentStream(int From, int To, RtpPacket[] Packets)
{
    // The payload types from here on are dynamic; the tests' sessions use them for telephone events alone.
    private const int FirstDynamicType = 96;
    private const double ClockRate = 8000;
    private const double LongestGap = 0.060;
    private const double ClockTolerance = 0.060;

    public double Seconds => Packets[^1].At - Packets[0].At;

    /// <summary>
    /// Every break of what a receiver may rely on: one SSRC, sequence numbers by one, no gap over 60 ms, and time
    /// stamps that go with the clock. Empty means the stream ran on without a seam.
    /// </summary>
    public IReadOnlyList<string> Breaks()
    {
        var breaks = new List<string>();
        RtpPacket[] sound = [.. Packets.Where(p => p.PayloadType < FirstDynamicType)];
        for (int i = 1; i < Packets.Length; i++)
        {
            RtpPacket before = Packets[i - 1];
            RtpPacket now = Packets[i];
            Note(now.Ssrc != before.Ssrc, now, $"SSRC {before.Ssrc:x8} became {now.Ssrc:x8}");
            int step = (ushort)(now.Sequence - before.Sequence);
            Note(step != 1, now, $"sequence went from {before.Sequence} to {now.Sequence}");
        }

        for (int i = 1; i < sound.Length; i++)
        {
            RtpPacket before = sound[i - 1];
            RtpPacket now = sound[i];
            double wall = now.At - before.At;
            double clock = (int)(now.Timestamp - before.Timestamp) / ClockRate;
            Note(wall > LongestGap, now, $"{wall * 1000:0} ms without a packet");
            Note(
                clock <= 0 || Math.Abs(clock - wall) > ClockTolerance,
                now,
                $"time stamps went on by {clock * 1000:0} ms in {wall * 1000:0} ms"
            );
        }

        return breaks;

        void Note(bool broken, RtpPacket packet, FormattableString what)
        {
            if (broken)
            {
                double at = packet.At - Packets[0].At;
                breaks.Add(
                    string.Create(CultureInfo.InvariantCulture, $"at {at:0.000} s: ")
                        + what.ToString(CultureInfo.InvariantCulture)
                );
            }
        }
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"port {From} to {To}: {Packets.Length} packets in {Seconds:0.0} s"
        );
}
