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
                    continue;
                }

                since ??= Begin(now, calls());
                TimeSpan waited = clock.GetElapsedTime(since.Value);
                if (IsDue(calls(), waited, limit()) && restart())
                {
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

        return clock.GetTimestamp();
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
