using System.Globalization;

namespace QX200.Acceptance.Phones;

/// <summary>One dialog of a scripted telephone, started by it or by the exchange.</summary>
internal sealed class RawCall
{
    private readonly RawPhone _phone;
    private readonly string _local;
    private string _remote;
    private string _target;
    private string[] _route = [];
    private int _sequence;
    private SipText? _invite;
    private string? _authorization;

    /// <summary>A call that this telephone starts: to whom, and where the request goes.</summary>
    public RawCall(RawPhone phone, string to, string target)
    {
        _phone = phone;
        _local = $"<{phone.Account.Uri(phone.Account.Number)}>;tag={Token()}";
        _remote = $"<{to}>";
        _target = target;
        CallId = Token();
    }

    /// <summary>A call that came in.</summary>
    public RawCall(RawPhone phone, SipText invite)
    {
        _phone = phone;
        _invite = invite;
        _local = $"{invite["To"]};tag={Token()}";
        _remote = invite["From"];
        _target = SipText.UriOf(invite["Contact"]);
        _route = [.. invite.Values("Record-Route")];
        CallId = invite.CallId;
    }

    public string CallId { get; }

    /// <summary>The INVITE that began it, as last sent or as it came.</summary>
    public SipText Invitation => _invite!;

    public string LocalTag => SipText.TagOf(_local);

    public string RemoteTag => SipText.TagOf(_remote);

    /// <summary>Sends INVITE (or a re-INVITE) with a session, and answers a challenge.</summary>
    public async Task Invite(string sdp, Func<SipText, SipText>? more = null)
    {
        SipText Session(SipText r) => (more?.Invoke(r) ?? r).WithBody("application/sdp", sdp);
        _invite = Session(Request("INVITE"));
        SipText first = await _phone.Ask(_invite, Answer("answer to INVITE", static _ => true));
        if (first.Status is 100)
        {
            first = await Answer("answer to INVITE", r => r.Status > 100);
        }

        if (first.Status is not (401 or 407))
        {
            _phone.Messages.Add(first);
            return;
        }

        Ack(first);
        _authorization = Authorization(first, "INVITE");
        _invite = Session(Request("INVITE"));
        _phone.Send(_invite);
    }

    /// <summary>Waits for a response to the last INVITE with this status.</summary>
    public async Task<SipText> Response(int status, TimeSpan? limit = null)
    {
        SipText response = await Answer($"{status}", r => r.Status == status, limit);
        Learn(response);
        return response;
    }

    /// <summary>Waits for the final response to the last INVITE and acknowledges it.</summary>
    public async Task<SipText> Final(TimeSpan? limit = null)
    {
        SipText response = await Answer("final response", r => r.Status >= 200, limit);
        Learn(response);
        Ack(response);
        return response;
    }

    /// <summary>Acknowledges a final response to the INVITE; a refusal within the transaction, RFC 3261 17.1.1.3.</summary>
    public void Ack(SipText response)
    {
        SipText ack;
        if (response.Status >= 300)
        {
            ack = new SipText($"ACK {_invite!.RequestUri} SIP/2.0").With("Via", _invite["Via"]);
        }
        else
        {
            Learn(response);
            ack = new SipText($"ACK {_target} SIP/2.0").With("Via", Via());
            AddRoute(ack);
        }

        string number = _invite!["CSeq"].Split(' ')[0];
        ack.With("Max-Forwards", "70")
            .With("From", _local)
            .With("To", response["To"])
            .With("Call-ID", CallId)
            .With("CSeq", $"{number} ACK");
        _phone.Send(ack);
    }

    /// <summary>Sends CANCEL for the last INVITE; its own 200 is not waited for.</summary>
    public void Cancel()
    {
        string number = _invite!["CSeq"].Split(' ')[0];
        _phone.Send(
            new SipText($"CANCEL {_invite.RequestUri} SIP/2.0")
                .With("Via", _invite["Via"])
                .With("Max-Forwards", "70")
                .With("From", _invite["From"])
                .With("To", _invite["To"])
                .With("Call-ID", CallId)
                .With("CSeq", $"{number} CANCEL")
        );
    }

    /// <summary>Sends a request other than INVITE within the call, answers a challenge, and waits for the final response.</summary>
    public async Task<SipText> Ask(string method, Func<SipText, SipText>? more = null)
    {
        for (int attempt = 0; ; attempt++)
        {
            SipText request = Request(method);
            string sequence = request["CSeq"];
            Task<SipText> answer = _phone.Expect(
                $"answer to {method}",
                m => m.Status >= 200 && m.CallId == CallId && m["CSeq"] == sequence
            );
            SipText final = await _phone.Ask(more?.Invoke(request) ?? request, answer);
            if (final.Status is not (401 or 407) || attempt > 0)
            {
                return final;
            }

            _authorization = Authorization(final, method);
        }
    }

