using System.Text;
using QX200.Sip.Location;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// Our INVITE and what comes back to it: branches that proxies forked, credentials, CANCEL, and the ACK of every 2xx.
/// The first 2xx makes the session's dialog; any later one from another branch gets ACK and BYE (RFC 3261 13.2.2.4).
/// </summary>
internal sealed class OutboundInvite : IClientTransactionUser
{
    /// <summary>More branches than any proxy forks to: a peer that makes up tags gains nothing.</summary>
    private const int MostBranches = 32;

    private readonly InviteSession _session;
    private readonly SipHeaders? _headers;
    private readonly byte[]? _sdp;
    private readonly Dialog _toBe;
    private readonly ServerHunt _hunt;
    private readonly List<Dialog> _branches = [];
    private readonly List<(Dialog Branch, DialogAck Ack)> _surplus = [];
    private ClientTransaction? _transaction;
    private uint _cseq;
    private byte[]? _credentials;
    private Dialog? _chosen;
    private DialogAck? _ack;

    public OutboundInvite(InviteSession session, SipHeaders? headers, byte[]? sdp)
    {
        _session = session;
        _headers = headers;
        _sdp = sdp;
        _toBe = session.Dialog;
        _hunt = new ServerHunt(session.Agent.Stack, GiveUpServer);
        _hunt.Use(_toBe.Servers);
    }

    /// <summary>The dialogs that provisional responses have made.</summary>
    public IReadOnlyList<Dialog> Branches => _branches;

    public void Send()
    {
        if (!_hunt.IsEmpty)
        {
            SendTo(_hunt.Current);
        }
        else
        {
            _session.Agent.FindPeer(
                _toBe,
                static (state, peer) => ((OutboundInvite)state!).SendTo(peer),
                this
            );
        }
    }

    private void SendTo(in SipPeer peer)
    {
        SipUserAgent agent = _session.Agent;
        if (peer.IsNone || _session.State != SessionState.Calling)
        {
            // Nobody by that name, or hung up while the name was looked up.
            agent.Timers.Schedule(
                TimeSpan.Zero,
                static state => ((OutboundInvite)state!).Lost(ClientFailure.Unreachable),
                this
            );
            return;
        }

        _session.RemotePeer = peer;
        _cseq = _toBe.NextCSeq();
        _credentials = DialogText.Credentials(_session.Digest, SipMethod.Invite, _toBe.RequestUri);
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
            new Content(_headers, _sdp),
            _session.Timer
        );
        _transaction.Send(ref request);
        _hunt.Sent();
    }

    /// <summary>The stack holds the CANCEL back until a provisional response has come.</summary>
    public void Cancel(string? cause)
    {
        _hunt.Heard();
        _transaction?.Cancel(cause is null ? default : Encoding.UTF8.GetBytes(cause));
    }

    /// <summary>ACK to the 2xx that made the dialog.</summary>
    public void Acknowledge(byte[]? answer, SipHeaders? extra)
    {
        _ack = new DialogAck(
            _session.Agent,
            _session.Dialog,
            _cseq,
            _credentials,
            new Content(extra, answer)
        );
        _ack.Send();
    }

    void IClientTransactionUser.ResponseArrived(ClientTransaction transaction, SipMessage response)
    {
        if (!ReferenceEquals(transaction, _transaction))
        {
            // A server that was given up and wakes after all: what it answered is hung up.
            if (response.Status is >= 200 and < 300)
            {
                LetGo(response);
            }

            return;
        }

        _hunt.Heard();
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

    void IClientTransactionUser.Failed(ClientTransaction transaction, ClientFailure failure)
    {
        if (!ReferenceEquals(transaction, _transaction))
        {
            return;
        }

        _hunt.Heard();
        if (!TryNextServer())
        {
            Lost(failure);
        }
    }

    // Should it answer yet, it is told to stop.
    private void GiveUpServer()
    {
        if (_session.State == SessionState.Calling && _hunt.HasNext)
        {
            _transaction!.Cancel();
            TryNextServer();
        }
    }

    // Only a server that has not begun to ring anybody is left for another.
    private bool TryNextServer()
    {
        if (
            _branches.Count > 0
            || _session.State is not (SessionState.Calling or SessionState.Proceeding)
            || !_hunt.TryNext()
        )
        {
            return false;
        }

        _session.Happen(SessionInput.Challenged);
        return true;
    }

    private void Progressed(SipMessage response)
    {
        byte[]? early = RequestScreen.SdpOf(response);
        if (!response.ToTag.IsEmpty && _chosen is null && _branches.Count < MostBranches)
        {
            _session.Dialog = BranchOf(response);
            _session.Abilities.Learn(response);
            _session.Answerer = Answerer.In(response);
        }

        _session.Negotiation.TakeResponse(response.Status, early);
        _session.Happen(
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
        _session.Dialog = _chosen;
        _session.Abilities.Learn(response);
        _session.Answerer = Answerer.In(response);
        _session.Timer.TakeAccepted(response, isFirst: true);
        byte[]? answer = RequestScreen.SdpOf(response);
        bool isOffer = _session.Negotiation.TakeResponse(response.Status, answer);
        _session.Happen(
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
        var first = new DialogAck(
            _session.Agent,
            dialog,
            response.CSeqNumber,
            _credentials,
            default
        );
        _surplus.Add((dialog, first));
        first.Send();
        new DialogRequest(_session, dialog, SipMethod.Bye, new Unheard()).Send();
    }

    private void Refused(SipMessage response)
    {
        if (response.Status == 503 && TryNextServer())
        {
            return;
        }

        bool again = response.Status switch
        {
            401 or 407 => _session.Digest is { } digest
                && digest.TryTake(response, _credentials is not null),
            422 => _session.Timer.TakeTooBrief(response),
            _ => false,
        };
        if (!again)
        {
            _session.Negotiation.TakeResponse(response.Status, sdp: null);
        }

        _session.Happen(
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
        _session.Negotiation.TakeResponse(status, sdp: null);
        _session.Happen(
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
