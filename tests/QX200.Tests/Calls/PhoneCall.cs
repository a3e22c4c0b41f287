using System.Globalization;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>How a telephone spells a hold, or anything else, in its SDP.</summary>
internal sealed record Wording(
    string Direction = "sendrecv",
    string? Address = null,
    bool ForTheSession = false,
    int[]? Codecs = null
);

/// <summary>One call at a telephone, with all that was received in it.</summary>
internal sealed class PhoneCall
{
    private readonly string _localParty;
    private readonly string _localTag;
    private readonly Dictionary<int, string> _sent = [];
    private readonly Dictionary<int, int> _answers = [];
    private string _remoteParty;
    private string _remoteTarget;
    private string _invite = "";
    private string _challenge = "";
    private string _pending = "";
    private string _lastResponse = "";
    private readonly HashSet<int> _acknowledged = [];
    private readonly HashSet<int> _trying = [];
    private int _inviteStatus;
    private bool _gaveUp;
    private int _cseq;
    private int _sdpVersion;
    private string _offer = "";
    private string _more = "";
    private Wording? _inAck;

    private PhoneCall(
        Telephone phone,
        string callId,
        string localParty,
        string localTag,
        string remoteParty,
        string remoteTarget
    )
    {
        Phone = phone;
        CallId = callId;
        _localParty = localParty;
        _localTag = localTag;
        _remoteParty = remoteParty;
        _remoteTarget = remoteTarget;
        Sound = phone.NewSound();
    }

    public Telephone Phone { get; }

    public string CallId { get; }

    public PhoneSound Sound { get; }

    public bool IsOutbound { get; private init; }

    /// <summary>Every status that came to its INVITE, in order.</summary>
    public List<int> Statuses { get; } = [];

    public int Status => Statuses.Count > 0 ? Statuses[^1] : 0;

