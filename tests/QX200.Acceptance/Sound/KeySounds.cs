namespace QX200.Acceptance.Sound;

/// <summary>What a telephone's keys sound like on the line (ITU-T Q.23), each key and the pause after it as long as asked.</summary>
internal static class KeySounds
{
    private const string Keys = "123A456B789C*0#D";
    private const double Low = 0.25;
    private const double High = 0.3;

    private static readonly int[] s_rows = [697, 770, 852, 941];
    private static readonly int[] s_columns = [1209, 1336, 1477, 1633];

    public static Pcm Of(string keys, double seconds = 0.12, int rate = 8000)
    {
        int length = (int)(seconds * rate);
        float[] samples = new float[2 * length * keys.Length];
        for (int key = 0; key < keys.Length; key++)
        {
            int place = Keys.IndexOf(keys[key], StringComparison.Ordinal);
            double row = 2 * Math.PI * s_rows[place / 4] / rate;
            double column = 2 * Math.PI * s_columns[place % 4] / rate;
            for (int i = 0; i < length; i++)
            {
                samples[(2 * key * length) + i] = (float)(
                    (Low * Math.Sin(row * i)) + (High * Math.Sin(column * i))
                );
            }
        }

        return new Pcm(samples, rate);
    }
}
