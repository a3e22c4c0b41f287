namespace QX200.Acceptance.Sound;

/// <summary>
/// What a telephone says into its microphone: a tone of a pitch of its own, so that a recording tells who was heard.
/// The pitches keep clear of the digit tones and of one another's harmonics.
/// </summary>
internal sealed record Voice(string Name, double Hertz)
{
    private const double Loudness = 0.25;

    public static readonly Voice A = new("voice A", 530);
    public static readonly Voice B = new("voice B", 1090);
    public static readonly Voice C = new("voice C", 1810);
    public static readonly Voice D = new("voice D", 2330);

    public static readonly Voice[] All = [A, B, C, D];

    public Pcm Speak(double seconds, int rate = 8000)
    {
        float[] samples = new float[(int)(seconds * rate)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)(Loudness * Math.Sin(2 * Math.PI * Hertz * i / rate));
        }

        return new Pcm(samples, rate);
    }

    /// <summary>How much of the sound's energy lies at this pitch, 0 to 1 (Goertzel).</summary>
    public double ShareOf(ReadOnlySpan<float> samples, int rate)
    {
        double step = 2 * Math.Cos(2 * Math.PI * Hertz / rate);
        double last = 0;
        double before = 0;
        double energy = 0;
        foreach (float sample in samples)
        {
            (last, before) = ((step * last) - before + sample, last);
            energy += sample * sample;
        }

        double power = (last * last) + (before * before) - (step * last * before);
        return energy < 1e-9 ? 0 : 2 * power / (energy * samples.Length);
    }
}
