namespace QX200.Acceptance.Wire;

/// <summary>A time between two packets, in seconds.</summary>
internal readonly record struct Silence(double From, double To);

/// <summary>
/// When packets could not be in time, whatever the exchange did: when the machine stood still, as the beats of a
/// <see cref="Metronome"/> tell, and when what it passes on came late itself.
/// </summary>
internal sealed class Hindrances
{
    private const double Beat = 0.020;
    private const double LateBeat = 0.035;
    private const double LateVoice = 0.040;

    // What comes late goes on late; the exchange adds next to nothing.
    private const double Passing = 0.040;

    private readonly List<Silence> _still = [];
    private readonly List<Silence> _unheard = [];

    /// <param name="beats">The times of the beats of each processor, in order.</param>
    /// <param name="heard">The times of the packets that came to the exchange, for each of their streams.</param>
    public Hindrances(IEnumerable<double[]> beats, IEnumerable<double[]> heard)
    {
        foreach (
            Silence silence in beats
                .SelectMany(b => Silences(b, LateBeat))
                .OrderBy(static s => s.From)
        )
        {
            var still = silence with { From = silence.From + Beat };
            if (_still is [.., var last] && still.From <= last.To)
            {
                _still[^1] = last with { To = Math.Max(last.To, still.To) };
            }
            else
            {
                _still.Add(still);
            }
        }

        _unheard.AddRange(heard.SelectMany(h => Silences(h, LateVoice)));
    }

    public static Hindrances None { get; } = new([], []);

    /// <summary>For how long between two packets it could not be helped.</summary>
    public double Within(double from, double to)
    {
        double still = _still.Sum(s => Math.Max(0, Math.Min(s.To, to) - Math.Max(s.From, from)));
        bool isPassedOn = _unheard.Exists(u =>
            Math.Abs(u.From - from) < Passing && Math.Abs(u.To - to) < Passing
        );
        return isPassedOn ? Math.Max(still, to - from - Beat) : still;
    }

    private static IEnumerable<Silence> Silences(double[] times, double longerThan)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] - times[i - 1] > longerThan)
            {
                yield return new Silence(times[i - 1], times[i]);
            }
        }
    }
}
