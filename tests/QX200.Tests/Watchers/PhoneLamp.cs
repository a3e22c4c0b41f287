using System.Globalization;
using QX200.Tests.Calls;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>A lamp key of a telephone: its subscription to an extension, with every NOTIFY that came.</summary>
internal sealed class PhoneLamp
{
    private Telephone _phone;
    private readonly string _uri;
    private readonly string _localTag;
    private readonly string _more;
    private string _remoteParty;
    private string _target;
    private string _challenge = "";
    private int _cseq;
    private int _other;
    private long _highest = -1;

    /// <param name="uri">What is subscribed.</param>
    /// <param name="more">Further header lines of each SUBSCRIBE.</param>
    public PhoneLamp(Telephone phone, string uri, string more)
    {
        _phone = phone;
        _uri = uri;
        _target = uri;
        _more = more;
        _remoteParty = $"<{uri}>";
        _localTag = phone.NewWord("w");
        CallId = phone.NewWord("watch");
    }

    public string CallId { get; }

    /// <summary>The final status of the latest SUBSCRIBE.</summary>
    public int Status { get; private set; }

    /// <summary>The latest response to a SUBSCRIBE.</summary>
    public string Response { get; private set; } = "";

    /// <summary>What is answered to a NOTIFY; 0: nothing.</summary>
    public int Grants { get; set; } = 200;

    /// <summary>Further header lines of that answer.</summary>
    public string GrantsWith { get; set; } = "";

    /// <summary>Every NOTIFY, repeated ones once.</summary>
    public List<string> Notifies { get; } = [];

    /// <summary>How often a NOTIFY came that had come before.</summary>
    public int Repeats { get; private set; }

    public string Latest => Notifies[^1];

    public DialogDocument State => DialogDocument.Read(SipTexts.Body(Latest));

    /// <summary>What the lamp shows: each dialog in words, or nothing.</summary>
    public string Shows => string.Join(", ", State.Dialogs);

    /// <summary>What every NOTIFY has shown, in order.</summary>
    public string[] History =>
        [.. Notifies.Select(n => string.Join(", ", DialogDocument.Read(SipTexts.Body(n)).Dialogs))];

    public string SubscriptionState => RawHost.Header(Latest, "Subscription-State");

    public bool IsOn =>
        Status == 200
        && Notifies.Count > 0
        && SubscriptionState.StartsWith("active", StringComparison.Ordinal);

    /// <summary>The exchange has started anew; the telephone, which is this one there, knows nothing of that.</summary>
    public void GoesOnAt(Telephone phone)
    {
        _phone = phone;
        phone.Join(this);
    }

    /// <summary>SUBSCRIBE, and again with credentials where it is challenged.</summary>
    /// <param name="expires">Null: no Expires header.</param>
    public PhoneLamp Subscribe(int? expires = 3600)
    {
        Send(expires, credentials: "");
        if (Status == 401)
        {
            string credentials = _phone.Prove(_challenge, "SUBSCRIBE", _target);
            Assert.NotEqual("", credentials);
            Send(expires, credentials);
        }

        return this;
    }

    /// <summary>Ends the subscription.</summary>
    public void Unsubscribe() => Subscribe(expires: 0);

    /// <summary>Another request in the dialog. Its final status.</summary>
    public int Ask(string method)
    {
        List<string> lines = Head(method);
        lines.Add($"Contact: {_phone.Contact}");
        _other = 0;
        _phone.Send(SipTexts.Finish(lines, "", body: null, ""));
        _phone.Settle();
        return _other;
    }

    public void Take(string text)
    {
        if (text.StartsWith("SIP/2.0", StringComparison.Ordinal))
        {
            TakeResponse(text);
        }
        else
        {
            TakeNotify(text);
        }
    }

    private void Send(int? expires, string credentials)
    {
        List<string> lines = Head("SUBSCRIBE");
        AddUnlessGiven(lines, "Contact", _phone.Contact);
        AddUnlessGiven(lines, "Event", "dialog");
        if (expires is { } seconds)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Expires: {seconds}"));
        }

        Status = 0;
        _phone.Send(SipTexts.Finish(lines, credentials + _more, body: null, ""));
        _phone.Settle();
    }

    private List<string> Head(string method) =>
        [
            $"{method} {_target} SIP/2.0",
            $"Via: SIP/2.0/UDP {_phone.Ip}:5060;rport;branch={_phone.NewWord("z9hG4bK")}",
            "Max-Forwards: 70",
            $"From: <sip:{_phone.Number}@{CallBench.Host}>;tag={_localTag}",
            $"To: {_remoteParty}",
            $"Call-ID: {CallId}",
            $"CSeq: {++_cseq} {method}",
        ];

    private void AddUnlessGiven(List<string> lines, string name, string value)
    {
        if (!_more.Contains($"{name}:", StringComparison.Ordinal))
        {
            lines.Add($"{name}: {value}");
        }
    }

    private void TakeResponse(string text)
    {
        if (SipTexts.CSeq(text).Number != _cseq || SipTexts.Status(text) < 200)
        {
            return;
        }

        if (SipTexts.CSeq(text).Method != "SUBSCRIBE")
        {
            _other = SipTexts.Status(text);
            return;
        }

        Response = text;
        Status = SipTexts.Status(text);
        _challenge = text;
        if (Status is >= 200 and < 300)
        {
            _remoteParty = RawHost.Header(text, "To");
            _target = SipTexts.Uri(RawHost.Header(text, "Contact"));
        }
    }

    private void TakeNotify(string text)
    {
        Assert.StartsWith("NOTIFY ", text);
        int number = SipTexts.CSeq(text).Number;
        if (Notifies.Exists(n => SipTexts.CSeq(n).Number > number))
        {
            // A later one has overtaken it (RFC 3261 12.2.2).
            _phone.Send(SipTexts.Response(text, 500, _localTag));
            return;
        }

        if (Notifies.Exists(n => SipTexts.CSeq(n) == SipTexts.CSeq(text)))
        {
            Repeats++;
        }
        else
        {
            // A telephone that keeps to RFC 4235 4.3 is lost if a version is one that it had.
            uint version = DialogDocument.Read(SipTexts.Body(text)).Version;
            Assert.True(version > _highest, $"version {version} after {_highest}");
            _highest = version;
            Notifies.Add(text);
        }

        if (Grants > 0)
        {
            _phone.Send(SipTexts.Response(text, Grants, _localTag, GrantsWith));
        }
    }
}
