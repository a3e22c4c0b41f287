using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Codecs;

public sealed class LossConcealmentTests
{
    [Fact]
    public void A_short_hole_in_a_voice_like_sound_goes_on_at_the_same_pitch_and_strength()
    {
        (_, short[] hole, _) = WithHole(blocks: 1);
        Assert.InRange(Waves.Purity(hole, 125, 8000), 0.9, 1.1);
        Assert.InRange(Waves.Rms(hole), 5657 * 0.8, 5657 * 1.1);
    }

    [Fact]
    public void A_long_hole_fades_to_silence_within_60_ms()
    {
        (_, short[] hole, _) = WithHole(blocks: 12);
        double[] loudness =
        [
            .. Enumerable.Range(0, 12).Select(i => Waves.Rms(hole.AsSpan(i * 80, 80))),
        ];
        Assert.True(loudness[3] < loudness[0]);
        Assert.All(loudness[6..], l => Assert.Equal(0, l));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void Neither_the_hole_nor_what_follows_begins_with_a_click(int blocks)
    {
        (short[] before, short[] hole, short[] after) = WithHole(blocks);
        short[] all = [.. before, .. hole, .. after];
        int steepest = Enumerable.Range(1, all.Length - 1).Max(i => Math.Abs(all[i] - all[i - 1]));

        // A 125 Hz sine of this strength moves 785 between samples at most.
        Assert.InRange(steepest, 0, 1500);
    }

    [Fact]
    public void Silence_is_concealed_by_silence()
    {
        var concealment = new LossConcealment();
        var samples = new short[80];
        concealment.Conceal(samples);
        Assert.All(samples, s => Assert.Equal(0, s));
    }

    private static (short[] Before, short[] Hole, short[] After) WithHole(int blocks)
    {
        var concealment = new LossConcealment();
        short[] sound = Waves.Sine(125, 8000, 400);
        Span<short> before = sound.AsSpan(0, 1600);
        for (int i = 0; i < before.Length; i += 80)
        {
            concealment.Heard(before.Slice(i, 80));
        }

        var hole = new short[80 * blocks];
        for (int i = 0; i < hole.Length; i += 80)
        {
            concealment.Conceal(hole.AsSpan(i, 80));
        }

        Span<short> after = sound.AsSpan(1600 + 80 * blocks, 80);
        concealment.Heard(after);
        return (before.ToArray(), hole, after.ToArray());
    }
}
