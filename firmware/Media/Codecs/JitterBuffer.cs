namespace QX200.Media.Codecs;

/// <summary>What the buffer has for the next 10 ms.</summary>
internal enum Supply : byte
{
    /// <summary>Sound, and the playhead has moved on.</summary>
    Sound,

    /// <summary>A hole with sound behind it: conceal it; the playhead has moved on.</summary>
    Lost,

    /// <summary>Nothing has come yet: conceal, and ask again; the playhead waits.</summary>
    Nothing,
}

/// <summary>
/// Puts packets of one stream back onto an even timeline. It delays sound by as much as packets have lately been late,
/// between 20 and 200 ms. One octet is one RTP clock unit in each of our codecs, so the timeline is a ring of octets
/// addressed by timestamp: order, duplicates, overlaps and any packet length come out right by themselves.
/// All memory is taken at construction. Owned by one thread.
/// </summary>
internal sealed class JitterBuffer
{
    /// <summary>What is taken at a time: 10 ms.</summary>
    public const int Block = 10 * UnitsPerMs;

    private const int UnitsPerMs = 8;
    private const int Capacity = 4096;
    private const int Mask = Capacity - 1;
    private const int ShortestDelay = 20 * UnitsPerMs;
    private const int LongestDelay = 200 * UnitsPerMs;
    private const int Margin = 10 * UnitsPerMs;

    // Early enough to wait for a packet that may only be late.
    private const int Patience = 5 * UnitsPerMs;

    // The fastest transit is looked for over one to two of these, so that clocks may drift.
    private const int WindowUnits = 4000 * UnitsPerMs;

    private readonly byte[] _octets = new byte[Capacity];
    private readonly byte[] _filled = new byte[Capacity];
    private bool _anchored;
    private long _play;
    private long _end;
    private ushort _newestSequence;
    private uint _ssrc;
    private long _fastest;
    private long _fastestBefore;
    private long _windowEnds;
    private int _spread;

    /// <summary>Packets that came after their time, or again.</summary>
    public int Late { get; private set; }

    /// <summary>Times that the sender's timeline broke off and began anew.</summary>
    public int Jumps { get; private set; }

    /// <summary>The delay now aimed at, in milliseconds.</summary>
    public int TargetMs => Target / UnitsPerMs;

    private int Target => Math.Clamp(_spread + Margin, ShortestDelay, LongestDelay);

    private long Fastest => Math.Min(_fastest, _fastestBefore);

    public void Reset()
    {
        _filled.AsSpan().Clear();
        _anchored = false;
        _spread = 0;
        Late = 0;
        Jumps = 0;
    }

    /// <param name="microseconds">When it arrived, on the clock that <see cref="Take"/> uses too.</param>
    public void Put(
        ReadOnlySpan<byte> payload,
        ushort sequence,
        uint timestamp,
        uint ssrc,
        long microseconds
    )
    {
        if (payload.IsEmpty || payload.Length > Capacity / 2)
        {
            return;
        }

        long now = Units(microseconds);
        long at = _end + (int)(timestamp - (uint)_end);
        if (!_anchored || IsNewTimeline(at, payload.Length, sequence, ssrc))
        {
            Anchor(timestamp, ssrc, now);
            at = timestamp;
        }

        if ((short)(sequence - _newestSequence) > 0 || at + payload.Length > _end)
        {
            _newestSequence = sequence;
        }

        Measure(now - at, now);
        Store(payload, at);
    }

    /// <summary>Fills 10 ms of <paramref name="octets"/> if there is sound.</summary>
    public Supply Take(Span<byte> octets, long microseconds)
    {
        while (_anchored)
        {
            int from = (int)(_play & Mask);
            if (IsFilled(from))
            {
                Copy(_octets, from, octets);
                Advance();
                return Supply.Sound;
            }

            int surplus = Surplus(microseconds);
            if (_end <= _play || surplus < -Patience)
            {
                return Supply.Nothing;
            }

            Advance();
            if (surplus <= Block)
            {
                return Supply.Lost;
            }

            // Behind time and nothing to play here: what the pause cost is won back.
        }

        return Supply.Nothing;
    }

    /// <summary>By how many clock units the sound comes later than it need (above zero) or earlier than is safe.</summary>
    public int Surplus(long microseconds) =>
        _anchored
            ? (int)Math.Clamp(Units(microseconds) - _play - Fastest - Target, -Capacity, Capacity)
            : 0;

    private static long Units(long microseconds) => microseconds * UnitsPerMs / 1000;

    // Another source; a timestamp outside the ring; or a packet that follows on by number and lies back in time.
    private bool IsNewTimeline(long at, int length, ushort sequence, uint ssrc)
    {
        bool follows = (short)(sequence - _newestSequence) is > 0 and < 100;
        bool outside = at + length > _play + Capacity || at < _play - Capacity;
        bool restarted = follows && at + length <= _end - Block && at < _play;
        return ssrc != _ssrc || outside || restarted;
    }

    private void Anchor(uint timestamp, uint ssrc, long now)
    {
        Jumps += _anchored ? 1 : 0;
        _anchored = true;
        _filled.AsSpan().Clear();
        _ssrc = ssrc;
        _end = timestamp;
        _fastest = now - timestamp;
        _fastestBefore = _fastest;
        _windowEnds = now + WindowUnits;
        _play = timestamp - Target;
    }

    // How much later than the fastest of late it came. Up at once; down within some seconds.
    private void Measure(long transit, long now)
    {
        if (now >= _windowEnds)
        {
            _fastestBefore = _fastest;
            _fastest = transit;
            _windowEnds = now + WindowUnits;
        }

        _fastest = Math.Min(_fastest, transit);
        int lateness = (int)Math.Min(transit - Fastest, LongestDelay);
        _spread = lateness > _spread ? lateness : _spread - ((_spread - lateness + 127) >> 7);
    }

    private void Store(ReadOnlySpan<byte> payload, long at)
    {
        int gone = (int)Math.Clamp(_play - at, 0, payload.Length);
        Late += gone == payload.Length || _filled[(at + gone) & Mask] != 0 ? 1 : 0;
        for (int i = gone; i < payload.Length; i++)
        {
            int slot = (int)((at + i) & Mask);
            _octets[slot] = payload[i];
            _filled[slot] = 1;
        }

        _end = Math.Max(_end, at + payload.Length);
    }

    private bool IsFilled(int from)
    {
        int first = Math.Min(Block, Capacity - from);
        return !_filled.AsSpan(from, first).Contains((byte)0)
            && !_filled.AsSpan(0, Block - first).Contains((byte)0);
    }

    private void Advance()
    {
        int from = (int)(_play & Mask);
        int first = Math.Min(Block, Capacity - from);
        _filled.AsSpan(from, first).Clear();
        _filled.AsSpan(0, Block - first).Clear();
        _play += Block;
    }

    private static void Copy(byte[] ring, int from, Span<byte> to)
    {
        int first = Math.Min(Block, Capacity - from);
        ring.AsSpan(from, first).CopyTo(to);
        ring.AsSpan(0, Block - first).CopyTo(to[first..]);
    }
}
