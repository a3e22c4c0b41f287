using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// Our INVITE and what comes back to it: branches that proxies forked, credentials, CANCEL, and the ACK of every 2xx.
/// The first 2xx makes the session's dialog; any later one from another branch gets ACK and BYE (RFC 3261 13.2.2.4).
/// </summary>
internal sealed class OutboundInvite(InviteSession session, SipHeaders? headers, byte[]? sdp)
    : IClientTransactionUser
{
    /// <summary>More branches than any proxy forks to: a peer that makes up tags gains nothing.</summary>
    private const int MostBranches = 32;

    private readonly Dialog _toBe = session.Dialog;
    private readonly List<Dialog> _branches = [];
    private readonly List<(Dialog Branch, DialogAck Ack)> _surplus = [];
    private ClientTransaction? _transaction;
    private uint _cseq;
    private byte[]? _credentials;
    private Dialog? _chosen;
    private DialogAck? _ack;

    /// <summary>The dialogs that provisional responses have made.</summary>
    public IReadOnlyList<Dialog> Branches => _branches;

    public void Send() =>
        session.Agent.FindPeer(
            _toBe,
            static (state, peer) => ((OutboundInvite)state!).SendTo(peer),
            this
        );

    private void SendTo(in SipPeer peer)
    {
        SipUserAgent agent = session.Agent;
        if (peer.IsNone || session.State != SessionState.Calling)
        {
            // Nobody by that name, or hung up while the name was looked up.
            agent.Timers.Schedule(
                TimeSpan.Zero,
                static state => ((OutboundInvite)state!).Lost(ClientFailure.Unreachable),
                this
            );
            return;
        }

        session.RemotePeer = peer;
        _cseq = _toBe.NextCSeq();
        _credentials = DialogText.Credentials(session.Digest, SipMethod.Invite, _toBe.RequestUri);
        _transaction = agent.Stack.NewRequest(SipMethod.Invite, peer, this);
        SipWriter request = _transaction.Begin(_toBe.RequestUri);
        DialogText.WriteRequest(
            ref request,
            agent,
            _toBe,
            SipMethod.Invite,
            _cseq,
            peer,
            _credentials,
            new Content(headers, sdp),
            session.Timer
        );
        _transaction.Send(ref request);
    }

    /// <summary>The stack holds the CANCEL back until a provisional response has come.</summary>
    public void Cancel(string? cause) =>
        _transaction?.Cancel(cause is null ? default : Encoding.UTF8.GetBytes(cause));

    /// <summary>ACK to the 2xx that made the dialog.</summary>
    public void Acknowledge(byte[]? answer, SipHeaders? extra)
    {
        _ack = new DialogAck(
            session.Agent,
            session.Dialog,
            _cseq,
            _credentials,
            new Content(extra, answer)
        );
        _ack.Send();
    }

    void IClientTransactionUser.ResponseArrived(ClientTransaction transaction, SipMessage response)
    {
        switch (response.Status)
        {
            case < 200:
                Progressed(response);
                break;
            case < 300:
                Accepted(response);
                break;
            default:
                Refused(response);
                break;
        }
    }

    void IClientTransactionUser.Failed(ClientTransaction transaction, ClientFailure failure) =>
        Lost(failure);

    private void Progressed(SipMessage response)
    {
        byte[]? early = RequestScreen.SdpOf(response);
        if (!response.ToTag.IsEmpty && _chosen is null && _branches.Count < MostBranches)
        {
            session.Dialog = BranchOf(response);
            session.Abilities.Learn(response);
        }

        session.Negotiation.TakeResponse(response.Status, early);
        session.Happen(
            SessionInput.Provisional,
            new Circumstance { Status = response.Status, Sdp = early }
        );
    }

    private void Accepted(SipMessage response)
    {
        if (_chosen is null)
        {
            Choose(response);
        }
        else if (response.ToTag.SequenceEqual(_chosen.RemoteTag))
        {
            _ack?.Send();
        }
        else
        {
            LetGo(response);
        }
    }

    private void Choose(SipMessage response)
    {
        _chosen = BranchOf(response);
        _chosen.Confirm(response);
        session.Dialog = _chosen;
        session.Abilities.Learn(response);
        session.Answerer = Answerer.In(response);
        session.Timer.TakeAccepted(response, isFirst: true);
        byte[]? answer = RequestScreen.SdpOf(response);
        bool isOffer = session.Negotiation.TakeResponse(response.Status, answer);
        session.Happen(
            isOffer ? SessionInput.AcceptedWithOffer : SessionInput.Accepted,
            new Circumstance { Status = response.Status, Sdp = answer }
        );
    }

    private void LetGo(SipMessage response)
    {
        foreach ((Dialog branch, DialogAck ack) in _surplus)
        {
            if (response.ToTag.SequenceEqual(branch.RemoteTag))
            {
                ack.Send();
                return;
            }
        }

        if (_surplus.Count == MostBranches)
        {
            return;
        }

        Dialog dialog = _toBe.MadeBy(response);
        var first = new DialogAck(session.Agent, dialog, _cseq, _credentials, default);
        _surplus.Add((dialog, first));
        first.Send();
        new DialogRequest(session, dialog, SipMethod.Bye, new Unheard()).Send();
    }

    private void Refused(SipMessage response)
    {
        bool again = response.Status switch
        {
            401 or 407 => session.Digest is { } digest
                && digest.TryTake(response, _credentials is not null),
            422 => session.Timer.TakeTooBrief(response),
            _ => false,
        };
        if (!again)
        {
            session.Negotiation.TakeResponse(response.Status, sdp: null);
        }

        session.Happen(
            again ? SessionInput.Challenged : SessionInput.Rejected,
            new Circumstance
            {
                Status = response.Status,
                Reason = Encoding.UTF8.GetString(response.Reason),
                Contacts = Redirections.In(response),
            }
        );
    }

    private void Lost(ClientFailure failure)
    {
        int status = failure == ClientFailure.TimedOut ? 408 : 503;
        string reason = failure switch
        {
            ClientFailure.TimedOut => "No Answer To Request",
            ClientFailure.TransportFailed => "Transport Failed",
            _ => "Unreachable",
        };
        session.Negotiation.TakeResponse(status, sdp: null);
        session.Happen(
            SessionInput.InviteLost,
            new Circumstance { Status = status, Reason = reason }
        );
    }

    private Dialog BranchOf(SipMessage response)
    {
        foreach (Dialog branch in _branches)
        {
            if (response.ToTag.SequenceEqual(branch.RemoteTag))
            {
                return branch;
            }
        }

        Dialog made = _toBe.MadeBy(response);
        _branches.Add(made);
        return made;
    }

    /// <summary>Nobody waits for the end of a surplus branch.</summary>
    private sealed class Unheard : IDialogRequestUser
    {
        public void Concluded(DialogRequest request, int status, SipMessage? response) { }
    }
}
