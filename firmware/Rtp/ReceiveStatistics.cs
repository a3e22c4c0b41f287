namespace QX200.Rtp;

/// <summary>How a packet's sequence number fits those before it.</summary>
internal enum SequenceVerdict : byte
{
    /// <summary>The newest so far; packets before it may be missing.</summary>
    Newest,

    /// <summary>Older than the newest, or the newest once more.</summary>
    Late,

    /// <summary>The sender has begun to count anew.</summary>
    Restarted,

    /// <summary>Far off; believed only if the next packet follows on it.</summary>
    Doubtful,
}

/// <summary>
/// What a receiver knows of one source: extended sequence numbers, losses and jitter (RFC 3550 A.1, A.3, A.8).
/// A mutable plain value.
/// </summary>
internal struct ReceiveStatistics
{
    private const int MostMissing = 3000;
    private const int MostLate = 100;

    private bool _started;
    private bool _transitKnown;
    private ushort _doubted;
    private bool _doubting;
    private uint _base;
    private uint _expectedBefore;
    private uint _receivedBefore;
    private uint _transit;
    private uint _jitter16;

    /// <summary>The newest sequence number, with the turns of its 16 bits counted above them.</summary>
    public uint Highest { get; private set; }

    public uint Received { get; private set; }

    /// <summary>Interarrival jitter in clock units.</summary>
    public readonly uint Jitter => _jitter16 >> 4;

    public readonly bool Started => _started;

    /// <summary>Packets that should have come and have not; negative where duplicates came (RFC 3550 6.4.1).</summary>
    public readonly int Lost => (int)(Expected - Received);

    private readonly uint Expected => _started ? Highest - _base + 1 : 0;

    /// <param name="arrival">Arrival time in units of the packet's clock; null where the timestamp is not the packet's own time.</param>
    /// <param name="extended">The packet's sequence number, extended; means nothing where it is doubtful.</param>
    public SequenceVerdict Take(ushort sequence, uint timestamp, uint? arrival, out uint extended)
    {
        SequenceVerdict verdict = Place(sequence, out extended);
        if (arrival is { } at && verdict is (SequenceVerdict.Newest or SequenceVerdict.Restarted))
        {
            Measure(at - timestamp, verdict);
        }

        return verdict;
    }

    /// <summary>The share of packets lost since the last call, in 256ths.</summary>
    public byte TakeFractionLost()
    {
        uint expected = Expected - _expectedBefore;
        int lost = (int)(expected - (Received - _receivedBefore));
        _expectedBefore = Expected;
        _receivedBefore = Received;
        return expected == 0 || lost <= 0
            ? (byte)0
            : (byte)Math.Min(255, ((long)lost << 8) / expected);
    }

    private SequenceVerdict Place(ushort sequence, out uint extended)
    {
        extended = 0;
        if (!_started)
        {
            extended = Start(sequence);
            return SequenceVerdict.Restarted;
        }

        int step = (short)(sequence - (ushort)Highest);
        if (step is > MostMissing or < -MostLate)
        {
            if (_doubting && sequence == _doubted)
            {
                extended = Start(sequence);
                return SequenceVerdict.Restarted;
            }

            _doubting = true;
            _doubted = (ushort)(sequence + 1);
            return SequenceVerdict.Doubtful;
        }

        _doubting = false;
        Received++;
        extended = Highest + (uint)step;
        if (step <= 0)
        {
            return SequenceVerdict.Late;
        }

        Highest = extended;
        return SequenceVerdict.Newest;
    }

    private uint Start(ushort sequence)
    {
        this = default;
        _started = true;

        // One turn up, so that packets that overtook each other at the start do not count below zero.
        _base = 0x10000u | sequence;
        Highest = _base;
        Received = 1;
        return Highest;
    }

    private void Measure(uint transit, SequenceVerdict verdict)
    {
        if (_transitKnown && verdict == SequenceVerdict.Newest)
        {
            int change = (int)(transit - _transit);
            uint distance = (uint)(change < 0 ? -change : change);
            _jitter16 += distance - ((_jitter16 + 8) >> 4);
        }

        _transit = transit;
        _transitKnown = true;
    }
}
