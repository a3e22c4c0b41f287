namespace QX200.Media.Engine;

/// <summary>What the media engine has done so far: a copy, taken on any thread.</summary>
internal readonly record struct MediaCounters
{
    public int OpenStreams { get; init; }

    /// <summary>RTP packets taken in and sent out.</summary>
    public long PacketsIn { get; init; }
    public long PacketsOut { get; init; }

    /// <summary>Packets that were not RTP, or of a payload type not agreed on.</summary>
    public long Malformed { get; init; }

    /// <summary>Packets from an address other than the proven one.</summary>
    public long Strangers { get; init; }

    /// <summary>Packets that nobody listens to.</summary>
    public long Unheard { get; init; }

    /// <summary>Relayed packets left out: too old, or beside a digit or silence sent in their place.</summary>
    public long LeftOut { get; init; }

    /// <summary>Sends that the kernel refused, unreachable peers included.</summary>
    public long SendErrors { get; init; }

    /// <summary>Ticks of 10 ms that were run.</summary>
    public long Ticks { get; init; }

    /// <summary>Ticks of 10 ms that began more than 5 ms late, and ticks left out after a stall.</summary>
    public long LateTicks { get; init; }
    public long SkippedTicks { get; init; }

    /// <summary>Faults of our own that the media thread caught.</summary>
    public long Faults { get; init; }
}
