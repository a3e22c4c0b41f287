namespace QX200.Acceptance.Sound;

/// <summary>Halves a sample rate behind a windowed-sinc low-pass at a quarter of it.</summary>
internal static class HalfBand
{
    private const int Reach = 31;
    private static readonly float[] Taps = MakeTaps();

    public static float[] Halve(float[] samples)
    {
        float[] halved = new float[samples.Length / 2];
        for (int i = 0; i < halved.Length; i++)
        {
            float sum = 0;
            for (int tap = -Reach; tap <= Reach; tap++)
            {
                int at = (2 * i) + tap;
                sum += at >= 0 && at < samples.Length ? samples[at] * Taps[tap + Reach] : 0;
            }

            halved[i] = sum;
        }

        return halved;
    }

    private static float[] MakeTaps()
    {
        float[] taps = new float[(2 * Reach) + 1];
        for (int tap = -Reach; tap <= Reach; tap++)
        {
            double sinc = tap == 0 ? 0.5 : Math.Sin(Math.PI * tap / 2) / (Math.PI * tap);
            double window = 0.54 + (0.46 * Math.Cos(Math.PI * tap / Reach));
            taps[tap + Reach] = (float)(sinc * window);
        }

        return taps;
    }
}
