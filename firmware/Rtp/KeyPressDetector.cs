namespace QX200.Rtp;

/// <summary>One press of a key, over.</summary>
internal readonly record struct KeyPress(char Key, int Milliseconds);

/// <summary>
/// Makes one key press out of the many packets of a telephone-event (RFC 4733 2.5). All packets of an event share its
/// timestamp; it is over with a packet that says so, with the first packet of another event, or, where all end packets
/// were lost, when nothing more comes. A mutable plain value.
/// </summary>
internal struct KeyPressDetector
{
    /// <summary>An event of which nothing came for so long is over: three packets at the 50 ms that RFC 4733 suggests.</summary>
    public const long SilentAfterUs = 150_000;

    /// <summary>For so long, packets with an older timestamp are stragglers; later, the sender's clock has jumped.</summary>
    private const long StragglersUs = 1_000_000;

    private const uint LongestSegment = 0xFFFF;

    private bool _known;
    private bool _down;
    private byte _code;
    private uint _timestamp;
    private uint _before;
    private ushort _duration;
    private long _heardAt;

    public readonly bool IsDown => _down;

    /// <summary>
    /// Takes one packet. Call it again with the same packet as long as it returns true: one packet may end the press
    /// before it and be a whole press itself.
    /// </summary>
    /// <param name="nowUs">Arrival time in microseconds of any clock that runs steadily.</param>
    public bool TryTake(in TelephoneEvent packet, uint timestamp, long nowUs, out KeyPress press)
    {
        press = default;
        if (_known && timestamp == _timestamp)
        {
            return _down && TryGrow(packet, nowUs, out press);
        }

        if (_known && (int)(timestamp - _timestamp) < 0 && nowUs - _heardAt < StragglersUs)
        {
            return false;
        }

        if (_down && packet.Code == _code && timestamp - _timestamp == LongestSegment)
        {
            _before += LongestSegment;
            _timestamp = timestamp;
            _duration = 0;
            return TryGrow(packet, nowUs, out press);
        }

        if (_down)
        {
            return TryEnd(out press);
        }

        Begin(packet.Code, timestamp);
        return TryGrow(packet, nowUs, out press);
    }

    /// <summary>Ends a press of which no packet came for <see cref="SilentAfterUs"/>.</summary>
    public bool TryTimeOut(long nowUs, out KeyPress press)
    {
        press = default;
        return _down && nowUs - _heardAt >= SilentAfterUs && TryEnd(out press);
    }

    private void Begin(byte code, uint timestamp)
    {
        _known = true;
        _down = true;
        _code = code;
        _timestamp = timestamp;
        _before = 0;
        _duration = 0;
    }

    private bool TryGrow(in TelephoneEvent packet, long nowUs, out KeyPress press)
    {
        press = default;
        _heardAt = nowUs;
        _duration = Math.Max(_duration, packet.Duration);
        return packet.End && TryEnd(out press);
    }

    private bool TryEnd(out KeyPress press)
    {
        _down = false;
        bool isKey = TelephoneEvent.TryKey(_code, out char key);
        press = new KeyPress(key, (int)((_before + _duration) / 8));
        return isKey;
    }
}
