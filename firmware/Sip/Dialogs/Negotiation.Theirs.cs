using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <content>The peer's re-INVITEs and UPDATEs.</content>
internal sealed partial class Negotiation
{
    /// <summary>A re-INVITE, its CSeq in order.</summary>
    public void InviteArrived(ServerTransaction invite)
    {
        if (
            !RequestScreen.RefuseInterval(invite)
            && RequestScreen.TryTakeSdp(invite, out byte[]? sdp)
        )
        {
            Consider(
                invite,
                sdp,
                sdp is null ? ExchangeInput.EmptyInviteArrived : ExchangeInput.InviteArrived
            );
        }
    }

    /// <summary>An UPDATE; one without SDP refreshes target and abilities, and is no part of the exchange (RFC 3311 5.2).</summary>
    public void UpdateArrived(ServerTransaction update)
    {
        if (
            RequestScreen.RefuseInterval(update)
            || !RequestScreen.TryTakeSdp(update, out byte[]? sdp)
        )
        {
            return;
        }

        if (sdp is not null)
        {
            Consider(update, sdp, ExchangeInput.UpdateArrived);
            return;
        }

        Refresh(update);
        SendAccepted(update, sdp: null, headers: null);
    }

    /// <summary>Answers what is open; nothing where nothing is, as when the peer took its request back.</summary>
    public void Answer(byte[] sdp, SipHeaders? headers)
    {
        if (_theirs is not { } request)
        {
            return;
        }

        _theirs = null;
        Refresh(request);
        SendAccepted(request, sdp, headers);
        if (request.IsInvite)
        {
            Answered(request, sdp);
            return;
        }

        Take(ExchangeInput.WeAnswered);
        _local = sdp;
        Continue();
    }

    public void Refuse(int status)
    {
        if (_theirs is not { } request)
        {
            return;
        }

        _theirs = null;
        Remote = _remoteBefore;
        Take(ExchangeInput.WeRefused);
        request.Respond(status);
        Continue();
    }

    void IServerTransactionUser.Cancelled(ServerTransaction transaction)
    {
        if (transaction == _theirs)
        {
            Refuse(487);
        }
    }

    void IServerTransactionUser.Ended(ServerTransaction transaction, ServerEnd reason)
    {
        if (transaction == _theirs)
        {
            _theirs = null;
            Remote = _remoteBefore;
            Take(ExchangeInput.WeRefused);
            Continue();
        }
    }

    private void Consider(ServerTransaction request, byte[]? sdp, ExchangeInput input)
    {
        switch (Take(input))
        {
            case Verdict.Go:
                Begin(request, sdp);
                break;
            case Verdict.Overlap:
                RequestScreen.RefuseOverlap(request);
                break;
            default:
                request.Respond(491);
                break;
        }
    }

    private void Begin(ServerTransaction request, byte[]? sdp)
    {
        _theirs = request;
        request.User = this;
        _remoteBefore = Remote;
        Remote = sdp ?? Remote;
        if (_repeater is not null)
        {
            // The ACK was lost or overtaken: the new offer proves that our 2xx has arrived.
            StopRepeating();
            session.AckProven();
        }

        if (_theirs == request)
        {
            user.OfferArrived(session, sdp);
        }
    }

    private void Refresh(ServerTransaction request)
    {
        session.Dialog.RefreshTarget(request.Request);
        session.Abilities.Learn(request.Request);
    }

    private void SendAccepted(ServerTransaction request, byte[]? sdp, SipHeaders? headers)
    {
        SipWriter response = request.Begin(200);
        session.Agent.WriteContact(ref response, session.Dialog, request.Source);
        DialogText.WriteAbilities(ref response, session.Agent);
        session.Timer.WriteAccepted(ref response, request.Request, isFirst: false);
        DialogText.WriteContent(ref response, new Content(headers, sdp));
        request.Send(ref response);
    }
}
