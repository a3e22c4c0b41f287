using System.Net;
using QX200.Media;
using QX200.Media.Sdp;
using QX200.Parking;
using QX200.Sip.Auth;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>A SIP telephone's leg: an INVITE session, its offers and answers, and its stream of sound.</summary>
internal sealed partial class SipLeg : Leg, IInviteSessionUser
{
    private readonly Equipment _equipment;
    private readonly SdpSession _sdp;
    private readonly StreamId _stream;
    private readonly string _ourHost;
    private readonly AccountTerms? _account;
    private InviteSession _session = null!;
    private byte[]? _answer;
    private bool _offered;
    private bool _earlySound;

    private SipLeg(
        Equipment equipment,
        SipPeer peer,
        AccountTerms? account,
        IPAddress local,
        StreamId stream,
        int rtpPort
    )
    {
        _account = account;
        _equipment = equipment;
        _stream = stream;
        _sdp = new SdpSession(local, rtpPort, equipment.Codecs());
        _ourHost = equipment.Agent.LocalHostFor(peer);
    }

    public override Codec? Codec => _sdp.Chosen;

    public override IReadOnlyList<Codec> Speaks =>
        _sdp.Chosen is { } chosen
            ? [chosen, .. _sdp.CodecsOfPeer.Where(c => c != chosen)]
            : _sdp.CodecsOfPeer;

    public override StreamId Stream => _stream;

    public override bool CanHear => IsAnswered || _earlySound;

    public override ReplacedCall Name =>
        new(_session.CallId, _session.LocalTag, _session.RemoteTag);

    public override void Ring() => _session.Ring(Face(Shown));

    public override bool OpenEarlySound(Codec? prefer)
    {
        if (_earlySound || IsAnswered)
        {
            return true;
        }

        if (!_offered)
        {
            return false;
        }

        _earlySound = true;
        _session.Progress(Settle(prefer), Face(Shown));
        return true;
    }

    public override void Answer(Codec? prefer)
    {
        IsAnswered = true;
        _equipment.Legs.Changed?.Invoke();
        byte[] sdp = _offered ? Settle(prefer) : OfferWithFirst(prefer);
        _session.Answer(sdp, Face(Shown));
        HeldSince = _offered && _sdp.RemoteHold ? _equipment.Loop.Clock.GetTimestamp() : null;
    }

    public override void Reject(int status, string reason)
    {
        if (!IsReleased)
        {
            _session.Reject(status, reason.Length == 0 ? null : reason);
            Close();
        }
    }

    public override void Release()
    {
        if (!IsReleased)
        {
            _session.Hangup();
            Close();
        }
    }

    public override void Probe() => _session.Probe();

    public override void SendDigit(char digit, int milliseconds)
    {
        if (_sdp.PeerTakesEvents)
        {
            _equipment.Media.SendDigit(_stream, digit, milliseconds);
        }
        else if (_session.RemoteAllows(SipMethod.Info))
        {
            _session.SendInfo(DtmfInfoBody.RelayType, DtmfInfoBody.Relay(digit, milliseconds));
        }
    }

    protected override void SetSource(in Source source)
    {
        if (!IsReleased)
        {
            _equipment.Media.Hear(_stream, source);
        }
    }

    protected override void ShowIdentity(PartyIdentity other)
    {
        if (IsAnswered && !IsReleased && Face(other) is { } headers)
        {
            _session.ShowIdentity(headers);
        }
    }

    void IInviteSessionUser.Ringing(InviteSession session, int status, byte[]? sdp)
    {
        NoteAnswerer(session.Answerer);
        if (sdp is not null && _sdp.TryAccept(sdp, out _))
        {
            Configure();
            if (!_earlySound)
            {
                _earlySound = true;
                Owner.EarlySoundStarted(this);
            }
        }

        _equipment.Legs.Changed?.Invoke();
        if (status == 180)
        {
            Owner.Ringing(this);
        }
    }

    void IInviteSessionUser.Answered(InviteSession session, byte[]? sdp)
    {
        bool agreed = sdp is null ? _earlySound : _sdp.TryAccept(sdp, out _);
        if (!agreed)
        {
            _session.Hangup();
            Close();
            Owner.Failed(this, new LegFailure(488, "", []));
            return;
        }

        IsAnswered = true;
        NoteAnswerer(session.Answerer);
        _equipment.Legs.Changed?.Invoke();
        Configure();
        NoteHold(tell: false);
        Owner.Answered(this);
    }

