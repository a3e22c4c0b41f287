using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Rtp;

public sealed class ReceiveStatisticsTests
{
    [Fact]
    public void Numbers_go_on_over_the_turn_of_their_16_bits()
    {
        var figures = default(ReceiveStatistics);
        uint first = Take(ref figures, 65_534, out _);
        Assert.Equal(first + 1, Take(ref figures, 65_535, out _));
        Assert.Equal(first + 3, Take(ref figures, 1, out SequenceVerdict newest));
        Assert.Equal(SequenceVerdict.Newest, newest);
        Assert.Equal(first + 2, Take(ref figures, 0, out SequenceVerdict late));
        Assert.Equal(SequenceVerdict.Late, late);
        Assert.Equal(0, figures.Lost);
        Assert.Equal(4u, figures.Received);
    }

    [Fact]
    public void A_packet_overtaken_at_the_very_start_is_only_late()
    {
        var figures = default(ReceiveStatistics);
        uint first = Take(ref figures, 0, out _);
        Assert.Equal(first - 1, Take(ref figures, 65_535, out SequenceVerdict late));
        Assert.Equal(SequenceVerdict.Late, late);
    }

    [Fact]
    public void Losses_are_told_as_a_share_since_the_last_time_and_as_a_sum()
    {
        var figures = default(ReceiveStatistics);
        for (ushort i = 0; i < 100; i++)
        {
            if (i % 4 != 1)
            {
                Take(ref figures, i, out _);
            }
        }

        Assert.Equal(25, figures.Lost);
        Assert.Equal(64, figures.TakeFractionLost());
        for (ushort i = 100; i < 200; i++)
        {
            Take(ref figures, i, out _);
        }

        Assert.Equal(0, figures.TakeFractionLost());
        Assert.Equal(25, figures.Lost);
        Take(ref figures, 150, out _);
        Assert.Equal(24, figures.Lost);
        Assert.Equal(0, figures.TakeFractionLost());
    }

    [Fact]
    public void A_leap_is_believed_when_the_next_packet_follows_on_it()
    {
        var figures = default(ReceiveStatistics);
        Take(ref figures, 100, out SequenceVerdict first);
        Take(ref figures, 30_000, out SequenceVerdict leap);
        Take(ref figures, 101, out SequenceVerdict back);
        Take(ref figures, 40_000, out SequenceVerdict again);
        Take(ref figures, 40_001, out SequenceVerdict follows);
        Assert.Equal(
            [
                SequenceVerdict.Restarted,
                SequenceVerdict.Doubtful,
                SequenceVerdict.Newest,
                SequenceVerdict.Doubtful,
                SequenceVerdict.Restarted,
            ],
            new[] { first, leap, back, again, follows }
        );
        Assert.Equal(0, figures.Lost);
    }

    [Fact]
    public void Jitter_settles_at_the_mean_change_of_transit()
    {
        var even = default(ReceiveStatistics);
        var uneven = default(ReceiveStatistics);
        for (ushort i = 0; i < 1000; i++)
        {
            uint time = i * 160u;
            even.Take(i, time, time + 7, out _);
            uneven.Take(i, time, time + (i % 2 == 0 ? 0u : 40u), out _);
        }

        // RFC 3550 A.8: J += (|D| - J) / 16 with |D| = 40 throughout.
        Assert.Equal(0u, even.Jitter);
        Assert.InRange(uneven.Jitter, 39u, 40u);
    }

    private static uint Take(
        ref ReceiveStatistics figures,
        ushort number,
        out SequenceVerdict verdict
    )
    {
        verdict = figures.Take(number, 0, null, out uint extended);
        return extended;
    }
}
