namespace QX200.Rtp;

/// <summary>Time of day as RTCP carries it (RFC 3550 4): seconds since 1900 and their 2^32nd parts.</summary>
internal readonly record struct NtpTime(ulong Value)
{
    private const long TicksTo1900 = 599_266_080_000_000_000;

    public static NtpTime From(DateTimeOffset utc)
    {
        long ticks = utc.UtcTicks - TicksTo1900;
        ulong seconds = (ulong)(ticks / TimeSpan.TicksPerSecond);
        ulong rest = (ulong)(ticks % TimeSpan.TicksPerSecond);
        return new NtpTime((seconds << 32) | ((rest << 32) / TimeSpan.TicksPerSecond));
    }

    /// <summary>The middle 32 bits, in 65,536ths of a second: what report blocks refer to.</summary>
    public uint Middle => (uint)(Value >> 16);
}
