namespace QX200.Media.Codecs;

/// <summary>
/// Fills holes in 8 kHz speech in the manner of G.711 Appendix I: the last pitch period goes on, fading out within
/// 60 ms, and what comes after the hole is blended in. All memory is taken at construction. Owned by one thread.
/// </summary>
internal sealed class LossConcealment
{
    // Voices from 66 to 200 Hz, as in the appendix.
    private const int ShortestPitch = 40;
    private const int LongestPitch = 120;
    private const int Compared = 160;
    private const int Blend = 32;
    private const int HistoryLength = LongestPitch + Compared;
    private const int FullStrength = 80;
    private const int FadeOut = 400;

    private readonly short[] _history = new short[HistoryLength];
    private readonly short[] _period = new short[LongestPitch];
    private int _pitch;
    private int _position;
    private int _made;

    public void Reset()
    {
        _history.AsSpan().Clear();
        _made = 0;
    }

    /// <summary>Good samples: remembered, and after a hole their beginning is blended with the concealment.</summary>
    public void Heard(Span<short> samples)
    {
        if (_made > 0)
        {
            for (int i = 0; i < Math.Min(Blend, samples.Length); i++)
            {
                samples[i] = (short)(((samples[i] * (i + 1)) + (Next() * (Blend - i - 1))) / Blend);
            }

            _made = 0;
        }

        Remember(samples);
    }

    /// <summary>Makes samples for a hole.</summary>
    public void Conceal(Span<short> samples)
    {
        if (_made == 0)
        {
            TakePeriod();
        }

        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = Next();
        }

        Remember(samples);
    }

    private short Next()
    {
        short sample = _period[_position];
        _position = _position + 1 == _pitch ? 0 : _position + 1;
        int gain = Math.Clamp(FadeOut - (_made - FullStrength), 0, FadeOut);
        _made = Math.Min(_made + 1, FullStrength + FadeOut);
        return (short)(sample * gain / FadeOut);
    }

    // The last period, its end blended with what stood before its beginning, so that it repeats without a step.
    private void TakePeriod()
    {
        _pitch = Pitch();
        _position = 0;
        int start = HistoryLength - _pitch;
        _history.AsSpan(start).CopyTo(_period);
        int blend = _pitch / 4;
        for (int i = 0; i < blend; i++)
        {
            int at = _pitch - blend + i;
            int before = _history[start - blend + i];
            _period[at] = (short)(((_period[at] * (blend - i)) + (before * i)) / blend);
        }
    }

    private int Pitch()
    {
        int best = LongestPitch;
        float bestLikeness = float.MinValue;
        ReadOnlySpan<short> recent = _history.AsSpan(HistoryLength - Compared);
        for (int lag = ShortestPitch; lag <= LongestPitch; lag++)
        {
            ReadOnlySpan<short> earlier = _history.AsSpan(HistoryLength - Compared - lag, Compared);
            float likeness = Likeness(recent, earlier);
            if (likeness > bestLikeness)
            {
                (best, bestLikeness) = (lag, likeness);
            }
        }

        return best;
    }

    private static float Likeness(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        float product = 0;
        float energy = 1;
        for (int i = 0; i < a.Length; i++)
        {
            product += (float)a[i] * b[i];
            energy += (float)b[i] * b[i];
        }

        return product / MathF.Sqrt(energy);
    }

    private void Remember(ReadOnlySpan<short> samples)
    {
        if (samples.Length >= HistoryLength)
        {
            samples[^HistoryLength..].CopyTo(_history);
            return;
        }

        _history.AsSpan(samples.Length).CopyTo(_history);
        samples.CopyTo(_history.AsSpan(HistoryLength - samples.Length));
    }
}
