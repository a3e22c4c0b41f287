using QX200.Calls;
using QX200.Runtime;
using QX200.Sip.Dialogs;
using QX200.Stations;
using QX200.Watchers;

namespace QX200;

/// <summary>
/// The end of a run: every call is ended with BYE, every account and every subscription is given up, and the others get
/// a little time to say that they have understood.
/// </summary>
internal sealed class Farewell(
    SignalLoop loop,
    Switchboard board,
    Accounts accounts,
    WatchDesk watchers,
    SipUserAgent agent
)
{
    /// <summary>How long telephones get to answer the BYE of a stop.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Any thread but the signal thread, which must run: returns when all have answered or the time is over.</summary>
    public void Say()
    {
        using var over = new ManualResetEventSlim();
        loop.Post(_ => Stop(over), null);
        over.Wait(s_longest);
    }

    private void Stop(ManualResetEventSlim over)
    {
        board.Stop();
        accounts.Stop();
        watchers.Stop();
        AwaitSilence(over);
    }

    private void AwaitSilence(ManualResetEventSlim over)
    {
        if (agent.SessionCount == 0 && accounts.NoneLeaving && watchers.Count == 0)
        {
            over.Set();
        }
        else
        {
            loop.Timers.Schedule(s_look, _ => AwaitSilence(over), null);
        }
    }
}
