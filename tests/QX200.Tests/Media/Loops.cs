using QX200.Media;
using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media;

/// <summary>Whether a loop can be heard to begin anew.</summary>
internal static class Loops
{
    private const int Around = 800;

    /// <summary>
    /// Plays the loop twice: at the seam no sample may step further than the steepest does elsewhere.
    /// </summary>
    /// <param name="most">By how much it may all the same.</param>
    public static void AssertSeamless(Sound loop, Codec codec, double most = 1.05)
    {
        using var decoder = new SpeechDecoder();
        var twice = new short[2 * loop.Length];
        decoder.Decode(codec, loop.Encoded(codec), twice.AsSpan(0, loop.Length));
        decoder.Decode(codec, loop.Encoded(codec), twice.AsSpan(loop.Length));

        int anywhere = Steepest(twice.AsSpan(loop.Length + Around, loop.Length - Around));
        int atSeam = Steepest(twice.AsSpan(loop.Length - Around, 2 * Around));
        Assert.True(
            atSeam <= (anywhere * most) + 16,
            $"{codec}: a step of {atSeam}, elsewhere {anywhere}"
        );
    }

    private static int Steepest(ReadOnlySpan<short> samples)
    {
        int most = 0;
        for (int i = 1; i < samples.Length; i++)
        {
            most = Math.Max(most, Math.Abs(samples[i] - samples[i - 1]));
        }

        return most;
    }
}
