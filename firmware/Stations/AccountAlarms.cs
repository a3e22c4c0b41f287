using QX200.Runtime;

namespace QX200.Stations;

/// <summary>
/// The two timers of an account: when it has something to do next, and when its registration runs out. Signal thread.
/// </summary>
/// <param name="happen">Told <see cref="AccountInput.Due"/> and <see cref="AccountInput.RanOut"/>.</param>
internal sealed class AccountAlarms(Timers timers, Action<AccountInput> happen)
{
    private readonly Action<AccountInput> _happen = happen;
    private TimerId _due;
    private TimerId _end;

    /// <summary>In place of whatever was due.</summary>
    public void Due(TimeSpan time)
    {
        ForgetDue();
        _due = timers.Schedule(
            time,
            static alarms => ((AccountAlarms)alarms!)._happen(AccountInput.Due),
            this
        );
    }

    public void ForgetDue() => timers.Cancel(ref _due);

    /// <summary>The registration was granted for so long.</summary>
    public void End(TimeSpan granted)
    {
        ForgetEnd();
        _end = timers.Schedule(
            granted,
            static alarms => ((AccountAlarms)alarms!)._happen(AccountInput.RanOut),
            this
        );
    }

    public void ForgetEnd() => timers.Cancel(ref _end);
}
