using QX200.Media.Analog;

namespace QX200.Tests.Media.Analog;

/// <summary>A sound device with a clock of its own, whose hybrid may give back what it hears.</summary>
internal sealed class DriftingDevice(double ppm) : IVoicePort
{
    private const int Length = 2048;

    private readonly short[] _queue = new short[Length];
    private readonly short[] _said = new short[Length];
    private readonly short[] _past = new short[64];
    private double _owed;
    private int _next;
    private int _saidCount;
    private long _at;

    /// <summary>What the microphone says at each sample; null: nothing.</summary>
    public Func<long, double>? Says { get; set; }

    /// <summary>What the earpiece hears.</summary>
    public Action<short>? Hears { get; set; }

    /// <summary>Part of what is heard that comes back, and how many samples later.</summary>
    public (double Part, int Delay) Echo { get; set; }

    public bool IsRunning { get; set; }

    public int Queued { get; private set; }

    public long Slips { get; private set; }

    /// <summary>10 ms of our clock pass.</summary>
    public void Turn()
    {
        if (!IsRunning)
        {
            return;
        }

        _owed += 80 * (1 + (ppm * 1e-6));
        for (; _owed >= 1; _owed--)
        {
            short heard = 0;
            if (Queued > 0)
            {
                Queued--;
                heard = _queue[_next++ % Length];
            }
            else
            {
                Slips++;
            }

            Hears?.Invoke(heard);
            _past[_at % 64] = heard;
            double echo = Echo.Part * _past[(_at - Echo.Delay + 64) % 64];
            double said = (Says?.Invoke(_at) ?? 0) + echo;
            if (_saidCount < _said.Length)
            {
                _said[_saidCount++] = (short)said;
            }

            _at++;
        }
    }

    public void Start()
    {
        IsRunning = true;
        Queued = 0;
        _saidCount = 0;
    }

    public void Stop() => IsRunning = false;

    public int Read(Span<short> into)
    {
        int count = Math.Min(into.Length, _saidCount);
        _said.AsSpan(0, count).CopyTo(into);
        _said.AsSpan(count, _saidCount - count).CopyTo(_said);
        _saidCount -= count;
        return count;
    }

    public int Write(ReadOnlySpan<short> samples)
    {
        foreach (short sample in samples)
        {
            _queue[(_next + Queued++) % Length] = sample;
        }

        return samples.Length;
    }
}
