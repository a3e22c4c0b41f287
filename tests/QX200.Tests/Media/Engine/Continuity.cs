using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Engine;

/// <summary>What a listener with a capture would demand of any stream of ours.</summary>
internal static class Continuity
{
    /// <summary>One SSRC, numbers without a jump, time that goes on with the clock, no gap over 60 ms.</summary>
    public static void Check(IReadOnlyList<Sent> packets, int lost = 0)
    {
        Assert.True(packets.Count > 1);
        int holes = 0;
        for (int i = 1; i < packets.Count; i++)
        {
            RtpPacket before = packets[i - 1].Rtp;
            RtpPacket now = packets[i].Rtp;
            double passed = packets[i].AtMs - packets[0].AtMs;
            double played = (now.Timestamp - packets[0].Rtp.Timestamp) / 8.0;
            string where = $"packet {i} of {packets.Count}, {passed} ms";

            Assert.True(now.Ssrc == before.Ssrc, where);
            holes += (ushort)(now.Sequence - before.Sequence) - 1;
            Assert.True(packets[i].AtMs - packets[i - 1].AtMs <= 60, where + ": a gap");
            Assert.True((int)(now.Timestamp - before.Timestamp) >= 0, where + ": time runs back");

            // All packets of an event carry the time of its beginning.
            bool off = now.PayloadType != EngineBench.Events && Math.Abs(played - passed) > 100;
            Assert.False(off, $"{where}: the timestamp says {played} ms");
        }

        Assert.Equal(lost, holes);
    }

    /// <summary>Also: every packet begins where the one before it ended.</summary>
    public static void CheckSeamless(IReadOnlyList<Sent> packets)
    {
        Check(packets);
        for (int i = 1; i < packets.Count; i++)
        {
            uint step = packets[i].Rtp.Timestamp - packets[i - 1].Rtp.Timestamp;
            Assert.True(step == packets[i - 1].Payload.Length, $"packet {i}: a step of {step}");
        }
    }
}
