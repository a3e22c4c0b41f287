using System.Collections.Concurrent;
using System.Diagnostics;

namespace QX200.Acceptance;

/// <summary>
/// Notices when this machine does not give its programs the time that they need: other machines on the same metal take
/// it, or a disk does. Telephones live in real time, so a play that went wrong meanwhile has proved nothing.
/// </summary>
internal static class Standstills
{
    /// <summary>Two packets of sound; more than a pulse of a dial may be longer.</summary>
    public static readonly TimeSpan TooLong = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(20);
    private static readonly ConcurrentQueue<(long At, TimeSpan Length)> s_seen = [];

    static Standstills() => new Thread(Watch) { Name = "standstills", IsBackground = true }.Start();

    /// <summary>The longest since a moment of <see cref="Stopwatch"/>; zero where there was none of weight.</summary>
    public static TimeSpan Longest(long since) =>
        s_seen.Where(s => s.At >= since).Select(static s => s.Length).DefaultIfEmpty().Max();

    /// <summary>All of them together.</summary>
    public static TimeSpan Sum(long since) =>
        TimeSpan.FromTicks(s_seen.Where(s => s.At >= since).Sum(static s => s.Length.Ticks));

    // An ordinary thread, as those of the telephones are.
    private static void Watch()
    {
        using var never = new ManualResetEventSlim();
        while (true)
        {
            long before = Stopwatch.GetTimestamp();
            never.Wait(s_beat);
            TimeSpan late = Stopwatch.GetElapsedTime(before) - s_beat;
            if (late > TooLong)
            {
                s_seen.Enqueue((Stopwatch.GetTimestamp(), late));
            }
        }
    }
}
