using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;
using static QX200.Sip.Transactions.TransactionActions;

namespace QX200.Sip.Transactions;

/// <content>
/// The timers of RFC 3261 table 4 on the client's side (over streams A and E never run, D and K take no time), and
/// the requests that a transaction makes out of its own: ACK and CANCEL.
/// </content>
internal sealed partial class ClientTransaction
{
    private void StartTimers(TransactionStep step)
    {
        SipTimes times = _layer.Times;
        if (step.Asks(StartA) && !Target.IsReliable)
        {
            _interval = _interval == default ? times.T1 : _interval * 2;
            Start(ref _repeat, _interval, static t => Of(t).TakeTimerA());
        }

        if (step.Asks(StartB))
        {
            Start(ref _limit, times.Patience, static t => Of(t).Take(InviteClientInput.TimerB));
        }

        if (step.Asks(StartD))
        {
            Start(ref _limit, Lossy(times.D), static t => Of(t).Take(InviteClientInput.TimerD));
        }

        if (step.Asks(StartE) && !Target.IsReliable)
        {
            _interval = NextE(times);
            Start(ref _repeat, _interval, static t => Of(t).TakeTimerE());
        }

        if (step.Asks(StartF))
        {
            Start(ref _limit, times.Patience, static t => Of(t).Take(NonInviteClientInput.TimerF));
        }

        if (step.Asks(StartK))
        {
            Start(ref _limit, Lossy(times.T4), static t => Of(t).Take(NonInviteClientInput.TimerK));
        }

        if (step.Asks(StartM))
        {
            Start(ref _limit, times.Patience, static t => Of(t).Take(InviteClientInput.TimerM));
        }
    }

    // After a provisional response the request is repeated at T2 (RFC 3261 17.1.2.2).
    private TimeSpan NextE(SipTimes times) =>
        State == TransactionState.Proceeding ? times.T2
        : _interval == default ? times.T1
        : times.Double(_interval, times.T2);

    private void Start(ref TimerId timer, TimeSpan after, Action<object?> due)
    {
        _layer.Timers.Cancel(ref timer);
        timer = _layer.Timers.Schedule(after, due, this);
    }

    private TimeSpan Lossy(TimeSpan time) => Target.IsReliable ? default : time;

    private void TakeTimerA()
    {
        _layer.Counters.Repeated.Add();
        Take(InviteClientInput.TimerA);
    }

    private void TakeTimerE()
    {
        _layer.Counters.Repeated.Add();
        Take(NonInviteClientInput.TimerE);
    }

    private void Take(InviteClientInput input) => Do(InviteClient.Next(State, input));

    private void Take(NonInviteClientInput input) => Do(NonInviteClient.Next(State, input));

    private void SendAcknowledgement(SipMessage response)
    {
        SipMessage own = _layer.Messages.Rent();
        byte[]? draft = _layer.Drafts.Rent();
        SipMessage.Parse(_request.Span, own);
        var writer = new SipWriter(draft);
        OwnRequest.WriteAck(ref writer, own, response);
        if (!writer.Overflowed && !_layer.Send(Target, writer.Written, out _))
        {
            FailSoon();
        }

        _layer.Drafts.Return(ref draft);
        own.Release();
    }

    // The CANCEL is a transaction of its own with the INVITE's branch. Its answer says nothing that the INVITE's
    // own final response does not say, so nobody listens; where that stays out, the limit ends the INVITE.
    private void SendCancel()
    {
        _cancelling = Cancelling.Sent;
        SipMessage own = _layer.Messages.Rent();
        SipMessage.Parse(_request.Span, own);
        var cancel = new ClientTransaction(_layer, SipMethod.Cancel, Target, Branch, user: null)
        {
            _draft = _layer.Drafts.Rent(),
            _detour = Detour.TakenBack,
        };
        var writer = new SipWriter(cancel._draft);
        OwnRequest.WriteCancel(ref writer, own, _cancelReason);
        own.Release();
        cancel.Send(ref writer);
        TimeSpan limit = _layer.Times.Patience;
        Start(ref _limit, limit, static t => Of(t).Take(InviteClientInput.CancelExpired));
    }

    private static ClientTransaction Of(object? state) => (ClientTransaction)state!;
}
