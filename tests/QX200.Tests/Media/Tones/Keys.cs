using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.Tones;
using QX200.Rtp;

namespace QX200.Tests.Media.Tones;

/// <summary>Pressed keys as sound, good and bad, and what our ear makes of sounds.</summary>
internal static class Keys
{
    public const string All = "123A456B789C*0#D";

    private static readonly int[] Rows = [697, 770, 852, 941];
    private static readonly int[] Columns = [1209, 1336, 1477, 1633];

    /// <summary>Keys one after another, with a pause before each and 100 ms of pause at the end, at 8 kHz.</summary>
    /// <param name="twist">How many dB the high tone is above the low one.</param>
    /// <param name="level">Of the stronger tone, dB below full scale.</param>
    /// <param name="offset">How far both frequencies are off, in parts of one.</param>
    /// <param name="noise">Signal to noise ratio in dB; null: none.</param>
    public static short[] Press(
        string keys,
        int milliseconds = 50,
        int pause = 50,
        double twist = 0,
        double level = -10,
        double offset = 0,
        double? noise = null
    )
    {
        var sound = new List<short>();
        var random = new Random(1);
        double amplitude = 32767 * Math.Pow(10, level / 20);
        double low = amplitude * Math.Pow(10, Math.Min(0, -twist) / 20);
        double high = amplitude * Math.Pow(10, Math.Min(0, twist) / 20);
        double power = ((low * low) + (high * high)) / 2;
        double deviation = noise is { } ratio ? Math.Sqrt(power * Math.Pow(10, -ratio / 10)) : 0;
        foreach (char key in keys)
        {
            int index = All.IndexOf(key);
            double row = Rows[index / 4] * (1 + offset);
            double column = Columns[index % 4] * (1 + offset);
            Add(pause, _ => 0);
            Add(milliseconds, t => (low * Math.Sin(row * t)) + (high * Math.Sin(column * t)));
        }

        Add(100, _ => 0);
        return [.. sound];

        void Add(int length, Func<double, double> wave)
        {
            for (int i = 0; i < length * 8; i++)
            {
                double value = wave(2 * Math.PI * i / 8000) + (deviation * Normal(random));
                sound.Add((short)Math.Clamp(value, short.MinValue, short.MaxValue));
            }
        }
    }

    /// <summary>The keys that are heard in a sound of 8 kHz that came in one codec.</summary>
    public static string HeardIn(Codec codec, ReadOnlySpan<short> sound)
    {
        using var encoder = new SpeechEncoder();
        byte[] octets = new byte[sound.Length];
        encoder.Encode(codec, sound, octets);
        return string.Concat(HeardIn(codec, octets).Select(press => press.Key));
    }

    public static List<KeyPress> HeardIn(Codec codec, ReadOnlySpan<byte> octets)
    {
        using var listener = new DtmfListener();
        var heard = new List<KeyPress>();
        for (uint packet = 0; octets.Length > 0; packet++)
        {
            int length = Math.Min(160, octets.Length);
            ReadOnlySpan<byte> payload = octets[..length];
            octets = octets[length..];
            listener.Arrived(0, packet, packet * 160, length);
            while (listener.TryTake(ref payload, codec, out KeyPress press))
            {
                heard.Add(press);
            }
        }

        return heard;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());
}
