using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>What came with an input of the machine, for the actions that it leads to.</summary>
internal readonly record struct Circumstance
{
    public int Status { get; init; }

    /// <summary>Reason phrase; null: the usual one.</summary>
    public string? Reason { get; init; }

    /// <summary>SDP of the peer's message.</summary>
    public byte[]? Sdp { get; init; }

    /// <summary>SDP of ours.</summary>
    public byte[]? Ours { get; init; }

    public SipHeaders? Headers { get; init; }

    /// <summary>Value of a Reason header.</summary>
    public string? Cause { get; init; }

    public Redirection? Contacts { get; init; }
}

/// <content>The machine's inputs from the wire, and its actions.</content>
internal sealed partial class InviteSession : IDialogRequestUser
{
    private bool _byeOpen;

    /// <summary>Why we hung up, kept until the CANCEL or BYE may go.</summary>
    private string? _cause;

    /// <summary>Our BYE is out, or a REFER of the peer still has to be reported on: the dialog lives on.</summary>
    internal bool IsHeld => _byeOpen || _refers.Active > 0;

    /// <summary>We have hung up: nothing more is told.</summary>
    internal bool IsLeaving =>
        State
            is SessionState.Abandoning
                or SessionState.Cancelling
                or SessionState.AnsweredLeaving
                or SessionState.Ended;

    internal int Subscriptions => _refers.Active;

    internal void Start() => _outbound!.Send();

    /// <summary>One step: next state first, then the actions in their order, telling the user last.</summary>
    internal void Happen(SessionInput input, in Circumstance what = default)
    {
        SessionState before = State;
        SessionStep step = SessionMachine.Step(before, input);
        _cause ??= what.Cause;
        State = step.Next;
        Send(step.Do, what);
        if (before != SessionState.Ended && State == SessionState.Ended)
        {
            Close();
        }

        Tell(step.Do, input, what);
        if (State == SessionState.Confirmed)
        {
            Negotiation.Continue();
        }
    }

    /// <summary>Whether a request or ACK with these tags belongs to this session, in any of its branches.</summary>
    internal bool IsNamed(
        ReadOnlySpan<byte> callId,
        ReadOnlySpan<byte> localTag,
        ReadOnlySpan<byte> remoteTag
    )
    {
        if (Dialog.IsNamed(callId, localTag, remoteTag))
        {
            return true;
        }

        foreach (Dialog branch in Branches)
        {
            if (branch.IsNamed(callId, localTag, remoteTag))
            {
                return true;
            }
        }

        return false;
    }

    internal void AckArrived(SipMessage ack)
    {
        if (!Negotiation.TakeAck(ack))
        {
            return;
        }

        Happen(SessionInput.AckArrived);
    }

    /// <summary>The peer proved in another way than by ACK that it has our 2xx.</summary>
    internal void AckProven() => Happen(SessionInput.AckArrived);

    /// <summary>481, 408 or silence: the peer has no such dialog any more (12.2.1.2).</summary>
    internal void DialogLost() => Happen(SessionInput.DialogLost);

    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        _byeOpen = false;
        Agent.LeaveIfDone(this);
    }

    private void Send(SessionActions actions, in Circumstance what)
    {
        if (actions.HasFlag(SessionActions.SendInvite))
        {
            _outbound!.Send();
        }

        if (actions.HasFlag(SessionActions.SendCancel))
        {
            _outbound!.Cancel(_cause);
        }

        if (actions.HasFlag(SessionActions.SendAnswer))
        {
            _inbound!.Answer(what.Ours, what.Headers);
            Negotiation.Answered(_inbound.Transaction, what.Ours);
        }

        if (actions.HasFlag(SessionActions.SendRejection))
        {
            _inbound!.Reject(what.Status, what.Reason, what.Headers);
        }

        if (actions.HasFlag(SessionActions.SendTerminated))
        {
            _inbound!.Reject(487, reason: null, extra: null);
        }

        if (actions.HasFlag(SessionActions.SendAck))
        {
            _outbound!.Acknowledge(what.Ours, what.Headers);
            Negotiation.Acknowledged(what.Ours);
        }

        if (actions.HasFlag(SessionActions.StopResending))
        {
            Negotiation.StopRepeating();
        }

        if (actions.HasFlag(SessionActions.SendBye))
        {
            SendBye();
        }
    }

    private void Tell(SessionActions actions, SessionInput input, in Circumstance what)
    {
        if (actions.HasFlag(SessionActions.TellRinging) && what.Status > 100)
        {
            _user.Ringing(this, what.Status, what.Sdp);
        }

        if (actions.HasFlag(SessionActions.TellAnswered))
        {
            _user.Answered(this, what.Sdp);
        }

        if (actions.HasFlag(SessionActions.TellEstablished))
        {
            _user.Established(this);
        }

        if (actions.HasFlag(SessionActions.TellFailed))
        {
            _user.Failed(
                this,
                what.Status,
                what.Reason ?? ReasonPhrases.Of(what.Status),
                what.Contacts
            );
        }

        if (actions.HasFlag(SessionActions.TellEnded))
        {
            _user.Ended(this, EndOf(input));
        }
    }

    private void SendBye()
    {
        _byeOpen = true;
        SipHeaders? headers = _cause is null ? null : new SipHeaders { { "Reason", _cause } };
        new DialogRequest(this, Dialog, SipMethod.Bye, this)
        {
            Content = new Content(headers),
        }.Send();
    }

    private void Close()
    {
        _inbound?.Close();
        Negotiation.Close();
        Timer.Close();
        _infos.Close();
        _refers.Close();
        Agent.LeaveIfDone(this);
    }

    private static SessionEnd EndOf(SessionInput input) =>
        input switch
        {
            SessionInput.CancelArrived => SessionEnd.Cancelled,
            SessionInput.AckLost => SessionEnd.NoAck,
            SessionInput.DialogLost => SessionEnd.Gone,
            SessionInput.InviteLost => SessionEnd.TransportLost,
            _ => SessionEnd.Bye,
        };
}