    void IInviteSessionUser.Failed(
        InviteSession session,
        int status,
        string reason,
        Redirection? contacts
    )
    {
        Close();

        // That an outside server does not take our password is nothing that a telephone of ours could mend.
        bool refusesUs = Extension.Length == 0 && status is 401 or 407;
        Owner.Failed(
            this,
            new LegFailure(
                refusesUs ? 503 : status,
                refusesUs ? "" : reason,
                Extension.Length == 0 ? [] : SipFace.Users(contacts)
            )
        );
    }

    void IInviteSessionUser.Established(InviteSession session) { }

    void IInviteSessionUser.OfferArrived(InviteSession session, byte[]? sdp)
    {
        if (sdp is null)
        {
            session.AnswerOffer(OfferWithFirst(_sdp.Chosen));
        }
        else if (_sdp.TryRead(sdp, out _))
        {
            byte[] answer = _sdp.Answer(_sdp.Chosen);
            Configure();
            session.AnswerOffer(answer);
            NoteHold(tell: true);
        }
        else
        {
            session.RefuseOffer(488);
        }
    }

    void IInviteSessionUser.OfferAnswered(InviteSession session, byte[]? sdp)
    {
        if (sdp is not null && _sdp.TryAccept(sdp, out _))
        {
            Configure();
            NoteHold(tell: true);
        }
    }

    void IInviteSessionUser.OfferRefused(InviteSession session, int status) { }

    void IInviteSessionUser.Referred(InviteSession session, ReferRequest refer) =>
        Owner.TransferAsked(this, new SipTransferRequest(refer));

    void IInviteSessionUser.InfoArrived(InviteSession session, string contentType, byte[] body)
    {
        if (DtmfInfoBody.TryParse(contentType, body, out char digit, out int milliseconds))
        {
            Owner.KeyPressed(this, digit, milliseconds, DigitWay.Info);
        }
    }

    void IInviteSessionUser.Ended(InviteSession session, SessionEnd how)
    {
        Close();
        Owner.Left(this);
    }

    /// <summary>Nobody outside is told who of the house he is connected with, unless the account's settings allow it.</summary>
    private SipHeaders? Face(PartyIdentity shown) =>
        _account is null ? SipFace.Asserted(shown, _ourHost, calling: !Inbound)
        : _account.ShowsCaller ? SipFace.Asserted(shown, _account.Host, calling: !Inbound)
        : null;

    /// <summary>Of a server we believe who has answered; of a telephone only that it does not want to be shown.</summary>
    private void NoteAnswerer(in Answerer answerer)
    {
        if (answerer.IsWithheld)
        {
            Reveal(Identity with { IsWithheld = true });
        }
        else if (_account is not null && answerer.Number.Length > 0)
        {
            Reveal(new PartyIdentity(answerer.Number, answerer.Name));
        }
    }

    /// <summary>The answer to the INVITE's offer: made once, and the same in every response to it (RFC 3261 13.2.1).</summary>
    private byte[] Settle(Codec? prefer)
    {
        if (_answer is null)
        {
            _answer = _sdp.Answer(prefer);
            Configure();
        }

        return _answer;
    }

    private byte[] OfferWithFirst(Codec? prefer) =>
        _sdp.CreateOffer(
            MediaDirection.SendRecv,
            [.. _equipment.Codecs().OrderBy(c => c == prefer ? 0 : 1)]
        );

    private void Configure()
    {
        if (_sdp.Format is { } format)
        {
            // Elsewhere codes are not listened for (CALL-PARK 2.3), and where there are events there need be no tones.
            bool listen = Extension.Length > 0 && !_sdp.PeerTakesEvents;
            _equipment.Media.Configure(_stream, format with { ListenForTones = listen });
        }
    }

    /// <summary>A refresh of the hold keeps its time: the directed window is not restarted by it (CALL-PARK 3.1).</summary>
    private void NoteHold(bool tell)
    {
        if (_sdp.RemoteHold == HeldSince is not null)
        {
            return;
        }

        HeldSince = _sdp.RemoteHold ? _equipment.Loop.Clock.GetTimestamp() : null;
        _equipment.Legs.Changed?.Invoke();
        if (tell)
        {
            Owner.HoldChanged(this);
        }
    }

    private void Close()
    {
        IsReleased = true;
        _equipment.Loop.Timers.Cancel(ref KeysTimer);
        _equipment.Legs.Remove(this);
        _equipment.Media.Close(_stream);
    }
}
