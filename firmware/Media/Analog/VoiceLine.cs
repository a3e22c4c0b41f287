using QX200.Media.Codecs;
using QX200.Rtp;

namespace QX200.Media.Analog;

/// <summary>
/// The sound of one analog line between the media engine's packets and its device. To the telephone: jitter buffer,
/// loss concealment, over to the device's clock. From it: echo cancelled, over to our clock, G.711. Media thread; only
/// the constructor allocates.
/// </summary>
/// <remarks>
/// As many samples are written to the device as were read from it, so that its queue keeps its length by itself, and a
/// sample that was said belongs to the sample that was heard under the same number: the echo canceller's reference.
/// </remarks>
internal sealed class VoiceLine : IDisposable
{
    /// <summary>30 ms are queued ahead, for ticks that come late.</summary>
    private const int Ahead = 240;

    private const int Block = JitterBuffer.Block;
    private const int Packet = 2 * Block;
    private const int MostAtOnce = 1600;
    private const int RingLength = 8192;

    /// <summary>A device that does not run is tried again each second.</summary>
    private const int RetryTicks = 100;

    private readonly IVoicePort _port;
    private readonly SpeechReceiver _receiver = new();
    private readonly DriftBuffer _toDevice = new();
    private readonly DriftBuffer _fromDevice = new();
    private readonly EchoCanceller _echo = new();
    private readonly DigitTone _digit = new();
    private readonly short[] _block = new short[Block];
    private readonly short[] _said = new short[MostAtOnce];
    private readonly short[] _heard = new short[MostAtOnce];
    private readonly short[] _played = new short[RingLength];
    private readonly short[] _packet = new short[Packet];
    private VoiceSettings _settings = VoiceSettings.Standard;
    private float _hearGain = 1;
    private float _speakGain = 1;
    private bool _running;
    private int _retryIn;
    private long _slips;
    private long _written;
    private long _read;
    private int _owed;
    private int _collected;

    public VoiceLine(IVoicePort port) => _port = port;

    /// <summary>Clock units by which what the telephone hears is late, in samples of our clock.</summary>
    public double Delay => _toDevice.Fill;

    /// <summary>Times that the line's sound began anew since the program started.</summary>
    public int Restarts { get; private set; }

    /// <summary>The two buffers, for their figures.</summary>
    public DriftBuffer ToDevice => _toDevice;

    public DriftBuffer FromDevice => _fromDevice;

    public void Use(in VoiceSettings settings)
    {
        _settings = settings;
        _hearGain = MathF.Pow(10, settings.HearDb / 20f);
        _speakGain = MathF.Pow(10, settings.SpeakDb / 20f);
    }

    /// <summary>Another stream is heard and spoken into from now on.</summary>
    public void Turn()
    {
        _receiver.Reset();
        _digit.Reset();
        _collected = 0;
        if (!_running)
        {
            Begin();
        }
    }

    public void Stop()
    {
        if (_running)
        {
            _port.Stop();
        }

        _running = false;
    }

    /// <summary>A packet that the telephone is to hear.</summary>
    public void Put(ReadOnlySpan<byte> datagram, in RtpPacket packet, long now)
    {
        ReadOnlySpan<byte> payload = datagram.Slice(packet.PayloadOffset, packet.PayloadLength);
        if (packet.PayloadType == VoiceSocket.Events)
        {
            if (TelephoneEvent.TryParse(payload, out TelephoneEvent pressed))
            {
                _digit.Arrived(pressed, packet.Timestamp, now);
            }

            return;
        }

        Codec codec = packet.PayloadType == VoiceSocket.Pcmu ? Codec.Pcmu : Codec.Pcma;
        _receiver.Put(payload, codec, packet.Sequence, packet.Timestamp, packet.Ssrc, now);
    }

    /// <summary>First half of a tick: takes in what was said. True each second time: 20 ms of it are in <paramref name="payload"/>.</summary>
    public bool Listen(Codec codec, Span<byte> payload)
    {
        if (!IsRunning())
        {
            return false;
        }

        int count = _port.Read(_said);
        Span<short> said = _said.AsSpan(0, count);
        if (_settings.CancelEcho)
        {
            for (int i = 0; i < count; i++)
            {
                _heard[i] = _played[(_read + i) % RingLength];
            }

            _echo.Take(_heard.AsSpan(0, count), said);
        }

        _read += count;
        _owed += count;
        Gain(said, _speakGain);
        _fromDevice.Write(said);
        _fromDevice.Read(_packet.AsSpan(_collected * Block, Block));
        _collected++;
        if (_collected < Packet / Block)
        {
            return false;
        }

        _collected = 0;
        if (codec == Codec.Pcmu)
        {
            G711.EncodeUlaw(_packet, payload);
        }
        else
        {
            G711.EncodeAlaw(_packet, payload);
        }

        return true;
    }

    /// <summary>Second half: gives out what is to be heard.</summary>
    public void Speak(long now)
    {
        _receiver.Take(_block, now);
        _digit.Sound(_block, now);
        if (!_running)
        {
            return;
        }

        _toDevice.Write(_block);
        int count = Math.Min(_owed, MostAtOnce);
        Span<short> heard = _heard.AsSpan(0, count);
        _toDevice.Read(heard);
        Gain(heard, _hearGain);
        _owed -= count;
        Write(heard);
    }

    public void Dispose() => _receiver.Dispose();

    private bool IsRunning()
    {
        if (_running && _port.IsRunning && _port.Slips == _slips)
        {
            return true;
        }

        if (_running || --_retryIn <= 0)
        {
            Restarts++;
            Begin();
        }

        return _running;
    }

    private void Begin()
    {
        _retryIn = RetryTicks;
        _port.Start();
        _slips = _port.Slips;
        _running = _port.IsRunning;
        _toDevice.Reset();
        _fromDevice.Reset();
        _echo.Reset();
        _written = 0;
        _read = 0;
        _owed = 0;
        if (_running)
        {
            Array.Clear(_heard);
            Write(_heard.AsSpan(0, Ahead));
        }
    }

    private void Write(ReadOnlySpan<short> samples)
    {
        int taken = _port.Write(samples);
        foreach (short sample in samples[..taken])
        {
            _played[_written++ % RingLength] = sample;
        }
    }

    private static void Gain(Span<short> samples, float gain)
    {
        if (gain == 1)
        {
            return;
        }

        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(samples[i] * gain, short.MinValue, short.MaxValue);
        }
    }
}
