using System.Runtime.CompilerServices;
using QX200.Rtp;

namespace QX200.Media.Engine;

/// <summary>
/// Key presses that wait to be sent or are being sent as telephone-events (RFC 4733 2.5.1): a packet each 20 ms, all
/// with the event's first timestamp, the end told three times, and a pause before the next. A mutable plain value.
/// </summary>
internal struct DigitQueue
{
    /// <summary>Ticks of 10 ms from one packet to the next.</summary>
    public const int StepTicks = 2;

    public const int ShortestMs = 60;
    public const int LongestMs = 5000;

    private const int Most = 32;
    private const int Ends = 3;
    private const int PauseTicks = 6;
    private const int UnitsPerTick = 10 * CodecFacts.BytesPerMillisecond;
    private const byte Volume = 10;

    private Waiting _waiting;
    private byte _head;
    private byte _count;
    private byte _endsSent;
    private byte _code;
    private int _wanted;
    private long _begun;
    private long _notBefore;

    /// <summary>A press is being sent: nothing else may be.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The tick at which the next waiting press may begin; none waits: far away.</summary>
    public readonly long NextAt => _count == 0 ? long.MaxValue : _notBefore;

    /// <summary>False where too many wait already.</summary>
    public bool TryAdd(byte code, int milliseconds)
    {
        if (_count == Most)
        {
            return false;
        }

        int length = Math.Clamp(milliseconds, ShortestMs, LongestMs);
        _waiting[(_head + _count) % Most] = (length << 8) | code;
        _count++;
        return true;
    }

    public void Clear() => this = default;

    /// <summary>The packet due at this tick, if one is.</summary>
    /// <param name="first">Whether it begins a press, and so carries the marker and a new timestamp.</param>
    /// <param name="covered">Clock units from the beginning of the press to the end of this packet's turn.</param>
    public bool TryStep(long tick, out TelephoneEvent packet, out bool first, out int covered)
    {
        first = !IsActive;
        if (!IsActive && !TryBegin(tick))
        {
            packet = default;
            covered = 0;
            return false;
        }

        covered = (int)(tick - _begun + StepTicks) * UnitsPerTick;
        bool end = covered >= _wanted;
        packet = new TelephoneEvent(_code, end, Volume, (ushort)Math.Min(covered, _wanted));
        if (end && ++_endsSent == Ends)
        {
            IsActive = false;
            _notBefore = tick + PauseTicks;
        }

        return true;
    }

    private bool TryBegin(long tick)
    {
        if (tick < NextAt)
        {
            return false;
        }

        int next = _waiting[_head];
        _head = (byte)((_head + 1) % Most);
        _count--;
        _code = (byte)next;
        _wanted = (next >> 8) * CodecFacts.BytesPerMillisecond;
        _begun = tick;
        _endsSent = 0;
        IsActive = true;
        return true;
    }

    [InlineArray(Most)]
    private struct Waiting
    {
        private int _first;
    }
}
