namespace QX200.Rtp;

/// <summary>
/// Pairs of an even port for RTP and the odd one above it for RTCP, out of a range. The search walks round, so that
/// a port given back rests as long as it can and late packets of the old call find nobody. Not thread-safe.
/// </summary>
internal sealed class PortPairs
{
    private readonly bool[] _taken;
    private readonly int _first;
    private int _next;

    /// <param name="min">Raised to an even port.</param>
    /// <param name="max">The highest port that may be used, RTCP's included.</param>
    public PortPairs(int min, int max)
    {
        _first = (Math.Max(min, 1024) + 1) & ~1;
        _taken = new bool[Math.Max(0, (Math.Min(max, 65_535) - _first + 1) / 2)];
    }

    public int Count => _taken.Length;

    public int InUse { get; private set; }

    /// <summary>Takes the next free pair; false when all are taken.</summary>
    public bool TryTake(out int rtpPort)
    {
        for (int tried = 0; tried < _taken.Length; tried++)
        {
            int pair = _next;
            _next = (_next + 1) % _taken.Length;
            if (!_taken[pair])
            {
                _taken[pair] = true;
                InUse++;
                rtpPort = _first + (2 * pair);
                return true;
            }
        }

        rtpPort = 0;
        return false;
    }

    /// <summary>Gives back a pair that was taken; nothing happens for any other port.</summary>
    public void Release(int rtpPort)
    {
        int pair = (rtpPort - _first) / 2;
        if (rtpPort >= _first && pair < _taken.Length && _taken[pair])
        {
            _taken[pair] = false;
            InUse--;
        }
    }
}
