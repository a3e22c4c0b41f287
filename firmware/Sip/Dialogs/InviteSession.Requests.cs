using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <content>What the peer asks for in the dialog.</content>
internal sealed partial class InviteSession
{
    private static readonly byte[][] InfoTypes =
    [
        "application/dtmf-relay"u8.ToArray(),
        "application/dtmf"u8.ToArray(),
    ];

    /// <summary>A request whose Call-ID and tags are this session's.</summary>
    internal void RequestArrived(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        Dialog dialog = BranchOf(request);
        if (!dialog.TakeRemoteCSeq(request.CSeqNumber))
        {
            transaction.Respond(500, "CSeq Out Of Order");
            return;
        }

        if (RequestScreen.RefuseExtensions(transaction))
        {
            return;
        }

        if (request.Method == SipMethod.Bye)
        {
            ByeArrived(transaction);
        }
        else if (IsLeaving)
        {
            TurnAway(transaction);
        }
        else
        {
            Follow(dialog, transaction.Source);
            Serve(transaction);
        }
    }

    /// <summary>An offer proves that the peer has our 2xx: the BYE that waited for the ACK may go.</summary>
    private void TurnAway(ServerTransaction transaction)
    {
        transaction.Respond(481);
        if (transaction.Method is SipMethod.Invite or SipMethod.Update)
        {
            AckProven();
        }
    }

    /// <summary>A peer that was pinned to its source may have a new connection or another port at its NAT by now.</summary>
    private void Follow(Dialog dialog, in SipPeer source)
    {
        RemotePeer = source;
        if (dialog.Pinned.IsFlow)
        {
            dialog.Pinned = source;
        }
    }

    private void Serve(ServerTransaction transaction)
    {
        switch (transaction.Method)
        {
            case SipMethod.Invite:
                Negotiation.InviteArrived(transaction);
                break;
            case SipMethod.Update:
                Negotiation.UpdateArrived(transaction);
                break;
            case SipMethod.Info:
                InfoArrived(transaction);
                break;
            case SipMethod.Refer when State is SessionState.Confirmed or SessionState.Answered:
                _refers.Arrived(transaction);
                break;
            case SipMethod.Refer:
                RequestScreen.RefuseOverlap(transaction);
                break;
            case SipMethod.Options:
                RequestScreen.AnswerOptions(transaction, Agent);
                break;
            case SipMethod.Notify or SipMethod.Prack:
                // We have subscribed to nothing and send nothing reliably, so there is nothing that they belong to.
                transaction.Respond(481);
                break;
            case SipMethod.Subscribe:
                RequestScreen.RefuseEvent(transaction);
                break;
            default:
                RequestScreen.RefuseMethod(transaction);
                break;
        }
    }

    /// <summary>
    /// 200 whoever hung up first: both BYEs may cross. A callee may not send BYE before our ACK (RFC 3261 15), so one
    /// that does while we call changes nothing.
    /// </summary>
    private void ByeArrived(ServerTransaction transaction)
    {
        if (State == SessionState.Ended && !_byeOpen)
        {
            transaction.Respond(481);
            return;
        }

        transaction.Respond(200);
        Happen(SessionInput.ByeArrived);
    }

    private void InfoArrived(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        if (request.Body.IsEmpty)
        {
            transaction.Respond(200);
            return;
        }

        if (!IsKnownInfo(request))
        {
            RequestScreen.RefuseBody(transaction, "application/dtmf-relay, application/dtmf"u8);
            return;
        }

        string contentType = Encoding.ASCII.GetString(request[HeaderName.ContentType]);
        byte[] body = request.Body.ToArray();
        transaction.Respond(200);
        _user.InfoArrived(this, contentType, body);
    }

    private static bool IsKnownInfo(SipMessage request)
    {
        foreach (byte[] known in InfoTypes)
        {
            if (request.HasContentType(known))
            {
                return !request.Has(HeaderName.ContentEncoding);
            }
        }

        return false;
    }

    private Dialog BranchOf(SipMessage request)
    {
        foreach (Dialog branch in Branches)
        {
            if (request.FromTag.SequenceEqual(branch.RemoteTag))
            {
                return branch;
            }
        }

        return Dialog;
    }
}
