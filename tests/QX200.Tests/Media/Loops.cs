using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.Prompts;
using Xunit;

namespace QX200.Tests.Media;

/// <summary>Whether a loop can be heard to begin anew.</summary>
internal static class Loops
{
    private const int Around = 800;

    /// <summary>
    /// Plays the loop twice: at the seam no sample may step much further than the steepest does elsewhere.
    /// </summary>
    public static void AssertSeamless(Sound loop, Codec codec)
    {
        using var decoder = new SpeechDecoder();
        var twice = new short[2 * loop.Length];
        decoder.Decode(codec, loop.Encoded(codec), twice.AsSpan(0, loop.Length));
        decoder.Decode(codec, loop.Encoded(codec), twice.AsSpan(loop.Length));

        int anywhere = Steepest(twice.AsSpan(loop.Length + Around, loop.Length - Around));
        int atSeam = Steepest(twice.AsSpan(loop.Length - Around, 2 * Around));
        Assert.True(
            atSeam <= (anywhere * 1.2) + 16,
            $"{codec}: a step of {atSeam}, elsewhere {anywhere}"
        );
    }

    public static int Steepest(ReadOnlySpan<short> samples)
    {
        int most = 0;
        for (int i = 1; i < samples.Length; i++)
        {
            most = Math.Max(most, Math.Abs(samples[i] - samples[i - 1]));
        }

        return most;
    }
}

/// <summary>Whether a sound in G.722 can follow anything else. Its decoder remembers, and cracks where it is misled.</summary>
internal static class Joins
{
    private static readonly short[] Speech = Decode(
        new Voice().Clip("letter-w").Encoded(Codec.G722)
    );

    /// <summary>
    /// Decodes the sound after nothing, after speech that breaks off anywhere, and after silence: no sample may step
    /// much further than where the decoder has found in.
    /// </summary>
    public static void AssertQuiet(ReadOnlySpan<byte> sound)
    {
        short[] usual = Decode([.. sound, .. sound]);
        int most = (Math.Max(Loops.Steepest(usual.AsSpan(usual.Length / 2)), 1000) * 3) + 16;
        byte[] silence = [.. Enumerable.Repeat(Codec.G722.SilenceOctet(), 800)];
        using var encoder = new G722Encoder(G722Options.Narrow);
        var speech = new byte[Speech.Length];
        encoder.Encode(Speech, speech);
        foreach (int cut in (int[])[0, 500, 1100, 1700, 2300, speech.Length])
        {
            foreach (int pause in (int[])[0, 160, 800])
            {
                byte[] before = [.. speech[..cut], .. silence[..pause]];
                int step = Loops.Steepest(Decode([.. before, .. sound]).AsSpan(before.Length));
                Assert.True(step <= most, $"after {cut} and {pause}: a step of {step}, not {most}");
            }
        }
    }

    private static short[] Decode(ReadOnlySpan<byte> octets)
    {
        using var decoder = new G722Decoder(G722Options.Narrow);
        var samples = new short[octets.Length];
        decoder.Decode(octets, samples);
        return samples;
    }
}
