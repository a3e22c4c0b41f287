namespace QX200.Update.Parts;

/// <summary>
/// The waits of the self-test, which does one thing after the other on one thread. On the machine's clock they are
/// sleeps; in a test they turn the clock.
/// </summary>
/// <param name="stop">Somebody wants the test to end: every wait then throws <see cref="OperationCanceledException"/>.</param>
internal sealed class Patience(TimeProvider clock, Action<TimeSpan> wait, CancellationToken stop)
{
    /// <summary>How often something is looked at that may come at any moment.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    /// <summary>So that an end is not waited for any longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    public static Patience OfTheMachine(CancellationToken stop) =>
        new(TimeProvider.System, Thread.Sleep, stop);

    /// <summary>Timestamp.</summary>
    public long Now => clock.GetTimestamp();

    public TimeSpan Since(long timestamp) => clock.GetElapsedTime(timestamp);

    public void Wait(TimeSpan length)
    {
        for (TimeSpan left = length; left > TimeSpan.Zero; left -= Longest)
        {
            stop.ThrowIfCancellationRequested();
            wait(left < Longest ? left : Longest);
        }
    }

    public void Wait(int milliseconds) => Wait(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Looks again and again until it is so, or until the time is over.</summary>
    /// <returns>Whether it has become so.</returns>
    public bool Until(TimeSpan limit, Func<bool> isSo)
    {
        long began = Now;
        while (!isSo())
        {
            if (Since(began) >= limit)
            {
                return false;
            }

            Wait(Look);
        }

        return true;
    }
}
