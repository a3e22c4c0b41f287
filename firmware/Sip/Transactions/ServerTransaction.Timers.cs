using QX200.Runtime;
using QX200.Sip.Transport;
using static QX200.Sip.Transactions.TransactionActions;

namespace QX200.Sip.Transactions;

/// <content>The timers of RFC 3261 table 4 on the server's side. Over streams G never runs, I and J take no time.</content>
internal sealed partial class ServerTransaction
{
    private void StartTimers(TransactionStep step)
    {
        SipTimes times = _layer.Times;
        if (step.Asks(StartTrying))
        {
            Start(ref _repeat, times.Trying, static t => Of(t).Take(InviteServerInput.TryingDue));
        }

        if (step.Asks(StartG) && !Source.IsReliable)
        {
            _interval = _interval == default ? times.T1 : times.Double(_interval, times.T2);
            Start(ref _repeat, _interval, static t => Of(t).TakeTimerG());
        }

        if (step.Asks(StartH))
        {
            Start(ref _limit, times.Patience, static t => Of(t).Take(InviteServerInput.TimerH));
        }

        if (step.Asks(StartI))
        {
            Start(ref _limit, Lossy(times.T4), static t => Of(t).Take(InviteServerInput.TimerI));
        }

        if (step.Asks(StartJ))
        {
            TimeSpan j = Lossy(times.Patience);
            Start(ref _limit, j, static t => Of(t).Take(NonInviteServerInput.TimerJ));
        }

        if (step.Asks(StartL))
        {
            Start(ref _limit, times.Patience, static t => Of(t).Take(InviteServerInput.TimerL));
        }

        if (step.Asks(StartUnanswered))
        {
            TimeSpan limit = times.Patience;
            Start(ref _limit, limit, static t => Of(t).Take(NonInviteServerInput.Unanswered));
        }
    }

    private void Start(ref TimerId timer, TimeSpan after, Action<object?> due)
    {
        _layer.Timers.Cancel(ref timer);
        timer = _layer.Timers.Schedule(after, due, this);
    }

    private TimeSpan Lossy(TimeSpan time) => Source.IsReliable ? default : time;

    private void TakeTimerG()
    {
        _layer.Counters.Repeated.Add();
        Take(InviteServerInput.TimerG);
    }

    private void Take(InviteServerInput input) => Do(InviteServer.Next(State, input));

    private void Take(NonInviteServerInput input) => Do(NonInviteServer.Next(State, input));

    private static ServerTransaction Of(object? state) => (ServerTransaction)state!;
}
