namespace QX200.Board.Simulated;

/// <summary>Samples from one thread to another, in order; neither waits, locks or allocates.</summary>
/// <param name="capacity">A power of two.</param>
internal sealed class SampleRing(int capacity)
{
    private readonly short[] _samples = new short[capacity];
    private long _written;
    private long _read;

    /// <summary>Either thread; the other may be changing it.</summary>
    public int Count => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <summary>The writing thread.</summary>
    /// <returns>How many fitted.</returns>
    public int Write(ReadOnlySpan<short> samples)
    {
        // Acquire: room that the reader has given back is no longer being read.
        int room = capacity - (int)(_written - Volatile.Read(ref _read));
        int count = Math.Min(room, samples.Length);
        for (int i = 0; i < count; i++)
        {
            _samples[(int)(_written + i) & (capacity - 1)] = samples[i];
        }

        // Release: whoever sees the count sees the samples.
        Volatile.Write(ref _written, _written + count);
        return count;
    }

    /// <summary>The reading thread.</summary>
    public int Read(Span<short> into)
    {
        int count = Math.Min((int)(Volatile.Read(ref _written) - _read), into.Length);
        for (int i = 0; i < count; i++)
        {
            into[i] = _samples[(int)(_read + i) & (capacity - 1)];
        }

        Volatile.Write(ref _read, _read + count);
        return count;
    }

    /// <summary>The reading thread: throws the oldest away.</summary>
    public void Skip(int count) =>
        Volatile.Write(
            ref _read,
            _read + Math.Min(count, (int)(Volatile.Read(ref _written) - _read))
        );
}