    public Task<SipText> Bye() => Ask("BYE");

    /// <summary>Asks for a blind transfer.</summary>
    public Task<SipText> Refer(string number) =>
        Ask(
            "REFER",
            r =>
                r.With("Refer-To", $"<{_phone.Account.Uri(number)}>")
                    .With("Referred-By", $"<{_phone.Account.Uri(_phone.Account.Number)}>")
        );

    /// <summary>Refers the other end to a number, and waits until that has come about and this call is over.</summary>
    public async Task TransferTo(string number)
    {
        SipText answer = await Refer(number);
        if (answer.Status != 202)
        {
            throw new InvalidOperationException($"REFER was answered {answer.StartLine}");
        }

        SipText notice;
        do
        {
            notice = await Grant("NOTIFY");
        } while (!notice.Body.Contains("200", StringComparison.Ordinal));

        await Ended();
    }

    /// <summary>Presses a key by INFO.</summary>
    public Task<SipText> Info(char key) =>
        Ask("INFO", r => r.WithBody("application/dtmf-relay", $"Signal={key}\r\nDuration=160\r\n"));

    /// <summary>Sends a re-INVITE and acknowledges its answer.</summary>
    public async Task<SipText> Reinvite(string sdp)
    {
        _invite = Request("INVITE").WithBody("application/sdp", sdp);
        _phone.Send(_invite);
        return await Final();
    }

    /// <summary>Answers the INVITE that came, with this status.</summary>
    public void Reply(int status, string? sdp = null, Func<SipText, SipText>? more = null) =>
        _phone.Reply(
            _invite!,
            status,
            LocalTag,
            reply =>
            {
                SipText said = more?.Invoke(reply) ?? reply;
                return sdp is null ? said : said.WithBody("application/sdp", sdp);
            }
        );

    /// <summary>Answers the call with 200 and a session, and waits for the ACK.</summary>
    public async Task PickUp(string? sdp = null)
    {
        Reply(200, sdp ?? _phone.Sdp());
        await Request("ACK", Patience.Soon);
    }

    /// <summary>Waits for a request of the exchange within this call.</summary>
    public Task<SipText> Request(string method, TimeSpan? limit) =>
        _phone.Expect(
            $"{method} in the call",
            m => m.IsRequest && m.Method == method && m.CallId == CallId,
            limit
        );

    /// <summary>Waits for a request of the exchange within this call and answers 200.</summary>
    public async Task<SipText> Grant(string method, TimeSpan? limit = null)
    {
        SipText request = await Request(method, limit);
        _phone.Reply(
            request,
            200,
            LocalTag,
            r => method == "INVITE" ? r.WithBody("application/sdp", _phone.Sdp()) : r
        );
        return request;
    }

    /// <summary>Waits for the exchange to end the call.</summary>
    public Task<SipText> Ended(TimeSpan? limit = null) => Grant("BYE", limit);

    private Task<SipText> Answer(string what, Func<SipText, bool> match, TimeSpan? limit = null)
    {
        string sequence = _invite!["CSeq"];
        return _phone.Expect(
            what,
            m => !m.IsRequest && m.CallId == CallId && m["CSeq"] == sequence && match(m),
            limit
        );
    }

    private SipText Request(string method)
    {
        _sequence++;
        SipText request = new SipText($"{method} {_target} SIP/2.0").With("Via", Via());
        AddRoute(request);
        request
            .With("Max-Forwards", "70")
            .With("From", _local)
            .With("To", _remote)
            .With("Call-ID", CallId)
            .With("CSeq", string.Create(CultureInfo.InvariantCulture, $"{_sequence} {method}"))
            .With("Contact", _phone.Contact)
            .With("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY")
            .With("Supported", "replaces");
        if (_authorization is not null)
        {
            request.With("Authorization", _authorization);
            _authorization = null;
        }

        return request;
    }

    private void AddRoute(SipText request)
    {
        foreach (string route in _route)
        {
            request.With("Route", route);
        }
    }

    /// <summary>Takes up what a response says of the other end of the dialog.</summary>
    public void Learn(SipText response)
    {
        if (response.Status is > 100 and < 300)
        {
            _remote = response["To"];
            if (response["Contact"].Length > 0)
            {
                _target = SipText.UriOf(response["Contact"]);
            }

            _route = [.. response.Values("Record-Route").Reverse()];
        }
    }

    private string Authorization(SipText challenge, string method)
    {
        string asked = challenge[
            challenge.Status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate"
        ];
        return DigestAnswer.To(asked, _phone.Account, method, _target);
    }

    private string Via() =>
        $"SIP/2.0/UDP {_phone.Account.Own}:{_phone.Port};branch=z9hG4bK{Token()};rport";

    private static string Token() => Guid.NewGuid().ToString("N");
}
