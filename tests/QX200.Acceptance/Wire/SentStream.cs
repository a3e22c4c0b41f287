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

    /// <summary>When its packets could not be in time.</summary>
    public Hindrances Hindrances { get; init; } = Hindrances.None;

    public double Seconds => Packets[^1].At - Packets[0].At;

    /// <summary>
    /// Every break of what a receiver may rely on and what no machine is too slow for: one SSRC, sequence numbers by one,
    /// time stamps that go on.
    /// </summary>
    public IReadOnlyList<string> Breaks()
    {
        var breaks = new List<string>();
        for (int i = 1; i < Packets.Length; i++)
        {
            RtpPacket before = Packets[i - 1];
            RtpPacket now = Packets[i];
            int step = (ushort)(now.Sequence - before.Sequence);
            if (now.Ssrc != before.Ssrc)
            {
                breaks.Add(At(now, $"SSRC {before.Ssrc:x8} became {now.Ssrc:x8}"));
            }

            if (step != 1)
            {
                breaks.Add(At(now, $"sequence went from {before.Sequence} to {now.Sequence}"));
            }
        }

        foreach ((RtpPacket before, RtpPacket now) in Sound())
        {
            if ((int)(now.Timestamp - before.Timestamp) <= 0)
            {
                breaks.Add(At(now, $"time stamps went from {before.Timestamp} to {now.Timestamp}"));
            }
        }

        return breaks;
    }

    /// <summary>
    /// Every seam that can be heard though the machine did not stand still: a gap over 60 ms, or time stamps that do not go
    /// with the clock.
    /// </summary>
    public IReadOnlyList<string> Seams()
    {
        var seams = new List<string>();
        foreach ((RtpPacket before, RtpPacket now) in Sound())
        {
            double wall = now.At - before.At;
            double excused = Hindrances.Within(before.At, now.At);
            double clock = (int)(now.Timestamp - before.Timestamp) / ClockRate;
            string but = excused > 0 ? $", {excused * 1000:0} ms of them excused" : "";
            if (wall - excused > LongestGap)
            {
                seams.Add(At(now, $"{wall * 1000:0} ms without a packet{but}"));
            }

            if (clock < wall - excused - ClockTolerance || clock > wall + ClockTolerance)
            {
                seams.Add(
                    At(
                        now,
                        $"time stamps went on by {clock * 1000:0} ms in {wall * 1000:0} ms{but}"
                    )
                );
            }
        }

        return seams;
    }

    private IEnumerable<(RtpPacket Before, RtpPacket Now)> Sound()
    {
        RtpPacket[] sound = [.. Packets.Where(static p => p.PayloadType < FirstDynamicType)];
        return sound.Zip(sound.Skip(1));
    }

    private string At(RtpPacket packet, FormattableString what) =>
        string.Create(CultureInfo.InvariantCulture, $"at {packet.At - Packets[0].At:0.000} s: ")
        + what.ToString(CultureInfo.InvariantCulture);

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"port {From} to {To}: {Packets.Length} packets in {Seconds:0.0} s"
        );
}
