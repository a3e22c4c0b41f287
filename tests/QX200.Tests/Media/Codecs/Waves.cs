namespace QX200.Tests.Media.Codecs;

/// <summary>Sounds to try things on, and measures of sounds.</summary>
internal static class Waves
{
    public static short[] Sine(double hertz, int rate, int milliseconds, double amplitude = 8000) =>
        [
            .. Enumerable
                .Range(0, rate * milliseconds / 1000)
                .Select(i =>
                    (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * hertz * i / rate))
                ),
        ];

    public static double Rms(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short s in samples)
        {
            sum += (double)s * s;
        }

        return Math.Sqrt(sum / Math.Max(1, samples.Length));
    }

    /// <summary>RMS against full scale.</summary>
    public static double Dbfs(ReadOnlySpan<short> samples) =>
        20 * Math.Log10(Math.Max(1e-3, Rms(samples)) / 32768);

    /// <summary>How much of the sound is at one frequency: 1 for a pure tone there.</summary>
    public static double Purity(ReadOnlySpan<short> samples, double hertz, int rate)
    {
        double re = 0;
        double im = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double angle = 2 * Math.PI * hertz * i / rate;
            re += samples[i] * Math.Cos(angle);
            im += samples[i] * Math.Sin(angle);
        }

        double power = 2 * ((re * re) + (im * im)) / ((double)samples.Length * samples.Length);
        return power / Math.Max(1e-9, Rms(samples) * Rms(samples));
    }

    /// <summary>Best normalised correlation of two sounds over all shifts up to some samples.</summary>
    public static double Likeness(ReadOnlySpan<short> a, ReadOnlySpan<short> b, int mostShift)
    {
        double best = 0;
        int length = Math.Min(a.Length, b.Length) - mostShift;
        for (int shift = -mostShift; shift <= mostShift; shift++)
        {
            ReadOnlySpan<short> x = a.Slice(Math.Max(0, shift), length);
            ReadOnlySpan<short> y = b.Slice(Math.Max(0, -shift), length);
            double product = 0;
            for (int i = 0; i < length; i++)
            {
                product += (double)x[i] * y[i];
            }

            best = Math.Max(best, product / Math.Max(1, Rms(x) * Rms(y) * length));
        }

        return best;
    }
}
