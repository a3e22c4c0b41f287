namespace QX200.Media.Engine;

/// <summary>
/// The one timeline of what a stream sends (RFC 3550 5.1): whatever the leg hears by turns, music, a relayed voice,
/// tones, digits, silence, goes on where the last packet ended. A mutable plain value.
/// </summary>
internal struct Timeline
{
    /// <summary>By so much, in clock units, pauses that were closed up may have put the timeline behind the clock.</summary>
    private const int MostBehind = 40 * CodecFacts.BytesPerMillisecond;

    public uint Ssrc { get; private set; }

    /// <summary>Of the packet sent last; before the first one, of the packet before it.</summary>
    public ushort Sequence { get; private set; }

    public uint Timestamp { get; private set; }

    /// <summary>Clock units of sound in the packet sent last.</summary>
    public int Length { get; private set; }

    /// <summary>When it was sent, in microseconds of the engine's clock; of a telephone-event, its first packet.</summary>
    public long SentAt { get; private set; }

    public bool IsStarted { get; private set; }

    /// <summary>Set where the next packet of sound begins a talkspurt and carries the marker (RFC 3551 4.1).</summary>
    public bool BeginsSpurt { get; set; }

    /// <summary>Clock units by which closed-up pauses have put the timeline behind the clock.</summary>
    public int Behind { get; set; }

    /// <summary>When the sound sent so far has been played, had it been played as it was sent.</summary>
    public readonly long EndsAt => SentAt + Microseconds(Length);

    /// <summary>The timestamp at which the sound sent so far ends.</summary>
    public readonly uint End => Timestamp + (uint)Length;

    public static long Microseconds(int units) => units * 1000L / CodecFacts.BytesPerMillisecond;

    public static int Units(long microseconds) =>
        (int)(microseconds * CodecFacts.BytesPerMillisecond / 1000);

    public void Begin(uint ssrc, ushort sequence, uint timestamp)
    {
        this = default;
        Ssrc = ssrc;
        Sequence = sequence;
        Timestamp = timestamp;
        BeginsSpurt = true;
    }

    /// <summary>
    /// The timestamp of a packet that follows now on whatever was sent before. It begins where the last one ended, and
    /// so closes up the small pause of a change of source; only when such pauses add up, or after a true pause,
    /// it moves on as far as the clock has.
    /// </summary>
    public uint Follow(long now)
    {
        if (!IsStarted)
        {
            return Timestamp;
        }

        long pause = ((now - SentAt) * CodecFacts.BytesPerMillisecond / 1000) - Length;
        long behind = Math.Max(0, Behind + pause);
        Behind = behind <= MostBehind ? (int)behind : 0;
        return behind <= MostBehind ? End : End + (uint)behind;
    }

    /// <summary>Notes a packet as the newest that was sent.</summary>
    public void Sent(ushort sequence, uint timestamp, int length, long now)
    {
        Sequence = sequence;
        Timestamp = timestamp;
        Length = length;
        SentAt = now;
        IsStarted = true;
    }
}
