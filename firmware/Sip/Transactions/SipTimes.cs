namespace QX200.Sip.Transactions;

/// <summary>The three times that RFC 3261 17.1.1.1 and table 4 derive all timers from.</summary>
/// <param name="T1">Estimate of the round trip.</param>
/// <param name="T2">Longest wait between repetitions, INVITE excepted.</param>
/// <param name="T4">How long a message may live in the network.</param>
internal sealed record SipTimes(TimeSpan T1, TimeSpan T2, TimeSpan T4)
{
    public static SipTimes Standard { get; } =
        new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));

    /// <summary>64 T1: timers B, F, H, J, L and M, and how long anyone waits for anything.</summary>
    public TimeSpan Patience => 64 * T1;

    /// <summary>Timer D: at least 32 s.</summary>
    public TimeSpan D => Patience < TimeSpan.FromSeconds(32) ? TimeSpan.FromSeconds(32) : Patience;

    /// <summary>A 100 is due when an INVITE's user has not responded by then (17.2.1).</summary>
    public TimeSpan Trying { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The wait after this one.</summary>
    public TimeSpan Double(TimeSpan interval, TimeSpan most) =>
        interval * 2 < most ? interval * 2 : most;
}
