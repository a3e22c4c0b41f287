using System.Numerics;

namespace QX200.Media.Analog;

/// <summary>
/// Carries sound from one clock to another that goes a little faster or slower. What is written is read again some
/// 20 ms later, at a rate that follows the two clocks smoothly: no sample is ever left out or said twice, as that would
/// be heard. All memory is taken at construction. Owned by one thread.
/// </summary>
/// <remarks>
/// The rate is set by how full the buffer is, averaged over some seconds so that blocks coming and going do not sing
/// in it. A steady difference of the clocks shows as a steady displacement of that: 4 samples for 100 ppm.
/// </remarks>
internal sealed class DriftBuffer
{
    /// <summary>The delay aimed at, in samples: a block on either side and room for their timing.</summary>
    public const int Target = 200;

    private const int Capacity = 4096;

    // Beyond this the two clocks have lost each other, and it is better to begin anew.
    private const int Most = Target + 800;

    private const int Taps = 16;
    private const int Phases = 128;

    // Parts per sample of displacement: the buffer is put right with a time constant of 5 s.
    private const double Pull = 1.0 / (8000 * 5);
    private const double MostPull = 2000e-6;

    // Of the average, for each sample read: 2 s.
    private const double Smoothing = 1.0 / (8000 * 2);

    private static readonly float[] Kernel = MakeKernel();

    private readonly float[] _samples = new float[Capacity];
    private int _end;
    private double _position;
    private double _average;
    private bool _flows;

    /// <summary>Samples that were missing: silence was given in their place.</summary>
    public long Missing { get; private set; }

    /// <summary>Times that it began anew.</summary>
    public int Restarts { get; private set; }

    /// <summary>Samples written that are still to be read.</summary>
    public double Fill => _end - _position;

    /// <summary>How fast it is read against how fast it is written.</summary>
    public double Rate => 1 + Math.Clamp((_average - Target) * Pull, -MostPull, MostPull);

    public void Reset()
    {
        Array.Clear(_samples);
        _end = Taps;
        _position = Taps;
        _average = Target;
        _flows = false;
    }

    public DriftBuffer() => Reset();

    public void Write(ReadOnlySpan<short> samples)
    {
        if (Fill + samples.Length > Most)
        {
            Begin();
        }

        MakeRoom(samples.Length);
        foreach (short sample in samples)
        {
            _samples[_end++] = sample;
        }

        if (!_flows && Fill >= Target)
        {
            // Exactly the delay aimed at, whatever the size of the blocks.
            _position = _end - Target;
            _average = Target;
            _flows = true;
        }
    }

    /// <summary>Fills all of <paramref name="samples"/>.</summary>
    public void Read(Span<short> samples)
    {
        if (!_flows)
        {
            samples.Clear();
            return;
        }

        double rate = Rate;
        _average += (Fill - _average) * Math.Min(1, Smoothing * samples.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            if (_position + (Taps / 2) + 1 >= _end)
            {
                samples[i..].Clear();
                Missing += samples.Length - i;
                Begin();
                return;
            }

            samples[i] = Between(_position);
            _position += rate;
        }
    }

    private void Begin()
    {
        Restarts++;
        Reset();
    }

    private void MakeRoom(int length)
    {
        if (_end + length <= Capacity)
        {
            return;
        }

        int gone = (int)_position - Taps;
        Array.Copy(_samples, gone, _samples, 0, _end - gone);
        _end -= gone;
        _position -= gone;
    }

    // Between two samples: the windowed sinc of the nearest two phases, of which the true one lies between.
    private short Between(double position)
    {
        int at = (int)position;
        double phase = (position - at) * Phases;
        int lower = (int)phase;
        float part = (float)(phase - lower);
        ReadOnlySpan<float> around = _samples.AsSpan(at - (Taps / 2) + 1, Taps);
        ReadOnlySpan<float> a = Kernel.AsSpan(lower * Taps, Taps);
        ReadOnlySpan<float> b = Kernel.AsSpan((lower + 1) * Taps, Taps);
        Vector<float> sumA = Vector<float>.Zero;
        Vector<float> sumB = Vector<float>.Zero;
        for (int i = 0; i < Taps; i += Vector<float>.Count)
        {
            var x = new Vector<float>(around[i..]);
            sumA += x * new Vector<float>(a[i..]);
            sumB += x * new Vector<float>(b[i..]);
        }

        float low = Vector.Sum(sumA);
        float value = low + ((Vector.Sum(sumB) - low) * part);
        return (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
    }

    private static float[] MakeKernel()
    {
        float[] kernel = new float[(Phases + 1) * Taps];
        for (int p = 0; p <= Phases; p++)
        {
            double sum = 0;
            Span<float> taps = kernel.AsSpan(p * Taps, Taps);
            for (int k = 0; k < Taps; k++)
            {
                double t = k - ((Taps / 2) - 1) - ((double)p / Phases);
                double window =
                    0.42
                    + (0.5 * Math.Cos(2 * Math.PI * t / Taps))
                    + (0.08 * Math.Cos(4 * Math.PI * t / Taps));
                double sinc = Math.Abs(t) < 1e-9 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);
                taps[k] = (float)(sinc * window);
                sum += taps[k];
            }

            for (int k = 0; k < Taps; k++)
            {
                taps[k] = (float)(taps[k] / sum);
            }
        }

        return kernel;
    }
}
