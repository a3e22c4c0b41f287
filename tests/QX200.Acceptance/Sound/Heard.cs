using System.Globalization;

namespace QX200.Acceptance.Sound;

/// <summary>A time in which one thing was heard.</summary>
internal readonly record struct Stretch(string What, double From, double To)
{
    public double Seconds => To - From;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From, 6:0.0} to {To, 6:0.0} s: {What}");
}

/// <summary>What was heard in a recording, told apart by the voices of the telephones.</summary>
internal sealed class Heard
{
    public const string Silence = "silence";
    public const string OtherSound = "sound";

    private const string Tone = "tone";

    private const double Window = 0.1;
    private const double ToneWindow = 0.05;
    private const double ToneShare = 0.8;
    private const double SilenceBelow = 1e-5;
    private const double VoiceShare = 0.6;

    private readonly Pcm _recording;

    public Heard(Pcm recording)
    {
        _recording = recording.At8Kilohertz();
        Stretches = Listen(Window, Name);
    }

    public double Seconds => _recording.Seconds;

    /// <summary>All that was heard, in order; <see cref="OtherSound"/> is music, speech or a signal tone.</summary>
    public IReadOnlyList<Stretch> Stretches { get; }

    public double SecondsOf(Voice voice) =>
        Stretches.Where(s => s.What == voice.Name).Sum(s => s.Seconds);

    /// <summary>
    /// How alike a second of sound that is nobody's voice is to the tune, wherever in the tune it fits best: of all such
    /// seconds the one that is most alike, or the first that is as alike as <paramref name="enough"/>. A machine that
    /// stands still for a moment tears the music, and the second with the tear in it is not like it.
    /// </summary>
    public double LikenessTo(Pcm tune, double enough = 0.9)
    {
        Pcm whole = tune.At8Kilohertz();
        whole += whole.Part(0, 1);
        double best = 0;
        foreach (Pcm second in OtherSeconds())
        {
            best = Math.Max(best, Correlation.Best(second, whole).Value);
            if (best >= enough)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>
    /// Every place where a spoken clip is heard, as seconds into the recording. Two different digits are alike by 0.43 at
    /// the most; the same one that an analog line has delayed by half a sample by 0.6.
    /// </summary>
    public List<double> TimesOf(Pcm clip, double atLeast = 0.5) =>
        [
            .. Correlation
                .Places(clip.At8Kilohertz(), _recording, atLeast)
                .Select(place => place.Seconds),
        ];

    /// <summary>Every stretch of a tone that is made of these frequencies and of nothing else.</summary>
    public List<Stretch> TonesOf(params int[] hertz)
    {
        Voice[] tones = [.. hertz.Select(static h => new Voice($"{h} Hz", h))];
        return
        [
            .. Listen(
                    ToneWindow,
                    samples =>
                    {
                        double[] shares =
                        [
                            .. tones.Select(t => t.ShareOf(samples.Span, _recording.Rate)),
                        ];
                        return shares.Sum() > ToneShare && shares.Min() > ToneShare / 3 ? Tone : "";
                    }
                )
                .Where(static s => s.What == Tone),
        ];
    }

    public override string ToString() => string.Join("\n", Stretches);

    // The middle of each stretch of other sound first, the longest one first of all, and then every half second's.
    private IEnumerable<Pcm> OtherSeconds()
    {
        Stretch[] others =
        [
            .. Stretches
                .Where(static s => s is { What: OtherSound, Seconds: >= 1.5 })
                .OrderByDescending(static s => s.Seconds),
        ];
        IEnumerable<double> middles = others.Select(static s => (s.From + s.To - 1) / 2);
        IEnumerable<double> all = others.SelectMany(static s =>
            Enumerable.Range(0, (int)((s.Seconds - 1) / 0.5) + 1).Select(i => s.From + (0.5 * i))
        );
        return middles.Concat(all).Select(from => _recording.Part(from, from + 1));
    }

    private List<Stretch> Listen(double window, Func<ReadOnlyMemory<float>, string> name)
    {
        var stretches = new List<Stretch>();
        int length = (int)(window * _recording.Rate);
        for (int at = 0; at + length <= _recording.Samples.Length; at += length)
        {
            string what = name(_recording.Samples.AsMemory(at, length));
            double from = (double)at / _recording.Rate;
            double to = from + window;
            if (stretches.Count > 0 && stretches[^1].What == what)
            {
                stretches[^1] = stretches[^1] with { To = to };
            }
            else
            {
                stretches.Add(new Stretch(what, from, to));
            }
        }

        return stretches;
    }

    private string Name(ReadOnlyMemory<float> window)
    {
        ReadOnlySpan<float> samples = window.Span;
        double energy = 0;
        foreach (float sample in samples)
        {
            energy += sample * sample;
        }

        if (energy / samples.Length < SilenceBelow)
        {
            return Silence;
        }

        foreach (Voice voice in Voice.All)
        {
            if (voice.ShareOf(samples, _recording.Rate) > VoiceShare)
            {
                return voice.Name;
            }
        }

        return OtherSound;
    }
}
