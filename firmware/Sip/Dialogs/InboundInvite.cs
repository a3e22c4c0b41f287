using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>The peer's INVITE that began the session, and our responses to it.</summary>
internal sealed class InboundInvite : IServerTransactionUser
{
    /// <summary>Proxies give up after three minutes without a word (RFC 3261 13.3.1.1).</summary>
    private static readonly TimeSpan ReminderEvery = TimeSpan.FromMinutes(1);

    private readonly InviteSession _session;
    private TimerId _reminder;

    public InboundInvite(InviteSession session, ServerTransaction transaction)
    {
        _session = session;
        Transaction = transaction;
        transaction.User = this;
    }

    public ServerTransaction Transaction { get; }

    /// <summary>The peer knows our tag.</summary>
    public bool HasResponded => _reminder.IsSet;

    public void Progress(int status, byte[]? sdp, SipHeaders? extra)
    {
        Send(status, reason: null, new Content(extra, sdp));
        _session.Agent.Timers.Cancel(ref _reminder);
        ArmReminder();
    }

    public void Answer(byte[]? sdp, SipHeaders? extra) =>
        Send(200, reason: null, new Content(extra, sdp));

    public void Reject(int status, string? reason, SipHeaders? extra)
    {
        SipWriter response = Transaction.Begin(status, reason);
        DialogText.WriteContent(ref response, new Content(extra));
        Transaction.Send(ref response);
    }

    /// <summary>There is a final response: no more reminders.</summary>
    public void Close() => _session.Agent.Timers.Cancel(ref _reminder);

    void IServerTransactionUser.Cancelled(ServerTransaction transaction) =>
        _session.Happen(SessionInput.CancelArrived);

    void IServerTransactionUser.Ended(ServerTransaction transaction, ServerEnd reason) =>
        _session.Happen(SessionInput.InviteLost);

    private void Send(int status, string? reason, in Content content)
    {
        SipWriter response = Transaction.Begin(status, reason);
        _session.Agent.WriteContact(ref response, _session.Dialog, Transaction.Source);
        DialogText.WriteAbilities(ref response, _session.Agent);
        if (status >= 200)
        {
            _session.Timer.WriteAccepted(ref response, Transaction.Request, isFirst: true);
        }

        DialogText.WriteContent(ref response, content);
        Transaction.Send(ref response);
    }

    private void ArmReminder() =>
        _reminder = _session.Agent.Timers.Schedule(
            ReminderEvery,
            static state =>
            {
                var invite = (InboundInvite)state!;
                invite.Transaction.Repeat();
                invite.ArmReminder();
            },
            this
        );
}
