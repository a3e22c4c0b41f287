using QX200.Media.Codecs;

namespace QX200.Media.Tones;

/// <summary>Call progress tones in the North American manner, as loops whose ends meet without a click.</summary>
internal static class ToneGenerator
{
    private const int Rate = SoundEncoder.SampleRate;

    // A tone rises and falls gently: a G.722 decoder that has heard something else needs that time to follow.
    private const int RampMs = 40;

    // Together -16 dBFS, whether it is one sine or two.
    private const double Level = 0.158;

    public static Sound Make(ToneId tone) => SoundEncoder.Loop(Samples(tone));

    /// <summary>Two short beeps, the second higher: done.</summary>
    public static Sound MakeConfirmation() => SoundEncoder.Clip(Confirmation(silenceMs: 60));

    private static short[] Samples(ToneId tone) =>
        tone switch
        {
            // Both frequencies have whole periods in the loop, so it needs no ramps.
            ToneId.Dial => Pair(350, 440, onMs: 1000, offMs: 0),
            ToneId.Ringback => Pair(440, 480, onMs: 2000, offMs: 4000),
            ToneId.Busy => Pair(480, 620, onMs: 500, offMs: 500),
            ToneId.Congestion => Pair(480, 620, onMs: 240, offMs: 260),
            _ => Confirmation(silenceMs: 4000),
        };

    private static short[] Confirmation(int silenceMs) =>
        [.. Pair(660, 660, onMs: 140, offMs: 60), .. Pair(880, 880, onMs: 140, offMs: silenceMs)];

    private static short[] Pair(double low, double high, int onMs, int offMs)
    {
        int on = onMs * Rate / 1000;
        var samples = new short[on + (offMs * Rate / 1000)];
        // Two equal sines add up to twice the amplitude, two unlike ones to twice the power.
        double level = low == high ? Level * Math.Sqrt(0.5) : Level;
        for (int i = 0; i < on; i++)
        {
            double t = 2 * Math.PI * i / Rate;
            double value = level * (Math.Sin(low * t) + Math.Sin(high * t));
            samples[i] = (short)Math.Round(32767 * value * (offMs == 0 ? 1 : Ramp(i, on)));
        }

        return samples;
    }

    private static double Ramp(int i, int on)
    {
        double way = Math.Min(1, Math.Min(i, on - 1 - i) * 1000.0 / (RampMs * Rate));
        return (1 - Math.Cos(Math.PI * way)) / 2;
    }
}
