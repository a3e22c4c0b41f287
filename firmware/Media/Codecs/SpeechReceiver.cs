namespace QX200.Media.Codecs;

/// <summary>
/// Makes even 8 kHz sound of the packets of one stream: jitter buffer, decoder, loss concealment, and a pace that
/// follows the sender's clock by leaving out or repeating 10 ms where it is heard least.
/// Only the constructor allocates. Owned by one thread.
/// </summary>
internal sealed class SpeechReceiver : IDisposable
{
    private const int UnitsPerMs = 8;

    // Sound that comes this much later than it need is shortened: at once in a pause, in speech only when it matters.
    private const int LateInPause = 20 * UnitsPerMs;
    private const int LateInSpeech = 60 * UnitsPerMs;
    private const int EarlyInPause = -10 * UnitsPerMs;

    // Mean magnitude of a block that counts as a pause: about -46 dBFS.
    private const int PauseLevel = 160;

    private readonly JitterBuffer _buffer = new();
    private readonly SpeechDecoder _decoder = new();
    private readonly LossConcealment _concealment = new();
    private readonly byte[] _octets = new byte[JitterBuffer.Block];
    private readonly short[] _next = new short[JitterBuffer.Block];
    private Codec _codec;
    private bool _paused;

    /// <summary>Blocks of 10 ms that were concealed because a packet was lost or late.</summary>
    public int Concealed { get; private set; }

    /// <summary>Blocks left out to catch up.</summary>
    public int Shortened { get; private set; }

    /// <summary>Blocks put in to wait.</summary>
    public int Stretched { get; private set; }

    public JitterBuffer Buffer => _buffer;

    public void Reset()
    {
        _buffer.Reset();
        _decoder.Reset();
        _concealment.Reset();
        _paused = false;
        Concealed = 0;
        Shortened = 0;
        Stretched = 0;
    }

    public void Put(
        ReadOnlySpan<byte> payload,
        Codec codec,
        ushort sequence,
        uint timestamp,
        uint ssrc,
        long microseconds
    )
    {
        if (codec != _codec)
        {
            // What is left in the old codec would be noise in the new one.
            _codec = codec;
            _buffer.Reset();
            _decoder.Reset();
        }

        _buffer.Put(payload, sequence, timestamp, ssrc, microseconds);
    }

    /// <summary>Fills 10 ms: 80 samples.</summary>
    public void Take(Span<short> samples, long microseconds)
    {
        int surplus = _buffer.Surplus(microseconds);
        if (_paused && surplus < EarlyInPause)
        {
            Stretched++;
            _concealment.Conceal(samples);
        }
        else if (_buffer.Take(_octets, microseconds) == Supply.Sound)
        {
            _decoder.Decode(_codec, _octets, samples);
            CatchUp(samples, surplus, microseconds);
            _concealment.Heard(samples);
            _paused = IsPause(samples);
        }
        else
        {
            Concealed++;
            _concealment.Conceal(samples);
        }
    }

    public void Dispose() => _decoder.Dispose();

    // Two blocks become one by going over from the first into the second.
    private void CatchUp(Span<short> samples, int surplus, long microseconds)
    {
        if (
            surplus <= LateInPause
            || (surplus <= LateInSpeech && !IsPause(samples))
            || _buffer.Take(_octets, microseconds) != Supply.Sound
        )
        {
            return;
        }

        Shortened++;
        _decoder.Decode(_codec, _octets, _next);
        for (int i = 0; i < samples.Length; i++)
        {
            int rest = samples.Length - i;
            samples[i] = (short)(((samples[i] * rest) + (_next[i] * i)) / samples.Length);
        }
    }

    private static bool IsPause(ReadOnlySpan<short> samples)
    {
        int sum = 0;
        foreach (short sample in samples)
        {
            sum += Math.Abs((int)sample);
        }

        return sum < PauseLevel * samples.Length;
    }
}
