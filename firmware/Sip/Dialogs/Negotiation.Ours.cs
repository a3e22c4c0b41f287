using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <content>Our re-INVITEs.</content>
internal sealed partial class Negotiation
{
    private const int MostTries = 6;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(32);

    /// <summary>Offers as soon as nothing else is open.</summary>
    public void Offer(byte[] sdp, SipHeaders? headers)
    {
        _waiting = new OwnOffer(sdp, headers ?? _waiting?.Headers, RepeatsOurs: false);
        Continue();
    }

    /// <summary>Repeats our SDP with these headers, or gives them to an offer that waits already.</summary>
    public void ShowIdentity(SipHeaders headers)
    {
        _waiting = _waiting is { RepeatsOurs: false }
            ? _waiting with
            {
                Headers = headers,
            }
            : new OwnOffer([], headers, RepeatsOurs: true);
        Continue();
    }

    /// <summary>Repeats our SDP to refresh the session; an offer that waits already does it as well.</summary>
    public void Repeat()
    {
        _waiting ??= new OwnOffer([], Headers: null, RepeatsOurs: true);
        Continue();
    }

    /// <summary>Sends what waits, if its time has come.</summary>
    public void Continue()
    {
        if (_waiting is null || _retry.IsSet || session.State != SessionState.Confirmed)
        {
            return;
        }

        if (_waiting.RepeatsOurs && _local is null)
        {
            _waiting = null;
            session.Timer.Refused(byPeer: false);
            return;
        }

        if (Take(ExchangeInput.SendInvite) == Verdict.Go)
        {
            SendOffer();
        }
    }

    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        if (status < 300)
        {
            Accepted(request, response!);
            return;
        }

        Take(ExchangeInput.Failed);
        if (_open is not { } offer)
        {
            return;
        }

        _open = null;
        _local = offer.Before;
        if (status is 408 or 481)
        {
            session.DialogLost();
        }
        else if (!TryAgain(offer, status, response))
        {
            Refused(offer, status, byPeer: response is not null);
        }
    }

    private void SendOffer()
    {
        byte[] sdp = _waiting!.RepeatsOurs ? _local! : _waiting.Sdp;
        _open = _waiting with { Sdp = sdp, Before = _local };
        _waiting = null;
        _local = sdp;
        new DialogRequest(session, session.Dialog, SipMethod.Invite, this)
        {
            Content = new Content(_open.Headers, sdp),
        }.Send();
    }

    private void Accepted(DialogRequest request, SipMessage response)
    {
        request.Acknowledge();
        if (_open is not { } offer)
        {
            return;
        }

        _open = null;
        Take(ExchangeInput.Accepted);
        byte[]? sdp = RequestScreen.SdpOf(response);
        bool isNews =
            !offer.RepeatsOurs || (sdp is not null && !sdp.AsSpan().SequenceEqual(Remote));
        Remote = sdp ?? Remote;
        if (isNews)
        {
            user.OfferAnswered(session, sdp);
        }

        Continue();
    }

    /// <summary>491 comes of both sides offering at once, 500 with Retry-After of offering too soon (14.1).</summary>
    private bool TryAgain(OwnOffer offer, int status, SipMessage? response)
    {
        TimeSpan? wait =
            status == 491 ? GlareWait()
            : status is 500 or 503 && response is not null ? RetryAfterOf(response)
            : null;
        if (wait is null || offer.Tries + 1 >= MostTries)
        {
            return false;
        }

        _waiting ??= offer with { Tries = offer.Tries + 1 };
        _retry = Timers.Schedule(
            wait.Value,
            static state =>
            {
                var negotiation = (Negotiation)state!;
                negotiation._retry = default;
                negotiation.Continue();
            },
            this
        );
        return true;
    }

    private void Refused(OwnOffer offer, int status, bool byPeer)
    {
        session.Timer.Refused(byPeer);
        if (!offer.RepeatsOurs)
        {
            user.OfferRefused(session, status);
        }

        Continue();
    }

    /// <summary>The owner of the Call-ID waits 2.1 to 4 s, the other side 0 to 2 s, in steps of 10 ms (14.1).</summary>
    private TimeSpan GlareWait() =>
        TimeSpan.FromMilliseconds(
            10 * (session.Inbound ? Random.Shared.Next(0, 201) : Random.Shared.Next(210, 401))
        );

    private static TimeSpan? RetryAfterOf(SipMessage response) =>
        RetryAfter.TryParse(response[HeaderName.RetryAfter], out RetryAfter after)
        && TimeSpan.FromSeconds(after.Seconds) is var wait
        && wait <= LongestRetryAfter
            ? wait
            : null;
}
