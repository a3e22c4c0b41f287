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

    /// <summary>The subscriber has another address now: what was kept of it is out of date.</summary>
    void Moved(Subscription subscription);

    /// <summary>The subscription is over, whoever ended it. The last call.</summary>
    void Ended(Subscription subscription);
}

/// <summary>
/// A subscription of a peer, as the notifier has it (RFC 6665): its dialog, its time and what its NOTIFYs say. Signal
/// thread.
/// </summary>
internal sealed class Subscription
{
    private readonly SipUserAgent _agent;
    private readonly ISubscriptionUser _user;
    private SubscribeTerms _terms;
    private SubscriptionState _state;
    private SipPeer _held;
    private TimerId _expiry;
    private long _expiresAt;
    private string _reason = "";

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
        Notifies = new NotifyQueue(this, agent);
    }

    /// <summary>Whether it has been told for the last time.</summary>
    public bool IsOver => _state != SubscriptionState.Active;

    /// <summary>What <see cref="SipUserAgent.RestoreSubscription"/> makes it again from.</summary>
    public KeptSubscription Keep() => Dialog.Keep(_terms.Event, _terms.Expires);

    internal Dialog Dialog { get; }

    internal NotifyQueue Notifies { get; }

    private TimeProvider Clock => _agent.Stack.Loop.Clock;

    /// <summary>What is watched has changed: the subscriber is told within <see cref="NotifyQueue.Spacing"/>.</summary>
    public void Changed() => Happen(SubscriptionInput.Changed);

    /// <summary>Ends the subscription with a last NOTIFY.</summary>
    /// <param name="reason">Of RFC 6665 4.1.3: deactivated, rejected, noresource and so on.</param>
    public void Withdraw(string reason)
    {
        if (_state == SubscriptionState.Active)
        {
            _reason = reason;
            Happen(SubscriptionInput.Withdrawn);
        }
    }

    /// <summary>The SUBSCRIBE that makes the subscription has been found good.</summary>
    internal void Begin(ServerTransaction subscribe) => Grant(subscribe);

    /// <summary>The program has been started anew: the subscriber is told what is true now.</summary>
    public void BeginAnew()
    {
        Notifies.Heard();
        Happen(SubscriptionInput.Refreshed);
    }

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
            SipPeer before = Dialog.Pinned;
            _terms = terms;
            bool moved = Dialog.RefreshTarget(transaction.Request);
            Grant(transaction);
            if (!IsOver && (moved || Dialog.Pinned != before))
            {
                _user.Moved(this);
            }
        }
    }

    private void Grant(ServerTransaction subscribe)
    {
        Hold(subscribe.Source);
        Dialog.Pinned = Flows.PinFor(subscribe.Request, subscribe.Source);
        Notifies.Heard();
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

    internal void Happen(SubscriptionInput input)
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
            Notifies.SendSoon();
        }

        if (actions.HasFlag(SubscriptionActions.Notify))
        {
            Notifies.Send();
        }

        if (actions.HasFlag(SubscriptionActions.NotifyLast))
        {
            _agent.Timers.Cancel(ref _expiry);
            Notifies.Send();
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

    private void Close()
    {
        Debug.Assert(_state == SubscriptionState.Over);
        _agent.Timers.Cancel(ref _expiry);
        Notifies.Close();
        _agent.Stack.Unpin(_held);
        _held = default;
        _agent.Leave(this);
        _user.Ended(this);
    }
}
