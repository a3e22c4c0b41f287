namespace QX200.Media.Codecs;

/// <summary>
/// One direction between two legs that speak different codecs: packets in as they arrive, even sound out at every
/// tick. A jitter buffer and loss concealment stand before the decoder. One of two unlike codecs here is always a
/// G.711, so the linear sound between them is at 8 kHz. Made once and used again for call after call: only the
/// constructor allocates. Owned by one thread.
/// </summary>
internal sealed class Transcoder : IDisposable
{
    private readonly SpeechReceiver _receiver = new();
    private readonly SpeechEncoder _encoder = new();
    private readonly short[] _samples = new short[JitterBuffer.Block];
    private Codec _to;

    /// <summary>The receiving side, for its figures.</summary>
    public SpeechReceiver Receiver => _receiver;

    /// <summary>Forgets the last call. To be called before the first packet, and when the codec that goes out changes.</summary>
    public void Start(Codec to)
    {
        _to = to;
        _receiver.Reset();
        _encoder.Reset();
    }

    /// <summary>A packet as it arrives; its codec may change from packet to packet.</summary>
    /// <param name="timestamp">As in the packet.</param>
    /// <param name="microseconds">When it arrived, on a clock that never steps.</param>
    public void Put(
        ReadOnlySpan<byte> payload,
        Codec codec,
        ushort sequence,
        uint timestamp,
        uint ssrc,
        long microseconds
    ) => _receiver.Put(payload, codec, sequence, timestamp, ssrc, microseconds);

    /// <summary>
    /// Fills <paramref name="payload"/>, a multiple of 80 octets (10 ms), with what is to be sent now. Concealment and
    /// silence count as sound: it is always filled.
    /// </summary>
    public void Take(Span<byte> payload, long microseconds)
    {
        for (; payload.Length >= JitterBuffer.Block; payload = payload[JitterBuffer.Block..])
        {
            _receiver.Take(_samples, microseconds);
            _encoder.Encode(_to, _samples, payload[..JitterBuffer.Block]);
            microseconds += 10_000;
        }
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _encoder.Dispose();
    }
}
