namespace QX200.Media.Engine;

/// <summary>What becomes of a packet that is to be relayed.</summary>
internal enum RelayVerdict : byte
{
    LeaveOut,

    /// <summary>It is the newest of the leg's stream.</summary>
    Send,

    /// <summary>It was overtaken, and goes out under the number that was left for it.</summary>
    SendLate,
}

/// <summary>
/// Lays the packets of one source, one by one as they arrive, onto the timeline of the leg that hears it.
/// A packet lost on the way here stays a hole of one number and of its time, so that the receiver's loss concealment
/// sees it, and a packet overtaken keeps its place. Holes are closed where nothing is missing: telephone-events taken
/// out, and silence that we sent in the place of what was lost. A mutable plain value.
/// </summary>
internal struct RelayTrack
{
    /// <summary>A source's timestamp that leaps ahead of the clock by more than this has begun anew.</summary>
    private const int LongestLeap = 200 * CodecFacts.BytesPerMillisecond;

    private bool _anchored;
    private byte _epoch;
    private ushort _sequenceShift;
    private uint _timestampShift;
    private uint _last;
    private uint _floor;
    private int _fills;
    private int _delayed;
    private int _behind;
    private long _arrivedAt;

    /// <summary>Silence is being sent because nothing comes.</summary>
    public bool IsFilling { get; private set; }

    /// <summary>The next packet starts afresh, wherever its own numbers stand.</summary>
    public void Lose() => this = default;

    /// <summary>One packet of silence of our own was sent, under the number after the newest.</summary>
    public void Filled()
    {
        IsFilling = true;
        _fills++;
        _sequenceShift++;
        _floor = _last + 1;
    }

    /// <summary>A packet of the source that goes no further: its number is not missed.</summary>
    public void Skip(uint extended, byte epoch)
    {
        if (_anchored && epoch == _epoch && (int)(extended - _last) > 0)
        {
            LeaveOut(extended);
        }
    }

    /// <param name="extended">The packet's own sequence number, extended.</param>
    /// <param name="epoch">Changes where the source has begun to count anew.</param>
    /// <param name="length">Clock units of sound in it.</param>
    /// <param name="now">Microseconds of the engine's clock.</param>
    public RelayVerdict Map(
        uint extended,
        byte epoch,
        uint timestamp,
        int length,
        long now,
        ref Timeline sent,
        out ushort sequence,
        out uint mapped
    )
    {
        long pause = now - _arrivedAt;
        _arrivedAt = now;
        if (!_anchored || epoch != _epoch)
        {
            Anchor(extended, epoch, timestamp, now, ref sent);
        }
        else if ((int)(extended - _last) <= 0)
        {
            sequence = (ushort)(extended + _sequenceShift);
            mapped = timestamp + _timestampShift;
            return extended != _last && (int)(extended - _floor) >= 0
                ? RelayVerdict.SendLate
                : RelayVerdict.LeaveOut;
        }
        else if (IsBehindSilence(length, pause))
        {
            LeaveOut(extended);
            _timestampShift -= (uint)length;
            _delayed = Math.Max(0, _delayed - length);
            sequence = 0;
            mapped = 0;
            return RelayVerdict.LeaveOut;
        }
        else
        {
            // A packet at its due time after another: whatever was held up has come.
            _delayed = _fills == 0 ? 0 : _delayed;
            CloseFilledHole(extended);
            Align(extended, timestamp, now, ref sent);
        }

        _last = extended;
        _fills = 0;
        IsFilling = false;
        sequence = (ushort)(extended + _sequenceShift);
        mapped = timestamp + _timestampShift;
        return RelayVerdict.Send;
    }

    private void Anchor(uint extended, byte epoch, uint timestamp, long now, ref Timeline sent)
    {
        _anchored = true;
        _epoch = epoch;
        _sequenceShift = (ushort)(sent.Sequence + 1 - extended);
        _floor = extended;
        _delayed = 0;
        Follow(timestamp, now, ref sent);
    }

    // Packets that were held up and now come at once, when silence was already sent in their place: as many are left
    // out as make up for the silence, so that the delay does not grow with every such pause.
    private readonly bool IsBehindSilence(int length, long pause) =>
        _delayed > 0 && pause < Timeline.Microseconds(length) / 4;

    private void CloseFilledHole(uint extended)
    {
        int hole = (int)(extended - _last) - 1;
        int filled = Math.Min(hole, _fills);
        if (filled > 0)
        {
            _sequenceShift -= (ushort)filled;
            _floor = extended;
        }
    }

    private void Follow(uint timestamp, long now, ref Timeline sent)
    {
        _timestampShift = sent.Follow(now) - timestamp;
        _behind = sent.Behind;
    }

    // Never back in time over what was sent, and never ahead of the clock. Otherwise the source's time counts, and
    // takes back what silence sent in between has closed up.
    private void Align(uint extended, uint timestamp, long now, ref Timeline sent)
    {
        uint mapped = timestamp + _timestampShift;
        int hole = (int)(mapped - sent.End);
        sent.Behind = _behind;
        if (hole < 0)
        {
            _timestampShift += (uint)-hole;
            _delayed += _fills > 0 ? -hole : 0;
            _floor = extended;
        }
        else if (hole > Math.Max(0, Timeline.Units(now - sent.EndsAt)) + LongestLeap)
        {
            _floor = extended;
            Follow(timestamp, now, ref sent);
        }
    }

    private void LeaveOut(uint extended)
    {
        _sequenceShift--;
        _last = extended;
        _floor = extended;
    }
}
