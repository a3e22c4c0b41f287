namespace QX200.Stations;

/// <summary>When an account asks again: pure arithmetic, with chance as a number from 0 to 1 handed in.</summary>
internal static class AccountTimes
{
    /// <summary>How often names are looked up anew.</summary>
    public static readonly TimeSpan LookUp = TimeSpan.FromMinutes(5);

    /// <summary>How often a way through a NAT is used that nothing else uses: the shortest-lived forget after 30 s.</summary>
    public static readonly TimeSpan NatBeat = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    /// <summary>A server that refuses a password counts tries: it is asked seldom.</summary>
    private static readonly TimeSpan ShortestAfterDenial = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestAdvice = TimeSpan.FromHours(1);

    /// <summary>
    /// 85 % of what was granted, so that several tries fit into the rest; a little less by chance, so that accounts that
    /// came up together do not stay together.
    /// </summary>
    public static TimeSpan Refresh(TimeSpan granted, double chance) =>
        granted * (0.85 - (0.05 * chance));

    /// <summary>A connection broke: soon, but not all accounts of all boxes at once, as a server may be starting again.</summary>
    public static TimeSpan AfterBreak(double chance) => TimeSpan.FromSeconds(1 + (4 * chance));

    /// <summary>Doubled at each failure, and half of it left to chance, so that a server that comes back is not run over.</summary>
    /// <param name="failures">In a row, this one included: 1 or more.</param>
    /// <param name="advice">What the server asked for (Retry-After), or zero.</param>
    public static TimeSpan Retry(int failures, bool denied, TimeSpan advice, double chance)
    {
        TimeSpan shortest = denied ? ShortestAfterDenial : ShortestRetry;
        TimeSpan full = shortest * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        TimeSpan wait = (full < LongestRetry ? full : LongestRetry) * (1 - (0.5 * chance));
        TimeSpan asked = advice < LongestAdvice ? advice : LongestAdvice;
        return wait > asked ? wait : asked;
    }
}
