namespace QX200.Media.Engine;

/// <summary>The media engine's settings.</summary>
internal sealed record MediaOptions
{
    /// <summary>Lowest RTP port; an odd one is taken as the next even one.</summary>
    public int PortMin { get; init; } = 10_000;

    /// <summary>Highest port, RTCP's included.</summary>
    public int PortMax { get; init; } = 19_999;

    /// <summary>Most streams open at once, up to 65,536.</summary>
    public int Capacity { get; init; } = 4096;
}
