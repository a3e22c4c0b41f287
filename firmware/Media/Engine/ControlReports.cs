using System.Security.Cryptography;
using System.Text;
using QX200.Media.Engine.Native;
using QX200.Rtp;

namespace QX200.Media.Engine;

/// <summary>Says and hears by RTCP how the streams fare (RFC 3550 6).</summary>
internal sealed class ControlReports(StreamTable table, IMediaPorts ports, DateTimeOffset start)
{
    private const long IntervalUs = 5_000_000;

    // A name that says nothing about the box and differs from every other's (RFC 7022).
    private readonly byte[] _name = Encoding.ASCII.GetBytes(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))
    );
    private readonly byte[] _packet = new byte[RtcpWriter.MostBytes];

    /// <summary>A new stream's first report comes sooner than the others.</summary>
    public void Open(ref StreamRow row, long now)
    {
        row.Control.RoundTripMs = -1;
        row.Control.NextAt = now + Spread(IntervalUs / 2);
    }

    /// <summary>Sends a report if it is time for one.</summary>
    public void Look(ref StreamRow row, long now)
    {
        if (now >= row.Control.NextAt)
        {
            row.Control.NextAt = now + Spread(IntervalUs);
            Send(ref row, now, bye: false);
        }
    }

    /// <summary>Sends a report, and a good-bye where the stream ends. Nothing where the stream never lived.</summary>
    public void Send(ref StreamRow row, long now, bool bye)
    {
        PeerAddress target = row.Peer.ControlTarget;
        if (!target.IsSet || (!row.Out.IsStarted && !row.In.Heard))
        {
            return;
        }

        var writer = new RtcpWriter(_packet, row.Out.Ssrc);
        bool hasSent = row.Control.PacketsSent != row.Control.PacketsToldOf;
        row.Control.PacketsToldOf = row.Control.PacketsSent;
        writer.Report(
            Sent(ref row, now),
            hasSent,
            row.In.Heard ? Received(ref row, now) : default,
            row.In.Heard
        );
        writer.Describe(_name);
        if (bye)
        {
            writer.Bye();
        }

        _ = ports.Send(row.RtcpSocket, _packet.AsSpan(0, writer.Length), target);
    }

    /// <summary>Takes in what the peer reports.</summary>
    public void Take(int row, ReadOnlySpan<byte> datagram, in PeerAddress from, long now)
    {
        ref StreamRow stream = ref table[row];
        if (!RtcpReader.IsCompound(datagram) || !stream.Peer.AdmitControl(from))
        {
            return;
        }

        var reader = new RtcpReader(datagram);
        while (reader.MoveNext())
        {
            if (reader.TrySenderReport(out SenderReport report))
            {
                stream.Control.SenderReportMiddle = report.Time.Middle;
                stream.Control.SenderReportAt = now;
            }

            if (reader.TryBlockOn(stream.Out.Ssrc, out ReportBlock block))
            {
                int trip = block.RoundTripMs(Time(now).Middle);
                stream.Control.RoundTripMs = trip < 0 ? stream.Control.RoundTripMs : trip;
            }
        }
    }

    // Half to one and a half times, so that many streams do not report in step (RFC 3550 6.3.1).
    private static long Spread(long interval) =>
        (interval / 2) + (long)(Random.Shared.NextDouble() * interval);

    private NtpTime Time(long now) => NtpTime.From(start.AddTicks(now * 10));

    private SenderReport Sent(ref readonly StreamRow row, long now) =>
        new(
            Time(now),
            row.Out.Timestamp + (uint)Timeline.Units(now - row.Out.SentAt),
            row.Control.PacketsSent,
            row.Control.OctetsSent
        );

    private static ReportBlock Received(ref StreamRow row, long now)
    {
        ControlState control = row.Control;
        long delay = now - control.SenderReportAt;
        return new ReportBlock(
            row.In.Ssrc,
            row.In.Figures.TakeFractionLost(),
            row.In.Figures.Lost,
            row.In.Figures.Highest,
            row.In.Figures.Jitter,
            control.SenderReportMiddle,
            control.SenderReportMiddle == 0 ? 0 : (uint)((delay << 16) / 1_000_000)
        );
    }
}