    /// <summary>Answered, and nobody has hung up.</summary>
    public bool IsUp { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>Somebody calls, and the telephone rings.</summary>
    public bool IsRinging => !IsOutbound && !IsUp && !IsOver;

    /// <summary>What ended it: <c>BYE</c> or <c>CANCEL</c> of the exchange, else empty.</summary>
    public string EndedBy { get; private set; } = "";

    /// <summary>Requests that came within the call, by method, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What became of its transfers: <c>100 Trying</c>, <c>200 OK</c>.</summary>
    public List<string> Reports { get; } = [];

    /// <summary>Digits that came as INFO.</summary>
    public string InfoDigits { get; private set; } = "";

    /// <summary>Whom the display shows.</summary>
    public string Shows { get; private set; } = "";

    /// <summary>The same on older telephones, which read Remote-Party-ID.</summary>
    public string OldDisplayShows { get; private set; } = "";

    /// <summary>All that has come in this call, as it came.</summary>
    public List<string> Texts { get; } = [];

    public string Hears => Sound.Hears;

    /// <summary>The exchange's latest SDP.</summary>
    public string RemoteSdp { get; private set; } = "";

    /// <summary>The exchange's Contact: where requests within the call go.</summary>
    public string RemoteTarget => _remoteTarget;

    /// <summary>Whom the From of the INVITE named: what a telephone shows while it rings.</summary>
    public string CallerId => SipTexts.Person(InviteHeader("From"));

    /// <summary>The dialog as Refer-To or Replaces names it to the exchange.</summary>
    public string Dialog => $"{CallId};to-tag={SipTexts.Tag(_remoteParty)};from-tag={_localTag}";

    public static PhoneCall Outbound(Telephone phone, string digits)
    {
        string uri = $"sip:{digits.Replace("#", "%23")}@{CallBench.Host}";
        string tag = phone.NewWord("f");
        return new PhoneCall(
            phone,
            phone.NewWord("call"),
            $"<sip:{(phone.CallsAs.Length > 0 ? phone.CallsAs : phone.Number)}@{CallBench.Host}>;tag={tag}",
            tag,
            $"<{uri}>",
            uri
        )
        {
            IsOutbound = true,
        };
    }

    public static PhoneCall Inbound(Telephone phone, string invite)
    {
        string tag = phone.NewWord("t");
        var call = new PhoneCall(
            phone,
            RawHost.Header(invite, "Call-ID"),
            $"{RawHost.Header(invite, "To")};tag={tag}",
            tag,
            RawHost.Header(invite, "From"),
            SipTexts.Uri(RawHost.Header(invite, "Contact"))
        )
        {
            _invite = invite,
        };
        call.Texts.Add(invite);
        call.Learn(invite);
        return call;
    }

    public string InviteHeader(string name) => RawHost.Header(_invite, name);

    /// <summary>The telephone's next description of its sound.</summary>
    public string Sdp(Wording? wording = null)
    {
        wording ??= new Wording();
        string direction = $"a={wording.Direction}\r\n";
        string[] formats =
        [
            .. (wording.Codecs ?? Phone.Codecs).Select(static c => $"{c}"),
            .. Phone.Events ? ["101"] : Array.Empty<string>(),
        ];
        return $"v=0\r\no=- 7 {++_sdpVersion} IN IP4 {Phone.Ip}\r\ns=-\r\n"
            + $"c=IN IP4 {wording.Address ?? Phone.Ip.ToString()}\r\nt=0 0\r\n"
            + (wording.ForTheSession ? direction : "")
            + $"m=audio {Sound.Port} RTP/AVP {string.Join(' ', formats)}\r\n"
            + (Phone.Events ? "a=rtpmap:101 telephone-event/8000\r\n" : "")
            + (wording.ForTheSession ? "" : direction);
    }

    /// <summary>The first INVITE.</summary>
    public void Invite(string? sdp, string more)
    {
        _offer = sdp ?? "";
        _more = more;
        SendRequest("INVITE", sdp, more);
    }

    /// <summary>The INVITE once more, with credentials.</summary>
    public void Prove()
    {
        string uri = SipTexts.Uri(_remoteParty);
        string credentials = Phone.Prove(_challenge, "INVITE", uri);
        Assert.NotEqual("", credentials);
        SendRequest("INVITE", _offer.Length > 0 ? _offer : null, credentials + _more);
        Phone.Settle();
    }

    /// <summary>What a telephone does by itself when it is called.</summary>
    public void Greet()
    {
        if (Phone.ForwardsTo.Length > 0)
        {
            Respond(302);
        }
        else if (Phone.Greets > 0)
        {
            Respond(Phone.Greets);
        }
    }

    public void Answer(Wording? wording = null) => Respond(200, sdp: Sdp(Agreed(wording)));

    /// <summary>183 with sound before the answer.</summary>
    public void Progress() => Respond(183, sdp: Sdp(Agreed(null)));

    /// <summary>Any response to the INVITE that rings.</summary>
    public void Respond(int status, string more = "", string? sdp = null)
    {
        string contact =
            status == 302 ? $"<sip:{Phone.ForwardsTo}@{CallBench.Host}>" : Phone.Contact;
        _lastResponse = SipTexts.Response(
            _invite,
            status,
            _localTag,
            $"Contact: {contact}\nAllow: {Phone.Allow}\n{more}",
            sdp
        );
        IsUp |= status is >= 200 and < 300;
        IsOver |= status >= 300;
        int invite = SipTexts.CSeq(_invite).Number;
        Phone.SendUntil(_lastResponse, () => status < 200 || _acknowledged.Contains(invite));
        Phone.Settle();
    }

    /// <summary>A re-INVITE or UPDATE that describes the sound anew. The final status.</summary>
    public int Offer(Wording wording, string method = "INVITE")
    {
        Sound.Muted = wording.Direction is "inactive" or "recvonly";
        return Ask(method, sdp: Sdp(wording));
    }

    public int Hold() => Offer(new Wording("sendonly"));

    public int Resume() => Offer(new Wording());

    /// <summary>A re-INVITE without an offer, whose ACK says what is meant.</summary>
    public int OfferInAck(Wording wording)
    {
        _inAck = wording;
        return Ask("INVITE");
    }

    /// <summary>Asks for a transfer. The final status of the REFER.</summary>
    public int Refer(string digits, PhoneCall? replaces = null)
    {
        string headers = replaces is null
            ? ""
            : $"?Replaces={Uri.EscapeDataString(replaces.Dialog)}";
        return Ask(
            "REFER",
            more: $"Refer-To: <sip:{digits}@{CallBench.Host}{headers}>\nReferred-By: <sip:{Phone.Number}@{CallBench.Host}>"
        );
    }

    /// <summary>A digit as INFO.</summary>
    public int Info(char digit, string type = "application/dtmf-relay") =>
        Ask(
            "INFO",
            sdp: type == "application/dtmf" ? $"{digit}" : $"Signal={digit}\r\nDuration=100\r\n",
            contentType: type
        );

    /// <summary>Presses keys, each for 100 ms.</summary>
    public void Press(string keys)
    {
        foreach (char key in keys)
        {
            Sound.Press(key);
        }
    }

    /// <summary>The telephone has forgotten the call without a word.</summary>
    public void Forget()
    {
        IsUp = false;
        IsOver = true;
    }

    /// <summary>Hangs up in whatever state: CANCEL, a refusal, or BYE.</summary>
    public void Hangup()
    {
        if (IsOver)
        {
            return;
        }

        if (IsUp)
        {
            IsUp = false;
            IsOver = true;
            Ask("BYE");
        }
        else if (IsOutbound)
        {
            Cancel();
        }
        else
        {
            Respond(486);
        }
    }

    /// <summary>Before anything has come from the exchange there is nothing to cancel yet (RFC 3261 9.1).</summary>
    private void Cancel()
    {
        _gaveUp = true;
        int invite = _sent.Last(s => SipTexts.Method(s.Value) == "INVITE").Key;
        if (Phone.Persists && !_trying.Contains(invite))
        {
            return;
        }

        Phone.SendUntil(
            _sent[invite]
                .Replace("INVITE sip", "CANCEL sip")
                .Replace($"CSeq: {invite} INVITE", $"CSeq: {invite} CANCEL")
                .Split("Content-Type")[0]
                .Split("Content-Length")[0] + "Content-Length: 0\r\n\r\n",
            () => IsOver
        );
        Phone.Settle();
    }

    /// <summary>A request within the call. The final status; 0 where none has come.</summary>
    public int Ask(
        string method,
        string? sdp = null,
        string more = "",
        string contentType = "application/sdp"
    )
    {
        int cseq = SendRequest(method, sdp, more, contentType);
        Phone.Settle();
        return _answers.GetValueOrDefault(cseq);
    }

    /// <summary>What the exchange has answered to the latest request of ours by now.</summary>
    public int LatestAnswer => _answers.GetValueOrDefault(_cseq);

    /// <summary>Answers the offer that the telephone has left open.</summary>
    public void AnswerPending(int status)
    {
        Phone.Send(
            SipTexts.Response(
                _pending,
                status,
                _localTag,
                $"Contact: {Phone.Contact}",
                status == 200 ? Sdp(Agreed(null)) : null
            )
        );
        Phone.Settle();
    }

    public void Take(string text)
    {
        Texts.Add(text);
        if (text.StartsWith("SIP/2.0", StringComparison.Ordinal))
        {
            TakeResponse(text);
        }
        else
        {
            TakeRequest(text);
        }
    }

    private int SendRequest(
        string method,
        string? body,
        string more,
        string contentType = "application/sdp"
    )
    {
        int number = ++_cseq;
        List<string> lines =
        [
            $"{method} {_remoteTarget} SIP/2.0",
            $"Via: SIP/2.0/UDP {Phone.Ip}:5060;rport;branch={Phone.NewWord("z9hG4bK")}",
            "Max-Forwards: 70",
            $"From: {_localParty}",
            $"To: {_remoteParty}",
            $"Call-ID: {CallId}",
            $"CSeq: {number} {method}",
            $"Contact: {Phone.Contact}",
            $"Allow: {Phone.Allow}",
        ];
        string text = SipTexts.Finish(lines, more, body, contentType);
        _sent[number] = text;
        Phone.SendUntil(text, () => _answers.ContainsKey(number) || _trying.Contains(number));
        return number;
    }

    private void TakeResponse(string text)
    {
        (int number, string method) = SipTexts.CSeq(text);
        int status = SipTexts.Status(text);
        if (method != "INVITE")
        {
            _answers[number] = method == "CANCEL" ? _answers.GetValueOrDefault(number) : status;
            return;
        }

        Learn(text);
        if (_trying.Add(number) && _gaveUp && status < 200)
        {
            Cancel();
        }

        if (status >= 200)
        {
            Acknowledge(text, number, status);
            _answers[number] = status;
        }

        // One that was doubled on its way may come when the next INVITE has been sent already.
        if (IsOutbound && !IsUp && !IsOver && number == _cseq)
        {
            TakeFirstResponse(text, status);
        }
    }

    private void TakeFirstResponse(string text, int status)
    {
        if (status == 401 && _challenge.Length == 0)
        {
            _challenge = text;
            if (_gaveUp)
            {
                IsOver = true;
            }
            else if (Phone.ProvesAtOnce)
            {
                Prove();
            }

            return;
        }

        if (status > 100 && _inviteStatus < 200)
        {
            _inviteStatus = status;
            Statuses.Add(status);
        }

        if (status is > 100 and < 300)
        {
            _remoteParty = RawHost.Header(text, "To");
            _remoteTarget = SipTexts.Uri(RawHost.Header(text, "Contact"));
        }

        IsUp = status is >= 200 and < 300;
        IsOver = status >= 300;
        if (IsUp && _gaveUp && Phone.Persists)
        {
            Hangup();
        }
    }

    private void Acknowledge(string response, int number, int status)
    {
        string invite = _sent[number];
        string to = RawHost.Header(response, "To");
        string via =
            status >= 300
                ? RawHost.Header(invite, "Via")
                : $"SIP/2.0/UDP {Phone.Ip}:5060;rport;branch={Phone.NewWord("z9hG4bK")}";
        string target =
            status >= 300
                ? invite.Split(' ')[1]
                : SipTexts.Uri(RawHost.Header(response, "Contact"));
        bool owesAnswer = status < 300 && SipTexts.Body(invite).Length == 0;
        List<string> lines =
        [
            $"ACK {target} SIP/2.0",
            $"Via: {via}",
            "Max-Forwards: 70",
            $"From: {_localParty}",
            $"To: {to}",
            $"Call-ID: {CallId}",
            $"CSeq: {number} ACK",
        ];
        string? sdp = owesAnswer ? Sdp(Agreed(_inAck)) : null;
        _inAck = null;
        Phone.Send(SipTexts.Finish(lines, "", sdp, "application/sdp"));
    }

    private void TakeRequest(string text)
    {
        string method = SipTexts.Method(text);
        if (method == "ACK")
        {
            _acknowledged.Add(SipTexts.CSeq(text).Number);
            Learn(text);
            return;
        }

        if (method == "INVITE" && !IsOutbound && SipTexts.CSeq(text) == SipTexts.CSeq(_invite))
        {
            Phone.Send(_lastResponse);
            return;
        }

        Requests.Add(method);
        switch (method)
        {
            case "INVITE" or "UPDATE" or "OPTIONS" when IsOver && Phone.Persists:
                Phone.Send(SipTexts.Response(text, 481, _localTag));
                break;
            case "INVITE" or "UPDATE":
                TakeOffer(text);
                break;
            case "CANCEL":
                Grant(text);
                EndedBy = method;
                Respond(487);
                break;
            case "BYE":
                Grant(text);
                EndedBy = method;
                IsUp = false;
                IsOver = true;
                break;
            case "NOTIFY":
                Reports.Add(SipTexts.Body(text).Trim()[8..]);
                Grant(text);
                break;
            case "INFO":
                InfoDigits += SipTexts.Body(text)[7];
                Grant(text);
                break;
            case "OPTIONS" when Phone.SignOfLife == 0:
                break;
            case "OPTIONS":
                Phone.Send(SipTexts.Response(text, Phone.SignOfLife, _localTag));
                break;
            default:
                Grant(text);
                break;
        }
    }

    private void TakeOffer(string text)
    {
        if (Phone.AgreesWith == 0)
        {
            _pending = text;
            return;
        }

        if (Phone.AgreesWith == 200)
        {
            Learn(text);
        }

        bool asked = SipTexts.Body(text).Length > 0 && Phone.AgreesWith == 200;
        Phone.Send(
            SipTexts.Response(
                text,
                Phone.AgreesWith,
                _localTag,
                $"Contact: {Phone.Contact}",
                asked ? Sdp(Agreed(null)) : null
            )
        );
    }

    private void Grant(string request) => Phone.Send(SipTexts.Response(request, 200, _localTag));

    /// <summary>Takes from a message what a telephone keeps: whom to show, and where the sound goes.</summary>
    private void Learn(string text)
    {
        string shown = SipTexts.Person(RawHost.Header(text, "P-Asserted-Identity"));
        Shows = shown.Length > 0 ? shown : Shows;
        string remote = RawHost.Header(text, "Remote-Party-ID");
        OldDisplayShows = remote.Length > 0 ? SipTexts.Person(remote) : OldDisplayShows;
        string sdp = SipTexts.Body(text);
        if (!sdp.StartsWith("v=0", StringComparison.Ordinal))
        {
            return;
        }

        RemoteSdp = sdp;
        string[] media = MediaLine(sdp);
        Sound.Remote = int.Parse(media[1], CultureInfo.InvariantCulture);
        int codec = media[3..]
            .Select(static f => int.Parse(f, CultureInfo.InvariantCulture))
            .FirstOrDefault(Phone.Codecs.Contains, Phone.Codecs[0]);
        Sound.Payload = (byte)codec;
    }

    /// <summary>The wording, with only such codecs as the exchange has named too.</summary>
    private Wording Agreed(Wording? wording)
    {
        wording ??= new Wording();
        if (RemoteSdp.Length == 0 || wording.Codecs is not null)
        {
            return wording;
        }

        string[] named = MediaLine(RemoteSdp)[3..];
        return wording with
        {
            Codecs = [.. Phone.Codecs.Where(c => named.Contains($"{c}")).Take(1)],
        };
    }

    private static string[] MediaLine(string sdp) =>
        sdp.Split("\r\n").First(l => l.StartsWith("m=audio", StringComparison.Ordinal)).Split(' ');
}
