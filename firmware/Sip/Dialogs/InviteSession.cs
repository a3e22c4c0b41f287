using System.Text;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// One call leg: an INVITE of ours or of the peer, the dialog that it makes, and all that happens in it up to the
/// BYE. Whatever order things come in, the pure <see cref="SessionMachine"/> says what is to be done; this class
/// does it. Signal thread; commands that mean nothing in the present state are passed over.
/// </summary>
internal sealed partial class InviteSession
{
    private readonly IInviteSessionUser _user;
    private readonly InboundInvite? _inbound;
    private readonly OutboundInvite? _outbound;
    private readonly ReferDesk _refers;
    private readonly InfoQueue _infos;
    private readonly DialogProbe _probe;
    private IdentityUpdate? _identity;

    /// <summary>The session of an INVITE of ours; <see cref="Start"/> sends it.</summary>
    internal InviteSession(
        SipUserAgent agent,
        Dialog dialog,
        SipHeaders? headers,
        byte[]? sdp,
        IInviteSessionUser user,
        DigestClient? credentials
    )
        : this(agent, dialog, user)
    {
        Digest = credentials;
        State = SessionState.Calling;
        RemotePeer = dialog.Pinned;
        Negotiation.BeginOurs(sdp);
        _outbound = new OutboundInvite(this, headers, sdp);
    }

    /// <summary>The session of an INVITE of the peer.</summary>
    internal InviteSession(
        SipUserAgent agent,
        Dialog dialog,
        ServerTransaction invite,
        IInviteSessionUser user
    )
        : this(agent, dialog, user)
    {
        State = SessionState.Arrived;
        RemotePeer = invite.Source;
        Abilities.Learn(invite.Request);
        Negotiation.BeginTheirs(RequestScreen.SdpOf(invite.Request));
        _inbound = new InboundInvite(this, invite);
    }

    private InviteSession(SipUserAgent agent, Dialog dialog, IInviteSessionUser user)
    {
        Agent = agent;
        Dialog = dialog;
        CallId = Encoding.UTF8.GetString(dialog.CallId);
        LocalTag = Encoding.UTF8.GetString(dialog.LocalTag);
        _user = user;
        Negotiation = new Negotiation(this, user);
        _refers = new ReferDesk(this, user);
        _infos = new InfoQueue(this);
        _probe = new DialogProbe(this);
        Timer = new SessionTimer(this);
    }

    /// <summary>The peer called us.</summary>
    public bool Inbound => _inbound is not null;

    public string CallId { get; }

    public string LocalTag { get; }

    /// <summary>Empty until the peer has answered our INVITE with a tag.</summary>
    public string RemoteTag => Encoding.UTF8.GetString(Dialog.RemoteTag);

    /// <summary>Where the peer's latest message of the dialog came from, or, before one came, where ours goes.</summary>
    public SipPeer RemotePeer { get; internal set; }

    /// <summary>
    /// Where our requests in the dialog go whatever Contact and routes say. Set by itself where the INVITE came over a
    /// connection or from behind a NAT; to be set by who knows more, such as a registered binding. None: by the routes.
    /// </summary>
    public SipPeer PinnedPeer
    {
        get => Dialog.Pinned;
        set => Dialog.Pinned = value;
    }

    public SessionState State { get; private set; }

    /// <summary>Who has answered our INVITE, or whose telephone rings for it.</summary>
    public Answerer Answerer { get; internal set; } = new("", "", IsWithheld: false);

    /// <summary>The peer's latest SDP: the offer of its INVITE before anything else came.</summary>
    public byte[]? RemoteSdp => Negotiation.Remote;

    /// <summary>Whatever the user likes to keep with the session.</summary>
    public object? Tag { get; set; }

    internal SipUserAgent Agent { get; }

    /// <summary>The dialog that requests go through; of a forked INVITE the branch heard last, until one is answered.</summary>
    internal Dialog Dialog { get; set; }

    internal PeerAbilities Abilities { get; } = new();

    internal Negotiation Negotiation { get; }

    internal SessionTimer Timer { get; }

    /// <summary>Answers challenges; null: they are final.</summary>
    internal DigestClient? Digest { get; }

    internal IReadOnlyList<Dialog> Branches => _outbound?.Branches ?? [];

    /// <summary>The next session with the same Call-ID (an INVITE that came back to us, a forked one).</summary>
    internal InviteSession? NextWithCallId { get; set; }

    /// <summary>Whether the peer's Allow has that method; false where it sent none.</summary>
    public bool RemoteAllows(SipMethod method) => Abilities.Allows(method);

    /// <summary>Whether the peer's Supported has that option tag: "timer", "replaces".</summary>
    public bool RemoteSupports(string option) => Abilities.Supports(option);

    /// <summary>180 to the peer's INVITE, repeated every minute until we answer.</summary>
    public void Ring(SipHeaders? extra = null) => Progress(180, sdp: null, extra);

