using QX200.Media.Codecs;

namespace QX200.Media.Tones;

/// <summary>Call progress tones, as loops whose ends meet without a click.</summary>
internal static class ToneGenerator
{
    private const int Rate = SoundEncoder.SampleRate;

    // A tone rises and falls gently: a G.722 decoder that has heard something else needs that time to follow.
    private const int RampMs = 40;

    // Together -16 dBFS, however many sines it is made of.
    private const double Level = 0.158;

    // The howler is to be heard across a room, from a receiver that lies on a desk.
    private const double HowlerGain = 2.2;

    private const int EndlessMs = 1000;

    /// <summary>A tone in the North American manner.</summary>
    public static Sound Make(ToneId tone) => Make(tone, ToneSet.NorthAmerican);

    public static Sound Make(ToneId tone, ToneSet tones) =>
        SoundEncoder.Loop(
            tone switch
            {
                ToneId.Dial => Samples(tones.Dial),
                ToneId.Ringback => Samples(tones.Ringback),
                ToneId.Busy => Samples(tones.Busy),
                ToneId.Congestion => Samples(tones.Congestion),
                ToneId.Howler => Samples(ToneSet.Howler, HowlerGain),
                _ => Confirmation(silenceMs: 4000),
            }
        );

    /// <summary>Two short beeps, the second higher: done.</summary>
    public static Sound MakeConfirmation() => SoundEncoder.Clip(Confirmation(silenceMs: 60));

    /// <summary>One round of a tone, to be said once: without the silence at its end.</summary>
    public static Sound MakeClip(ToneRecipe recipe) => SoundEncoder.Clip(Samples(recipe.Once()));

    private static short[] Confirmation(int silenceMs) =>
        Samples(ToneRecipe.Parse($"660/140 0/60 880/140 0/{silenceMs}"));

    private static short[] Samples(ToneRecipe recipe, double gain = 1) =>
        [.. recipe.Parts.SelectMany(part => Samples(part, gain))];

    private static short[] Samples(in TonePart part, double gain)
    {
        // Without end: whole periods of every frequency are in the loop, so it needs no ramps.
        bool endless = part.Milliseconds == 0;
        var samples = new short[(endless ? EndlessMs : part.Milliseconds) * Rate / 1000];
        if (part.Hertz.IsEmpty)
        {
            return samples;
        }

        double level = gain * Level * Math.Sqrt(2.0 / part.Hertz.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            double t = 2 * Math.PI * i / Rate;
            double value = 0;
            foreach (int hertz in part.Hertz)
            {
                value += Math.Sin(hertz * t);
            }

            value *= level * (endless ? 1 : Ramp(i, samples.Length));
            samples[i] = (short)Math.Round(32767 * Math.Clamp(value, -1, 1));
        }

        return samples;
    }

    // A short beep is as loud as a long one for half of its time.
    private static double Ramp(int i, int on)
    {
        double ramp = Math.Min(RampMs * Rate / 1000.0, on / 4.0);
        double way = Math.Min(1, Math.Min(i, on - 1 - i) / ramp);
        return (1 - Math.Cos(Math.PI * way)) / 2;
    }
}
