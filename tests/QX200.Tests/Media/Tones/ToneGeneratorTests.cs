using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.Tones;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Tones;

public sealed class ToneGeneratorTests
{
    [Theory]
    [InlineData(nameof(ToneId.Dial), 350, 440, 1000, 1000)]
    [InlineData(nameof(ToneId.Ringback), 440, 480, 2000, 6000)]
    [InlineData(nameof(ToneId.Busy), 480, 620, 500, 1000)]
    [InlineData(nameof(ToneId.Congestion), 480, 620, 250, 500)]
    public void A_tone_has_its_two_frequencies_its_cadence_and_its_level(
        string name,
        double low,
        double high,
        int onMs,
        int loopMs
    )
    {
        Sound tone = ToneGenerator.Make(Enum.Parse<ToneId>(name));
        short[] heard = Decoded(tone, Codec.Pcmu);

        Assert.Equal(loopMs, tone.Milliseconds);
        Span<short> on = heard.AsSpan(0, onMs * 8);
        Assert.InRange(Waves.Purity(on, low, 8000), 0.4, 0.6);
        Assert.InRange(Waves.Purity(on, high, 8000), 0.4, 0.6);
        Assert.InRange(Waves.Dbfs(on), -18, -13);
        Assert.InRange(Waves.Rms(heard.AsSpan(onMs * 8)), 0, 10);
    }

    [Fact]
    public void The_confirmation_is_two_beeps_and_then_long_silence_where_it_is_a_loop()
    {
        short[] heard = Decoded(ToneGenerator.MakeConfirmation(), Codec.Pcma);
        Assert.InRange(heard.Length, 380 * 8, 440 * 8);
        Assert.InRange(Waves.Purity(heard.AsSpan(40 * 8, 100 * 8), 660, 8000), 0.9, 1.1);
        Assert.InRange(Waves.Rms(heard.AsSpan(162 * 8, 50 * 8)), 0, 20);
        Assert.InRange(Waves.Purity(heard.AsSpan(240 * 8, 100 * 8), 880, 8000), 0.9, 1.1);

        Assert.InRange(ToneGenerator.Make(ToneId.Confirm).Milliseconds, 4000, 5000);
    }

    [Fact]
    public void No_loop_clicks_in_any_codec()
    {
        foreach (ToneId id in Enum.GetValues<ToneId>())
        {
            Sound tone = ToneGenerator.Make(id);
            foreach (Codec codec in Enum.GetValues<Codec>())
            {
                Loops.AssertSeamless(tone, codec);
            }
        }
    }

    [Fact]
    public void In_G722_a_tone_begins_without_a_crack_whatever_was_heard_before()
    {
        foreach (ToneId id in Enum.GetValues<ToneId>())
        {
            Joins.AssertQuiet(ToneGenerator.Make(id).Encoded(Codec.G722));
        }
    }

    private static short[] Decoded(Sound sound, Codec codec)
    {
        using var decoder = new SpeechDecoder();
        var samples = new short[sound.Length];
        decoder.Decode(codec, sound.Encoded(codec), samples);
        return samples;
    }
}
