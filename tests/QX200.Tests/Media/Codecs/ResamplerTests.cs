using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Codecs;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(8000, 16_000)]
    [InlineData(16_000, 8000)]
    [InlineData(11_025, 16_000)]
    [InlineData(22_050, 16_000)]
    [InlineData(44_100, 16_000)]
    [InlineData(48_000, 16_000)]
    public void A_tone_keeps_its_pitch_loudness_and_length(int from, int to)
    {
        short[] converted = Resampler.Convert(Waves.Sine(1000, from, 400), from, to, loop: false);

        Assert.InRange(converted.Length, (to * 2 / 5) - 1, to * 2 / 5);
        Span<short> middle = converted.AsSpan(to / 20, to / 4);
        Assert.InRange(Waves.Purity(middle, 1000, to), 0.999, 1.001);
        Assert.InRange(Waves.Rms(middle), 5657 * 0.99, 5657 * 1.01);
    }

    [Fact]
    public void What_the_lower_rate_cannot_carry_is_gone_and_not_folded()
    {
        short[] converted = Resampler.Convert(
            Waves.Sine(5000, 16_000, 400),
            16_000,
            8000,
            loop: false
        );
        Assert.InRange(Waves.Rms(converted.AsSpan(400, 2000)), 0, 20);
    }

    [Fact]
    public void A_seamless_loop_stays_one()
    {
        // 100 whole periods: the sine goes on where it ends.
        short[] loop = Resampler.Convert(Waves.Sine(500, 16_000, 200), 16_000, 8000, loop: true);
        short[] twice = [.. loop, .. loop];

        Assert.InRange(Waves.Purity(twice.AsSpan(800, 1600), 500, 8000), 0.9999, 1.0001);
    }

    [Fact]
    public void An_impulse_stays_where_it_was()
    {
        var click = new short[1600];
        click[800] = 20_000;
        short[] converted = Resampler.Convert(click, 16_000, 8000, loop: false);
        Assert.Equal(400, Array.IndexOf(converted, converted.Max()));
    }
}