    /// <summary>183 with early media, repeated every minute until we answer.</summary>
    public void Progress(byte[] sdp, SipHeaders? extra = null) => Progress(183, sdp, extra);

    /// <summary>Any provisional response to the peer's INVITE.</summary>
    public void Progress(int status, byte[]? sdp, SipHeaders? extra = null)
    {
        if (State == SessionState.Arrived)
        {
            _inbound!.Progress(status, sdp, extra);
        }
    }

    /// <summary>200 to the peer's INVITE, repeated until the ACK comes; <paramref name="sdp"/> is the answer, or our offer.</summary>
    public void Answer(byte[] sdp, SipHeaders? extra = null) =>
        Happen(SessionInput.Answer, new Circumstance { Ours = sdp, Headers = extra });

    /// <summary>Refuses the peer's INVITE; nothing more is told.</summary>
    /// <param name="status">300 to 699.</param>
    public void Reject(int status, string? reason = null, SipHeaders? extra = null) =>
        Happen(
            SessionInput.Refuse,
            new Circumstance
            {
                Status = status,
                Reason = reason,
                Headers = extra,
            }
        );

    /// <summary>302 to the peer's INVITE.</summary>
    /// <param name="contactUri">Where to call instead.</param>
    public void Redirect(string contactUri) =>
        Reject(302, reason: null, new SipHeaders { { "Contact", $"<{contactUri}>" } });

    /// <summary>
    /// A new offer by re-INVITE. Waits until the session is confirmed and no other exchange is open; an offer that
    /// still waits is replaced. Ends in OfferAnswered or OfferRefused; a collision (491) is retried by itself.
    /// </summary>
    public void Offer(byte[] sdp, SipHeaders? extra = null)
    {
        if (!IsLeaving)
        {
            Negotiation.Offer(sdp, extra);
        }
    }

    /// <summary>Answers what OfferArrived brought, or the offer in the 2xx to our offerless INVITE.</summary>
    public void AnswerOffer(byte[] sdp, SipHeaders? extra = null)
    {
        if (State == SessionState.AnswerOwed)
        {
            Happen(SessionInput.AnswerOffer, new Circumstance { Ours = sdp, Headers = extra });
        }
        else
        {
            Negotiation.Answer(sdp, extra);
        }
    }

    /// <summary>Refuses what OfferArrived brought: the session goes on as it was.</summary>
    public void RefuseOffer(int status = 488) => Negotiation.Refuse(status);

    /// <summary>
    /// Shows the peer's display somebody else, by UPDATE where the peer allows it and else by a re-INVITE that
    /// repeats our SDP. Before the session is confirmed it waits, unless an early UPDATE is possible.
    /// </summary>
    public void ShowIdentity(SipHeaders headers)
    {
        if (IsLeaving)
        {
            return;
        }

        if (RemoteAllows(SipMethod.Update) && HasDialog)
        {
            _identity = new IdentityUpdate(this, headers);
            _identity.Send();
        }
        else
        {
            Negotiation.ShowIdentity(headers);
        }
    }

    /// <summary>The peer has not taken an UPDATE; one that is not the newest is of no interest any more.</summary>
    internal void IdentityRefused(IdentityUpdate update, SipHeaders headers)
    {
        if (ReferenceEquals(update, _identity) && !IsLeaving)
        {
            Negotiation.ShowIdentity(headers);
        }
    }

    /// <summary>INFO with a body; one at a time, in order, so that digits stay in theirs.</summary>
    public void SendInfo(string contentType, byte[] body)
    {
        if (!IsLeaving && HasDialog)
        {
            _infos.Send(contentType, body);
        }
    }

    /// <summary>
    /// Asks by OPTIONS whether the peer still has the dialog. Ended with <see cref="SessionEnd.Gone"/> follows on 481,
    /// and on silence from a peer that answered such a question before; any other answer means alive.
    /// </summary>
    public void Probe()
    {
        if (State == SessionState.Confirmed)
        {
            _probe.Send();
        }
    }

    /// <summary>Ends the session by whatever its state asks for. Nothing more is told.</summary>
    /// <param name="reason">A Reason header's value (RFC 3326) for the CANCEL or BYE.</param>
    public void Hangup(string? reason = null) =>
        Happen(SessionInput.HangUp, new Circumstance { Status = 480, Cause = reason });

    /// <param name="q850Cause">16 normal, 17 busy and so on; an unanswered inbound INVITE gets the status that fits.</param>
    public void Hangup(int q850Cause) =>
        Happen(
            SessionInput.HangUp,
            new Circumstance
            {
                Status = ReleaseCauses.StatusOf(q850Cause),
                Cause = $"Q.850;cause={q850Cause}",
            }
        );

    /// <summary>Both sides know both tags, so requests in the dialog have somebody to go to.</summary>
    private bool HasDialog =>
        _inbound is null
            ? Dialog.RemoteTag.Length > 0
            : State != SessionState.Arrived || _inbound.HasResponded;
}
