using QX200.Media.Codecs;
using QX200.Rtp;

namespace QX200.Media.Tones;

/// <summary>
/// Listens for keys in the packets of one stream, as they arrive. No jitter buffer stands before it: packets that were
/// overtaken are left out, and a short gap is passed over as if it had never been, so that a lost packet does not make
/// two presses of one. Only the constructor allocates. Owned by one thread.
/// </summary>
internal sealed class DtmfListener : IDisposable
{
    /// <summary>60 ms: of a longer gap nobody knows what was in it.</summary>
    private const int LongestGap = 60 * CodecFacts.BytesPerMillisecond;

    /// <summary>Enough silence to end a press.</summary>
    private const int Pause = 50 * CodecFacts.BytesPerMillisecond;

    private readonly SpeechDecoder _decoder = new();
    private readonly DtmfDetector _detector = new();
    private bool _begun;
    private byte _epoch;
    private uint _sequence;
    private uint _expected;
    private int _silence;

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        _decoder.Reset();
        _detector.Reset();
        _begun = false;
        _silence = 0;
    }

    /// <summary>A packet has come. False: it is too late to be listened to.</summary>
    /// <param name="epoch">Another number than before: the sender began anew.</param>
    /// <param name="sequence">Extended beyond 16 bits.</param>
    /// <param name="length">Octets of sound, each a sample of 8 kHz.</param>
    public bool Arrived(byte epoch, uint sequence, uint timestamp, int length)
    {
        if (_begun && epoch == _epoch && (int)(sequence - _sequence) <= 0)
        {
            return false;
        }

        int gap = (int)(timestamp - _expected);
        bool isLost = sequence != _sequence + 1;
        if (_begun && (gap != 0 || epoch != _epoch))
        {
            if (epoch == _epoch && isLost && gap is > 0 and <= LongestGap)
            {
                _detector.Skip();
            }
            else
            {
                _silence = Pause;
            }
        }

        _begun = true;
        _epoch = epoch;
        _sequence = sequence;
        _expected = timestamp + (uint)length;
        return true;
    }

    /// <summary>
    /// Listens to the packet that arrived, up to the next key that was released; false at its end. To be called until
    /// then.
    /// </summary>
    public bool TryTake(ref ReadOnlySpan<byte> payload, Codec codec, out KeyPress press)
    {
        while (_silence > 0 || !payload.IsEmpty)
        {
            Span<short> room = _detector.Room;
            int count;
            if (_silence > 0)
            {
                count = Math.Min(_silence, room.Length);
                room[..count].Clear();
                _silence -= count;
            }
            else
            {
                count = Math.Min(payload.Length, room.Length);
                _decoder.Decode(codec, payload[..count], room);
                payload = payload[count..];
            }

            if (_detector.Heard(count, out press))
            {
                return true;
            }
        }

        press = default;
        return false;
    }

    /// <summary>Nothing has come for a while: a key that was pressed last counts as released.</summary>
    public bool TryEnd(out KeyPress press)
    {
        press = default;
        return _detector.IsPressed && _detector.TryEnd(out press);
    }

    public void Dispose() => _decoder.Dispose();
}
