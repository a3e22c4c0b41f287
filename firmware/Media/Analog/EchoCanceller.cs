using System.Numerics;

namespace QX200.Media.Analog;

/// <summary>
/// Takes out of what comes from an analog telephone what its hybrid gives back of what was sent to it (ITU-T G.168): an
/// adaptive filter of 32 ms that learns the line while only the far side talks (normalised least mean squares), and a
/// little less of what then is left. Only the constructor allocates. Owned by one thread.
/// </summary>
internal sealed class EchoCanceller
{
    private const int Taps = 256;

    // History is kept in one piece: moved back to the beginning when this is full.
    private const int Length = 8 * Taps;

    private const float Step = 0.4f;

    // Louder than this part of the loudest that was sent: no hybrid gives back so much, so somebody speaks.
    private const float LoudestEcho = 0.7f;

    /// <summary>Who speaks may pause for 40 ms.</summary>
    private const int Hangover = 320;

    // -50 dB below full scale: nothing is learned from less.
    private const float LeastPower = 100f * 100f;

    // Over 10 ms.
    private const float Smoothing = 1f / 80;

    // What is left 20 dB below what was sent is echo too, and goes down by as much again.
    private const float Residue = 0.01f;
    private const float Suppressed = 0.1f;
    private const float GainStep = 1f / 40;

    private readonly float[] _weights = new float[Taps];
    private readonly float[] _sent = new float[Length];
    private int _end = Taps;
    private float _power;
    private float _loudest;
    private float _sentPower;
    private float _saidPower;
    private float _leftPower;
    private float _gain = 1;
    private int _spoke;

    /// <summary>Forgets the line.</summary>
    public void Reset()
    {
        Array.Clear(_weights);
        Array.Clear(_sent);
        _end = Taps;
        (_power, _loudest, _sentPower, _saidPower, _leftPower) = (0, 0, 0, 0, 0);
        _gain = 1;
        _spoke = 0;
    }

    /// <param name="sent">What the telephone was sent at the time when it said <paramref name="said"/>; equally many.</param>
    /// <param name="said">Is changed in place.</param>
    public void Take(ReadOnlySpan<short> sent, Span<short> said)
    {
        for (int i = 0; i < said.Length; i++)
        {
            said[i] = (short)Math.Clamp(Take(sent[i], said[i]), short.MinValue, short.MaxValue);
        }
    }

    private float Take(float sent, float said)
    {
        ReadOnlySpan<float> window = Push(sent);
        float left = said - Dot(window, _weights);
        _loudest = Math.Max(Math.Abs(sent), _loudest * (1 - (1f / Taps)));
        _spoke = Math.Abs(said) > LoudestEcho * _loudest ? Hangover : Math.Max(0, _spoke - 1);
        _sentPower += ((sent * sent) - _sentPower) * Smoothing;
        _saidPower += ((said * said) - _saidPower) * Smoothing;
        _leftPower += ((left * left) - _leftPower) * Smoothing;
        if (_leftPower > 4 * _saidPower && _leftPower > LeastPower)
        {
            // It makes more than it takes away: what it has learned is of another line.
            Array.Clear(_weights);
            left = said;
        }
        else if (_spoke == 0 && _power > LeastPower * Taps)
        {
            Learn(window, Step * left / _power);
        }

        bool isResidue =
            _spoke == 0 && _sentPower > LeastPower && _leftPower < Residue * _sentPower;
        _gain += ((isResidue ? Suppressed : 1) - _gain) * GainStep;
        return left * _gain;
    }

    /// <summary>The last samples that were sent, the newest last.</summary>
    private ReadOnlySpan<float> Push(float sent)
    {
        if (_end == Length)
        {
            _sent.AsSpan(Length - Taps).CopyTo(_sent);
            _end = Taps;

            // Summed anew, as rounding adds up.
            _power = Dot(_sent.AsSpan(0, Taps), _sent.AsSpan(0, Taps));
        }

        float gone = _sent[_end - Taps];
        _sent[_end++] = sent;
        _power = Math.Max(0, _power + (sent * sent) - (gone * gone));
        return _sent.AsSpan(_end - Taps, Taps);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < Taps; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        return Vector.Sum(sum);
    }

    private void Learn(ReadOnlySpan<float> window, float step)
    {
        var factor = new Vector<float>(step);
        for (int i = 0; i < Taps; i += Vector<float>.Count)
        {
            Span<float> weights = _weights.AsSpan(i);
            (new Vector<float>(weights) + (factor * new Vector<float>(window[i..]))).CopyTo(
                weights
            );
        }
    }
}
