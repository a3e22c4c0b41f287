using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.HoldMusic;

public sealed class DefaultTuneTests
{
    private static readonly Lazy<Sound> Tune = new(DefaultTune.Load);

    [Fact]
    public void It_is_a_minute_or_two_of_calm_at_minus_20_dBFS_that_never_clips_or_pauses()
    {
        Assert.True(
            WaveFile.TryRead(
                Embedded.Read(DefaultTune.ResourceName),
                loop: true,
                out short[]? wide,
                out _
            )
        );

        Assert.InRange(wide.Length / 16_000, 60, 120);
        Assert.InRange(Waves.Dbfs(wide), -20.5, -19.5);
        Assert.InRange(wide.Max(s => Math.Abs((int)s)), 8000, 30_000);
        for (int i = 0; i + 16_000 <= wide.Length; i += 16_000)
        {
            Assert.InRange(Waves.Dbfs(wide.AsSpan(i, 16_000)), -28, -16);
        }
    }

    [Theory]
    [InlineData(nameof(Codec.Pcmu))]
    [InlineData(nameof(Codec.Pcma))]
    [InlineData(nameof(Codec.G722))]
    public void It_goes_round_without_a_click(string codec) =>
        Loops.AssertSeamless(Tune.Value, Enum.Parse<Codec>(codec));

    [Fact]
    public void In_G722_it_begins_without_a_crack_whatever_was_heard_before() =>
        Joins.AssertQuiet(Tune.Value.Encoded(Codec.G722)[..16_000]);

    [Fact]
    public void In_G722_the_second_round_decodes_to_the_very_samples_of_the_third()
    {
        using var decoder = new G722Decoder(G722Options.Wide);
        ReadOnlySpan<byte> loop = Tune.Value.Encoded(Codec.G722);
        var samples = new short[loop.Length * 2];
        decoder.Decode(loop, samples);
        var second = new short[1600];
        var third = new short[1600];
        decoder.Decode(loop[..800], second);
        decoder.Reset();
        decoder.Decode(loop, samples);
        decoder.Decode(loop, samples);
        decoder.Decode(loop[..800], third);

        Assert.Equal(second, third);
    }

    [Fact]
    public void It_is_the_same_music_in_every_codec()
    {
        short[] ulaw = Decoded(Codec.Pcmu);
        Assert.InRange(Waves.Likeness(ulaw, Decoded(Codec.Pcma), mostShift: 0), 0.99, 1.001);
        Assert.InRange(Waves.Likeness(ulaw, Decoded(Codec.G722), mostShift: 16), 0.9, 1.001);
    }

    private static short[] Decoded(Codec codec)
    {
        using var decoder = new SpeechDecoder();
        var samples = new short[16_000];
        decoder.Decode(codec, Tune.Value.Encoded(codec).Slice(80_000, 16_000), samples);
        return samples;
    }
}
