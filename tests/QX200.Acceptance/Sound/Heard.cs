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

    /// <summary>All that was heard, in order; <see cref="OtherSound"/> is music, speech or a signal tone.</summary>
    public IReadOnlyList<Stretch> Stretches { get; }

    public double SecondsOf(Voice voice) =>
        Stretches.Where(s => s.What == voice.Name).Sum(s => s.Seconds);

    /// <summary>The longest stretch of sound that is nobody's voice and lasted at least <paramref name="seconds"/>.</summary>
    public Pcm? LongestOther(double seconds)
    {
        Stretch longest = Stretches
            .Where(s => s.What == OtherSound)
            .OrderByDescending(s => s.Seconds)
            .FirstOrDefault();
        return longest.Seconds >= seconds ? _recording.Part(longest.From, longest.To) : null;
    }

    /// <summary>How alike a second of the longest other sound is to the tune, wherever in the tune it fits best.</summary>
    public double LikenessTo(Pcm tune)
    {
        if (LongestOther(1.5) is not { } other)
        {
            return 0;
        }

        double middle = other.Seconds / 2;
        Pcm piece = other.Part(middle - 0.5, middle + 0.5);
        Pcm whole = tune.At8Kilohertz();
        return Correlation.Best(piece, whole + whole.Part(0, 1)).Value;
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
