using QX200.Runtime;

namespace QX200.Sip.Dialogs;

/// <summary>
/// The NOTIFYs of one subscription. Each is written when it goes out, so that it tells the state of that moment; a
/// change goes out at once, or, where one has just gone, <see cref="Spacing"/> after that one. A NOTIFY without an
/// answer does not hold up the next, but it is not repeated any more then, so that an old state never comes after a new
/// one. Signal thread.
/// </summary>
internal sealed class NotifyQueue(Subscription subscription, SipUserAgent agent)
{
    /// <summary>Least time between two NOTIFYs that changes cause.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(50);

    /// <summary>A subscriber that leaves so many NOTIFYs unanswered gets the next when one of them has an end.</summary>
    private const int MostOpen = 4;

    /// <summary>However long a subscriber asks to be left in peace, it is told the state after that.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>A subscriber that cannot even be sent to is tried again for half a minute: a cable may be out.</summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);
    private const int MostRetries = 6;

    private readonly List<NotifyRequest> _open = [];
    private TimerId _next;
    private long _lastSent;
    private long _lastHeard;
    private bool _owed;
    private int _retries;

    private TimeProvider Clock => agent.Stack.Loop.Clock;

    /// <summary>The subscriber has shown that it is there.</summary>
    public void Heard()
    {
        _lastHeard = Clock.GetTimestamp();
        _retries = 0;
    }

    /// <summary>Sends the state within <see cref="Spacing"/>; changes that follow at once go with it.</summary>
    public void SendSoon()
    {
        TimeSpan since = Clock.GetElapsedTime(_lastSent);
        if (_next.IsSet)
        {
            return;
        }

        if (since < Spacing)
        {
            SendAfter(Spacing - since);
        }
        else
        {
            Send();
        }
    }

    /// <summary>Sends the state at once; the last one where the subscription is over.</summary>
    public void Send()
    {
        agent.Timers.Cancel(ref _next);
        bool isLast = subscription.IsOver;
        _owed = _open.Count >= MostOpen && !isLast;
        if (_owed)
        {
            return;
        }

        _lastSent = Clock.GetTimestamp();
        foreach (NotifyRequest older in _open)
        {
            older.StopRepeating();
        }

        var notify = new NotifyRequest(subscription, isLast);
        _open.Add(notify);
        notify.Send(agent);
    }

    /// <summary>The end of a NOTIFY: its final status, 408 for silence, 503 for a peer out of reach.</summary>
    /// <param name="retryAfter">Seconds for which the subscriber does not want to be told; -1: not said.</param>
    public void Concluded(NotifyRequest notify, int status, bool answered, int retryAfter)
    {
        if (!_open.Remove(notify))
        {
            return;
        }

        bool isDead = !answered && _lastHeard <= notify.SentAt;
        if (answered)
        {
            Heard();
        }

        if (notify.IsLast)
        {
            subscription.Happen(SubscriptionInput.LastConcluded);
        }
        else if (answered && EndsUse(status))
        {
            subscription.Happen(SubscriptionInput.Lost);
        }
        else if (isDead)
        {
            TryAgain(status);
        }
        else if (answered && status >= 300 && retryAfter >= 0 && !subscription.IsOver)
        {
            TimeSpan pause = TimeSpan.FromSeconds(retryAfter);
            SendAfter(pause < LongestPause ? pause : LongestPause);
        }
        else if (_owed)
        {
            Send();
        }
    }

    /// <summary>Nothing more is sent, and what is on its way is nobody's any more.</summary>
    public void Close()
    {
        agent.Timers.Cancel(ref _next);
        foreach (NotifyRequest notify in _open)
        {
            notify.StopRepeating();
        }

        _open.Clear();
    }

    private void SendAfter(TimeSpan wait)
    {
        agent.Timers.Cancel(ref _next);
        _next = agent.Timers.Schedule(
            wait,
            static state =>
            {
                var queue = (NotifyQueue)state!;
                queue._next = default;
                queue.Send();
            },
            this
        );
    }

    private void TryAgain(int status)
    {
        if (status == 503 && !subscription.IsOver && _retries++ < MostRetries)
        {
            SendAfter(RetryEvery);
        }
        else
        {
            subscription.Happen(SubscriptionInput.Lost);
        }
    }

    /// <summary>Responses that say that the subscription is of no use to the peer any more (RFC 5057 5.1, RFC 6665 4.2.2).</summary>
    private static bool EndsUse(int status) =>
        status
            is 404
                or 405
                or 408
                or 410
                or 416
                or 480
                or 481
                or (>= 482 and <= 485)
                or 489
                or 501
                or 604;
}
