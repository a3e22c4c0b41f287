namespace QX200.Update;

/// <summary>
/// How an update stands: what the installer tells, and that it was asked, from then until it has said its first word. Any
/// thread.
/// </summary>
/// <param name="read">What the installer has told last.</param>
internal sealed class UpdateProgress(Func<UpdateReport> read, TimeProvider clock)
{
    /// <summary>How long an installer that was asked may be silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long one that works may be silent: a slow flash, 96 MB in one step.</summary>
    public static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private UpdateReport _last = UpdateReport.None;
    private long _lastNew = clock.GetTimestamp();
    private (long At, long Run)? _asked;

    public UpdateReport Now
    {
        get
        {
            UpdateReport told = read();
            lock (_lock)
            {
                if (told.ToJson() != _last.ToJson())
                {
                    (_last, _lastNew) = (told, clock.GetTimestamp());
                }

                return Asked(told) ?? (IsSilent(told) ? Silent(told.Version) : told);
            }
        }
    }

    /// <summary>The installer has been asked just now.</summary>
    public void WasAsked()
    {
        long run = read().Run;
        lock (_lock)
        {
            _asked = (clock.GetTimestamp(), run);
        }
    }

    private UpdateReport? Asked(UpdateReport told)
    {
        if (_asked is not { } asked)
        {
            return null;
        }

        if (told.Run != asked.Run)
        {
            _asked = null;
            return null;
        }

        return clock.GetElapsedTime(asked.At) < Patience
            ? new UpdateReport(UpdatePhase.Checking, 0, "", "the installer has been asked")
            : Silent("");
    }

    private bool IsSilent(UpdateReport told) =>
        told.Phase is UpdatePhase.Checking or UpdatePhase.Writing
        && clock.GetElapsedTime(_lastNew) > LongestStep;

    private static UpdateReport Silent(string version) =>
        new(
            UpdatePhase.Refused,
            0,
            version,
            "the installer does not answer: switch the box off and on, then upload once more"
        );
}
