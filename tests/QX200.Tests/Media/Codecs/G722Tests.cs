using QX200.Media;
using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Codecs;

public sealed class G722Tests
{
    [Fact]
    public void The_library_stays_though_the_runtime_frees_what_lost_a_race_for_it()
    {
        Assert.True(G722.IsAvailable);
        System.Runtime.InteropServices.NativeLibrary.Free(Spandsp.Open());
        System.Runtime.InteropServices.NativeLibrary.Free(Spandsp.Open());
        using var encoder = new G722Encoder(G722Options.Narrow);
        Assert.False(encoder.IsInvalid);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1000)]
    [InlineData(2500)]
    [InlineData(6000)]
    public void A_wide_tone_comes_back_pure_and_as_loud(double hertz)
    {
        short[] heard = Through(Waves.Sine(hertz, 16_000, 500), G722Options.Wide, G722Options.Wide);

        Assert.InRange(Waves.Purity(heard.AsSpan(1600), hertz, 16_000), 0.99, 1.01);
        Assert.InRange(Waves.Rms(heard.AsSpan(1600)), 5657 * 0.9, 5657 * 1.1);
    }

    [Fact]
    public void Narrow_sound_is_as_loud_for_a_wide_listener_and_the_other_way_round()
    {
        short[] up = Through(Waves.Sine(1000, 8000, 500), G722Options.Narrow, G722Options.Wide);
        short[] down = Through(Waves.Sine(1000, 16_000, 500), G722Options.Wide, G722Options.Narrow);

        Assert.Equal(8000, up.Length);
        Assert.Equal(4000, down.Length);
        Assert.InRange(Waves.Rms(up.AsSpan(1600)), 5657 * 0.85, 5657 * 1.15);
        Assert.InRange(Waves.Rms(down.AsSpan(800)), 5657 * 0.85, 5657 * 1.15);
        Assert.InRange(Waves.Purity(up.AsSpan(1600), 1000, 16_000), 0.98, 1.01);
        Assert.InRange(Waves.Purity(down.AsSpan(800), 1000, 8000), 0.98, 1.01);
    }

    [Fact]
    public void The_octet_of_silence_is_silent_even_after_loud_sound()
    {
        using var encoder = new G722Encoder(G722Options.Wide);
        using var decoder = new G722Decoder(G722Options.Wide);
        var octets = new byte[4000];
        var samples = new short[8000];
        encoder.Encode(Waves.Sine(700, 16_000, 500, 25_000), octets);
        decoder.Decode(octets, samples);
        octets.AsSpan().Fill(Codec.G722.SilenceOctet());
        decoder.Decode(octets, samples);

        // 100 ms for the decoder's memory to die down.
        Assert.InRange(Waves.Dbfs(samples.AsSpan(1600)), -200, -60);
    }

    [Fact]
    public void After_a_reset_the_same_sound_gives_the_same_octets()
    {
        short[] sound = Waves.Sine(700, 16_000, 100);
        var first = new byte[800];
        var second = new byte[800];
        using var encoder = new G722Encoder(G722Options.Wide);
        encoder.Encode(sound, first);
        encoder.Reset();
        encoder.Encode(sound, second);

        Assert.Equal(first, second);
    }

    [Fact]
    public void A_result_that_would_not_fit_is_refused_before_the_library_writes()
    {
        using var encoder = new G722Encoder(G722Options.Narrow);
        Assert.Throws<ArgumentException>(() => encoder.Encode(new short[160], new byte[159]));
    }

    private static short[] Through(short[] sound, G722Options coded, G722Options heard)
    {
        using var encoder = new G722Encoder(coded);
        using var decoder = new G722Decoder(heard);
        var octets = new byte[coded == G722Options.Wide ? sound.Length / 2 : sound.Length];
        Assert.Equal(octets.Length, encoder.Encode(sound, octets));
        var samples = new short[heard == G722Options.Wide ? octets.Length * 2 : octets.Length];
        Assert.Equal(samples.Length, decoder.Decode(octets, samples));
        return samples;
    }
}
