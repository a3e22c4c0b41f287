using Microsoft.Extensions.Logging;

namespace QX200.Update;

/// <summary>
/// Waits for an installed bundle and then for the moment to start it: when nobody is on the telephone and nothing is
/// parked, or when the wait is over. Calls that are left then are ended with BYE. Runs on the pool.
/// </summary>
/// <param name="report">How the update stands; read every two seconds.</param>
/// <param name="calls">Calls in progress, parked ones included.</param>
/// <param name="limit">How long is waited for them, as the settings say at that moment.</param>
internal sealed partial class RestartRun(
    Func<UpdateReport> report,
    Func<int> calls,
    Func<TimeSpan> limit,
    Func<bool> restart,
    TimeProvider clock,
    ILogger log
)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    private long _begun = long.MinValue;
    private volatile bool _asked;

    /// <summary>How long calls are still waited for; null while nothing waits. Any thread.</summary>
    public TimeSpan? Left
    {
        get
        {
            long begun = Volatile.Read(ref _begun);
            if (begun == long.MinValue)
            {
                return null;
            }

            TimeSpan left = limit() - clock.GetElapsedTime(begun);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The restart has been asked for and comes at any moment. Any thread.</summary>
    public bool IsDueNow => _asked;

    /// <summary>Returns when the restart has been asked for, or when it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        long? since = null;
        try
        {
            while (true)
            {
                await Task.Delay(s_every, clock, stop);
                UpdateReport now = report();
                if (now.Phase != UpdatePhase.Installed)
                {
                    since = null;
                    Volatile.Write(ref _begun, long.MinValue);
                    continue;
                }

                since ??= Begin(now, calls());
                TimeSpan waited = clock.GetElapsedTime(since.Value);
                if (IsDue(calls(), waited, limit()) && restart())
                {
                    _asked = true;
                    LogRestart(log, now.Version, calls());
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program is being stopped.
        }
    }

    /// <summary>Whether the moment has come.</summary>
    public static bool IsDue(int calls, TimeSpan waited, TimeSpan limit) =>
        calls == 0 || waited >= limit;

    private long Begin(UpdateReport installed, int inProgress)
    {
        if (inProgress > 0)
        {
            LogWaiting(log, installed.Version, inProgress, limit());
        }

        long now = clock.GetTimestamp();
        Volatile.Write(ref _begun, now);
        return now;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Version {Version} is installed; the restart waits for {Calls} calls, {Limit} at most"
    )]
    private static partial void LogWaiting(ILogger log, string version, int calls, TimeSpan limit);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Restarting into version {Version}; {Calls} calls are ended"
    )]
    private static partial void LogRestart(ILogger log, string version, int calls);
}
