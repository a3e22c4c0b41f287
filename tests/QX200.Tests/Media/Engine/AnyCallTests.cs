using FsCheck.Xunit;
using QX200.Media;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Engine;

/// <summary>Whatever is done to a call, in whatever order, a receiver must be able to follow what we send.</summary>
public sealed class AnyCallTests
{
    [Property(MaxTest = 300)]
    public void A_receiver_can_follow_any_course_of_a_call(byte[] course)
    {
        using var bench = new EngineBench();
        Leg a = bench.Open();
        Leg b = bench.Open();
        a.HearEachOther(b);
        bench.Run(50);
        foreach (byte step in course)
        {
            Do(step, bench, a, b);
        }

        b.TalkFor(100, 1);
        Check(a.Heard);
    }

    private static void Do(byte step, EngineBench bench, Leg a, Leg b)
    {
        int much = 1 + (step >> 4);
        switch (step & 15)
        {
            case 0:
                a.Hear(Source.Music(0));
                break;
            case 1:
                a.Hear(Source.Silence);
                break;
            case 2:
                bench.Engine.SendDigit(a.Id, '5', much * 20);
                break;
            case 3:
                b.Lose();
                break;
            case 4:
                b.Sequence += (ushort)(much * 1000);
                break;
            case 5:
                b.Timestamp += (uint)(much * 5000);
                break;
            case 6:
                b.Ssrc++;
                b.Timestamp -= 99_999;
                break;
            case 7:
                TalkSwapped(bench, b, much * 8);
                break;
            case 8:
                b.Press(1, b.Timestamp, much * 160, end: much > 5);
                bench.Run(20);
                break;
            case 9:
                b.Talk(1, payload: 0);
                break;
            case 10:
                bench.Run(much * 13);
                break;
            case 11:
                b.Talk(1, milliseconds: 10 * (1 + (much % 6)));
                break;
            case 12:
                a.Hear(Source.Peer(b.Id));
                break;
            default:
                b.TalkFor(much * 20, 1);
                break;
        }
    }

    private static void TalkSwapped(EngineBench bench, Leg b, int lateMs)
    {
        (ushort sequence, uint timestamp) = (b.Sequence, b.Timestamp);
        b.Lose();
        b.Talk(1);
        bench.Run(lateMs);
        (ushort next, uint then) = (b.Sequence, b.Timestamp);
        (b.Sequence, b.Timestamp) = (sequence, timestamp);
        b.Talk(1);
        (b.Sequence, b.Timestamp) = (next, then);
    }

    // No number twice; time goes with the numbers; one source.
    private static void Check(List<Sent> heard)
    {
        ushort first = heard[0].Rtp.Sequence;
        Assert.Single(heard.Select(s => s.Rtp.Ssrc).Distinct());
        List<Sent> ordered =
        [
            .. heard.OrderBy(s => (short)(s.Rtp.Sequence - first)).ThenBy(s => s.AtMs),
        ];
        for (int i = 1; i < ordered.Count; i++)
        {
            RtpPacket before = ordered[i - 1].Rtp;
            RtpPacket now = ordered[i].Rtp;
            string where = $"number {(ushort)(now.Sequence - first)} at {ordered[i].AtMs} ms";
            Assert.True(now.Sequence != before.Sequence, where + " is there twice");
            Assert.True((int)(now.Timestamp - before.Timestamp) >= 0, where + ": time runs back");
            bool sameEvent =
                now.PayloadType == EngineBench.Events && before.PayloadType == EngineBench.Events;
            Assert.True(sameEvent || now.Timestamp != before.Timestamp, where + ": time stands");
        }
    }
}
