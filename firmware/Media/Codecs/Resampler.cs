using System.Numerics;

namespace QX200.Media.Codecs;

/// <summary>
/// Changes the sample rate of a whole sound by windowed sinc, for files as they are loaded. Not for the sound path:
/// it takes its memory as it goes.
/// </summary>
internal static class Resampler
{
    // Zero crossings of the sinc on either side, and the part of the band that is kept: 3.6 kHz of 4.
    private const int Crossings = 16;
    private const double Kept = 0.9;

    /// <param name="loop">The end goes on at the beginning, so that a seamless loop stays one.</param>
    public static short[] Convert(ReadOnlySpan<short> samples, int from, int to, bool loop)
    {
        if (from == to || samples.IsEmpty)
        {
            return samples.ToArray();
        }

        int common = (int)BigInteger.GreatestCommonDivisor(from, to);
        int step = from / common;
        float[][] phases = Phases(to / common, (double)to / from);
        int width = phases[0].Length;
        float[] padded = Padded(samples, width, loop);
        var result = new short[(int)((long)samples.Length * to / from)];
        long position = 0;
        for (int i = 0; i < result.Length; i++, position += step)
        {
            int at = (int)(position / phases.Length);
            float[] phase = phases[(int)(position % phases.Length)];
            float value = Dot(padded.AsSpan(at + (width / 2) + 1, width), phase);
            result[i] = (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
        }

        return result;
    }

    // Phase p stands between input samples, p/count of the way to the next; its middle tap is at width/2 - 1.
    private static float[][] Phases(int count, double ratio)
    {
        double cutoff = Kept * Math.Min(1, ratio);
        int half = (int)Math.Ceiling(Crossings / Math.Min(1, ratio));
        var phases = new float[count][];
        for (int p = 0; p < count; p++)
        {
            var taps = new float[2 * half];
            double sum = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                double t = k - (half - 1) - ((double)p / count);
                double window =
                    0.42
                    + (0.5 * Math.Cos(Math.PI * t / half))
                    + (0.08 * Math.Cos(2 * Math.PI * t / half));
                taps[k] = (float)(Sinc(cutoff * t) * window);
                sum += taps[k];
            }

            for (int k = 0; k < taps.Length; k++)
            {
                taps[k] = (float)(taps[k] / sum);
            }

            phases[p] = taps;
        }

        return phases;
    }

    private static double Sinc(double x) =>
        Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    // A margin of one kernel on either side: the other end of a loop, or silence.
    private static float[] Padded(ReadOnlySpan<short> samples, int margin, bool loop)
    {
        var padded = new float[samples.Length + (2 * margin)];
        for (int i = 0; i < samples.Length; i++)
        {
            padded[margin + i] = samples[i];
        }

        for (int i = 0; loop && i < margin; i++)
        {
            padded[margin - 1 - i] = samples[^((i % samples.Length) + 1)];
            padded[margin + samples.Length + i] = samples[i % samples.Length];
        }

        return padded;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= b.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float rest = Vector.Sum(sum);
        for (; i < b.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return rest;
    }
}
