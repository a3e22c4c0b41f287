using System.Diagnostics;
using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>Who has the state that a subscription is about. Signal thread.</summary>
internal interface ISubscriptionUser
{
    /// <summary>Writes the body of the next NOTIFY, the state of this moment.</summary>
    /// <returns>Bytes written; never more than fit.</returns>
    int WriteState(Subscription subscription, Span<byte> room);

    /// <summary>The subscription is over, whoever ended it. The last call.</summary>
    void Ended(Subscription subscription);
}

/// <summary>
/// A subscription of a peer, as the notifier has it (RFC 6665): its dialog, its time, and its NOTIFYs. Each is written
/// when it goes out, so that it tells the state of that moment; a change goes out at once, or, where one has just gone,
/// <see cref="Spacing"/> after that one. A NOTIFY without an answer does not hold up the next, but it is not repeated
/// any more then, so that an old state never comes after a new one. Signal thread.
/// </summary>
internal sealed class Subscription
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

    private readonly SipUserAgent _agent;
    private readonly ISubscriptionUser _user;
    private readonly List<NotifyRequest> _open = [];
    private SubscribeTerms _terms;
    private SubscriptionState _state;
    private SipPeer _held;
    private TimerId _expiry;
    private TimerId _next;
    private long _expiresAt;
    private long _lastSent;
    private long _lastHeard;
    private bool _owed;
    private int _retries;
    private string _reason = "";
    private int _retryAfter;

    internal Subscription(
        SipUserAgent agent,
        Dialog dialog,
        in SubscribeTerms terms,
        ISubscriptionUser user
    )
    {
        _agent = agent;
        _user = user;
        _terms = terms;
        Dialog = dialog;
    }

    /// <summary>Whether it has been told for the last time.</summary>
    public bool IsOver => _state != SubscriptionState.Active;

    internal Dialog Dialog { get; }

    private TimeProvider Clock => _agent.Stack.Loop.Clock;

    /// <summary>What is watched has changed: the subscriber is told within <see cref="Spacing"/>.</summary>
    public void Changed() => Happen(SubscriptionInput.Changed);

    /// <summary>Ends the subscription with a last NOTIFY.</summary>
    /// <param name="reason">Of RFC 6665 4.1.3: deactivated, rejected, noresource and so on.</param>
    /// <param name="retryAfter">Seconds after which to try again; 0: not said.</param>
    public void Withdraw(string reason, int retryAfter = 0)
    {
        if (_state == SubscriptionState.Active)
        {
            _reason = reason;
            _retryAfter = retryAfter;
            Happen(SubscriptionInput.Withdrawn);
        }
    }

    /// <summary>The SUBSCRIBE that makes the subscription has been found good.</summary>
    internal void Begin(ServerTransaction subscribe) => Grant(subscribe);

    /// <summary>A request within the dialog.</summary>
    internal void RequestArrived(ServerTransaction transaction)
    {
        if (!Dialog.TakeRemoteCSeq(transaction.Request.CSeqNumber))
        {
            transaction.Respond(500, "CSeq Out Of Order");
        }
        else if (IsOver)
        {
            transaction.Respond(481);
        }
        else if (!RequestScreen.RefuseExtensions(transaction))
        {
            Serve(transaction);
        }
    }

    private void Serve(ServerTransaction transaction)
    {
        switch (transaction.Method)
        {
            case SipMethod.Subscribe:
                Refresh(transaction);
                break;
            case SipMethod.Options:
                RequestScreen.AnswerOptions(transaction, _agent);
                break;
            case SipMethod.Invite
            or SipMethod.Bye
            or SipMethod.Notify
            or SipMethod.Refer
            or SipMethod.Update
            or SipMethod.Info
            or SipMethod.Prack:
                // The dialog has no other use than this subscription.
                transaction.Respond(481);
                break;
            default:
                RequestScreen.RefuseMethod(transaction);
                break;
        }
    }

    private void Refresh(ServerTransaction transaction)
    {
        if (
            !SubscribeTerms.TryRead(
                transaction.Request,
                _terms.Package,
                out SubscribeTerms terms,
                out int status
            )
        )
        {
            RequestScreen.RefuseSubscribe(transaction, status, _terms.Package);
        }
        else if (terms.Event != _terms.Event)
        {
            transaction.Respond(481);
        }
        else
        {
            _terms = terms;
            Dialog.RefreshTarget(transaction.Request);
            Grant(transaction);
        }
    }

    private void Grant(ServerTransaction subscribe)
    {
        Hold(subscribe.Source);
        Dialog.Pinned = Flows.PinFor(subscribe.Request, subscribe.Source);
        _lastHeard = Clock.GetTimestamp();
        SipWriter response = subscribe.Begin(200);
        _agent.WriteContact(ref response, Dialog, subscribe.Source);
        response.Header(HeaderName.Expires, _terms.Expires);
        response.Header(HeaderName.Server, _agent.Stack.Options.ServerName);
        response.End();
        subscribe.Send(ref response);
        if (_terms.Expires == 0)
        {
            _reason = "timeout";
            Happen(SubscriptionInput.RunOut);
        }
        else
        {
            Happen(SubscriptionInput.Refreshed);
        }
    }

    /// <summary>The connection of the latest SUBSCRIBE is held open, as NOTIFYs go over it.</summary>
    private void Hold(in SipPeer source)
    {
        _agent.Stack.Pin(source);
        _agent.Stack.Unpin(_held);
        _held = source;
    }

    private void Happen(SubscriptionInput input)
    {
        (SubscriptionState next, SubscriptionActions actions) = SubscriptionMachine.Step(
            _state,
            input
        );
        _state = next;
        if (actions.HasFlag(SubscriptionActions.Arm))
        {
            Arm();
        }

        if (actions.HasFlag(SubscriptionActions.NotifySoon))
        {
            NotifySoon();
        }

        if (actions.HasFlag(SubscriptionActions.Notify))
        {
            Notify();
        }

        if (actions.HasFlag(SubscriptionActions.NotifyLast))
        {
            _agent.Timers.Cancel(ref _expiry);
            Notify();
        }

        if (actions.HasFlag(SubscriptionActions.Close))
        {
            Close();
        }
    }

    private void Arm()
    {
        TimeSpan time = TimeSpan.FromSeconds(_terms.Expires);
        _expiresAt = Clock.GetTimestamp() + (long)(time.TotalSeconds * Clock.TimestampFrequency);
        _agent.Timers.Cancel(ref _expiry);
        _expiry = _agent.Timers.Schedule(
            time,
            static state =>
            {
                var subscription = (Subscription)state!;
                subscription._reason = "timeout";
                subscription.Happen(SubscriptionInput.RunOut);
            },
            this
        );
    }

    private void NotifySoon()
    {
        TimeSpan since = Clock.GetElapsedTime(_lastSent);
        if (_next.IsSet)
        {
            return;
        }

        if (since < Spacing)
        {
            NotifyAfter(Spacing - since);
        }
        else
        {
            Notify();
        }
    }

    private void NotifyAfter(TimeSpan wait)
    {
        _agent.Timers.Cancel(ref _next);
        _next = _agent.Timers.Schedule(
            wait,
            static state =>
            {
                var subscription = (Subscription)state!;
                subscription._next = default;
                subscription.Notify();
            },
            this
        );
    }

    private void Notify()
    {
        _agent.Timers.Cancel(ref _next);
        bool isLast = _state == SubscriptionState.Leaving;
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

        var notify = new NotifyRequest(this, isLast);
        _open.Add(notify);
        notify.Send(_agent);
    }

    /// <summary>Event, Subscription-State and the body: the message is whole then.</summary>
    internal void WriteNotify(ref SipWriter request)
    {
        request.Header(HeaderName.Event, _terms.Event);
        request.OpenHeader(HeaderName.SubscriptionState);
        if (_state == SubscriptionState.Active)
        {
            request.Append("active;expires="u8);
            request.Append(SecondsLeft());
        }
        else
        {
            request.Append("terminated;reason="u8);
            request.Append(_reason);
            if (_retryAfter > 0)
            {
                request.Append(";retry-after="u8);
                request.Append(_retryAfter);
            }
        }

        request.CloseHeader();
        Span<byte> room = _agent.BodyRoom;
        int length = _user.WriteState(this, room);
        request.Body(_terms.Package.BodyType, room[..length]);
    }

    private long SecondsLeft() =>
        Math.Max(
            0,
            (long)Math.Ceiling(Clock.GetElapsedTime(Clock.GetTimestamp(), _expiresAt).TotalSeconds)
        );

    /// <summary>The end of a NOTIFY: its final status, 408 for silence, 503 for a peer out of reach.</summary>
    /// <param name="retryAfter">Seconds for which the subscriber does not want to be told; -1: not said.</param>
    internal void Concluded(NotifyRequest notify, int status, bool answered, int retryAfter)
    {
        if (!_open.Remove(notify) || _state == SubscriptionState.Over)
        {
            return;
        }

        bool isDead = !answered && _lastHeard <= notify.SentAt;
        if (answered)
        {
            _lastHeard = Clock.GetTimestamp();
            _retries = 0;
        }

        if (notify.IsLast)
        {
            Happen(SubscriptionInput.LastConcluded);
        }
        else if (answered && EndsUse(status))
        {
            Happen(SubscriptionInput.Lost);
        }
        else if (isDead)
        {
            TryAgain(status);
        }
        else if (answered && status >= 300 && retryAfter >= 0 && !IsOver)
        {
            TimeSpan pause = TimeSpan.FromSeconds(retryAfter);
            NotifyAfter(pause < LongestPause ? pause : LongestPause);
        }
        else if (_owed)
        {
            Notify();
        }
    }

    private void TryAgain(int status)
    {
        if (status == 503 && !IsOver && _retries++ < MostRetries)
        {
            NotifyAfter(RetryEvery);
        }
        else
        {
            Happen(SubscriptionInput.Lost);
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

    private void Close()
    {
        Debug.Assert(_state == SubscriptionState.Over);
        _agent.Timers.Cancel(ref _expiry);
        _agent.Timers.Cancel(ref _next);
        foreach (NotifyRequest notify in _open)
        {
            notify.StopRepeating();
        }

        _open.Clear();
        _agent.Stack.Unpin(_held);
        _held = default;
        _agent.Leave(this);
        _user.Ended(this);
    }
}
