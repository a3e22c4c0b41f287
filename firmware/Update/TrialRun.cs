using Microsoft.Extensions.Logging;

namespace QX200.Update;

/// <summary>
/// Looks at the running box once a second until its trial is over, and leaves the verdict for the unit that makes a slot
/// good or starts the box again. Runs on the pool.
/// </summary>
internal sealed partial class TrialRun(
    RunFolder folder,
    TrialTerms terms,
    Func<CancellationToken, Task<TrialLook>> look,
    TimeProvider clock,
    ILogger log
)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the system has proven itself, or when it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        Trial trial = Trial.Begun;
        long began = clock.GetTimestamp();
        try
        {
            while (trial.Verdict != Verdict.Good)
            {
                await Task.Delay(s_every, clock, stop);
                TrialLook seen = await look(stop);
                Trial next = trial.Take(seen with { At = clock.GetElapsedTime(began) }, terms);
                if (next.Verdict != trial.Verdict || next.Why != trial.Why)
                {
                    Tell(next);
                }

                trial = next;
            }
        }
        catch (OperationCanceledException)
        {
            // The program is being stopped: no verdict.
        }
    }

    private void Tell(Trial trial)
    {
        folder.Judge(trial);
        if (trial.Verdict == Verdict.Sick)
        {
            LogSick(log, trial.Why);
        }
        else if (trial.Verdict == Verdict.Good)
        {
            LogGood(log);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This system is on trial, and {Why}")]
    private static partial void LogSick(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "This system has proven itself")]
    private static partial void LogGood(ILogger log);
}
