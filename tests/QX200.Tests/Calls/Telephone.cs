using System.Net;
using System.Text;
using QX200.Runtime;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transport;
using QX200.Tests.Media.Engine;
using QX200.Tests.Sip;
using QX200.Tests.Sip.Messages;
using QX200.Tests.Watchers;

namespace QX200.Tests.Calls;

/// <summary>
/// A telephone that speaks SIP texts of its own: it registers, calls, answers and keeps what it received. What it does
/// by itself (180, 200 to what a telephone grants, ACK, digest) can be switched off by a test.
/// </summary>
internal sealed class Telephone : ISipArrivals
{
    /// <summary>Timer T1, and where a telephone gives up.</summary>
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRepeat = TimeSpan.FromSeconds(16);

    private readonly CallBench _bench;
    private readonly MemoryTransport _wire;
    private readonly Dictionary<string, PhoneCall> _byCallId = [];
    private readonly string _registration;
    private int _registrations;
    private string _answer = "";
    private int _lastWord;
    private DigestClient? _digest;

    public Telephone(CallBench bench, string number, string address)
    {
        _bench = bench;
        Number = number;
        Secret = $"s{number}";
        Ip = IPAddress.Parse(address);
        _registration = $"register-{address}";
        var loop = new SignalLoop(bench.Network.Clock, new Rethrow());
        _wire = bench.Network.Join(loop, $"{address}:5060");
        _wire.Start(this);
    }

    public string Number { get; }

    public string Secret { get; set; }

    /// <summary>The user part of its From, where that is not its number.</summary>
    public string CallsAs { get; set; } = "";

    public IPAddress Ip { get; }

    /// <summary>Payload numbers, most wanted first: 0 is PCMU, 8 PCMA, 9 G.722.</summary>
    public int[] Codecs { get; set; } = [8];

    /// <summary>Whether it knows telephone-events.</summary>
    public bool Events { get; set; } = true;

    public string Allow { get; set; } =
        "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REFER, NOTIFY, UPDATE";

    /// <summary>The <c>+sip.instance</c> that it registers with; none where empty.</summary>
    public string Instance { get; set; } = "";

    /// <summary>What it answers a call with by itself: 180 rings, 0 is dead silence, 486 busy.</summary>
    public int Greets { get; set; } = 180;

    /// <summary>The number to which it forwards every call by 302; empty: it rings.</summary>
    public string ForwardsTo { get; set; } = "";

    /// <summary>What it answers a re-INVITE or UPDATE with by itself; 0: the test does.</summary>
    public int AgreesWith { get; set; } = 200;

    /// <summary>It has lost its power: nothing is heard of it any more.</summary>
    public bool IsDead { get; set; }

    /// <summary>
    /// Whether it sends again what nobody confirms (RFC 3261 17). In tests that lose nothing it would only be noise.
    /// </summary>
    public bool Persists { get; set; }

    /// <summary>What it answers to OPTIONS; 0: nothing.</summary>
    public int SignOfLife { get; set; } = 200;

    /// <summary>Whether it answers a challenge of its INVITE at once; else <see cref="PhoneCall.Prove"/> does.</summary>
    public bool ProvesAtOnce { get; set; } = true;

    /// <summary>Where a box is registered that takes this telephone for its SIP server: user and host; empty where none is.</summary>
    public string Registered { get; private set; } = "";

    public List<PhoneCall> Calls { get; } = [];

    /// <summary>Its lamp keys.</summary>
    public List<PhoneLamp> Lamps { get; } = [];

    public PhoneCall Latest =>
        Calls.Count > 0
            ? Calls[^1]
            : throw new InvalidOperationException($"{Number} has had no call");

    /// <summary>Whether somebody calls at this moment.</summary>
    public bool IsRinging => Calls.Any(static c => c.IsRinging);

    public string Contact => $"<sip:{Number}@{Ip}:5060>";

    public CallBench Bench => _bench;

    /// <summary>Registers with digest. The last status.</summary>
    public int Register(int expires = 3600)
    {
        int status = SendRegister(expires, "");
        var client = new DigestClient(Number, Secret);
        return status == 401 && client.TryTake(Wire.Read(_answer), hadCredentials: false)
            ? SendRegister(expires, Credentials(client, "REGISTER", $"sip:{CallBench.Host}"))
            : status;
    }

    /// <summary>Dials.</summary>
    /// <param name="offers">Whether the INVITE carries an offer.</param>
    public PhoneCall Call(string digits, string more = "", bool offers = true, string? sdp = null)
    {
        PhoneCall call = PhoneCall.Outbound(this, digits);
        Calls.Add(call);
        _byCallId.Add(call.CallId, call);
        call.Invite(offers ? sdp ?? call.Sdp() : null, more);
        Settle();
        return call;
    }

    /// <summary>Subscribes to an extension's lamp.</summary>
    /// <param name="more">Further header lines of the SUBSCRIBE.</param>
    public PhoneLamp Watch(string number, string more = "", int? expires = 3600)
    {
        PhoneLamp lamp = Lamp(number, more);
        lamp.Subscribe(expires);
        return lamp;
    }

    /// <summary>A lamp key that has not subscribed yet.</summary>
    public PhoneLamp Lamp(string number, string more = "") =>
        Join(new PhoneLamp(this, $"sip:{number}@{CallBench.Host}", more));

    public PhoneLamp Join(PhoneLamp lamp)
    {
        Lamps.Add(lamp);
        return lamp;
    }

    public PhoneSound NewSound() =>
        new(
            _bench,
            this,
            4000 + (2 * Calls.Count),
            (byte)(Sounds.FirstMark + (16 * (Ip.GetAddressBytes()[3] - 10)) + Calls.Count)
        );

    public string NewWord(string kind) => $"{kind}-{Ip}-{++_lastWord}";

    public void Settle() => _bench.Settle();

    public void Send(string text)
    {
        if (!IsDead)
        {
            _wire.TrySend(_bench.Udp, Encoding.UTF8.GetBytes(text), out _);
        }
    }

    /// <summary>Sends, and sends again until <paramref name="isOver"/> says that it has been confirmed.</summary>
    public void SendUntil(string text, Func<bool> isOver)
    {
        Send(text);
        if (Persists)
        {
            Repeat(text, isOver, FirstRepeat);
        }
    }

    /// <summary>The power is back: it knows nothing of any call, and registers.</summary>
    public void Restart()
    {
        IsDead = false;
        foreach (PhoneCall call in Calls)
        {
            call.Forget();
        }

        _byCallId.Clear();
        Lamps.Clear();
        Register();
    }

    /// <summary>Credentials for a challenge of the exchange; empty where it takes none from this telephone.</summary>
    public string Prove(string challenge, string method, string uri)
    {
        _digest = new DigestClient(Number, Secret);
        return _digest.TryTake(Wire.Read(challenge), hadCredentials: false)
            ? Credentials(_digest, method, uri)
            : "";
    }

    public void TakeSound(Sent sent)
    {
        if (sent.To.Address.Equals(Ip))
        {
            Calls.Find(c => !c.IsOver && c.Sound.Port == sent.To.Port)?.Sound.Take(sent);
        }
    }

    void ISipArrivals.MessageArrived(ReadOnlySpan<byte> message, in SipPeer source)
    {
        if (IsDead)
        {
            return;
        }

        string text = Encoding.UTF8.GetString(message);
        string callId = RawHost.Header(text, "Call-ID");
        if (callId == _registration)
        {
            _answer = text;
        }
        else if (_byCallId.TryGetValue(callId, out PhoneCall? call))
        {
            call.Take(text);
        }
        else if (Lamps.Find(l => l.CallId == callId) is { } lamp)
        {
            lamp.Take(text);
        }
        else if (
            text.StartsWith("INVITE ", StringComparison.Ordinal)
            && SipTexts.Tag(RawHost.Header(text, "To")).Length == 0
        )
        {
            call = PhoneCall.Inbound(this, text);
            Calls.Add(call);
            _byCallId.Add(callId, call);
            call.Greet();
        }
        else if (text.StartsWith("REGISTER ", StringComparison.Ordinal))
        {
            bool leaves = RawHost.Header(text, "Expires") == "0";
            string contact = RawHost.Header(text, "Contact");
            Registered = leaves ? "" : SipTexts.Uri(contact)[4..];
            Send(
                SipTexts.Response(
                    text,
                    200,
                    tag: "r",
                    leaves ? "" : $"Contact: {contact};expires=600"
                )
            );
        }
        else if (!text.StartsWith("SIP/2.0", StringComparison.Ordinal))
        {
            Send(SipTexts.Response(text, 481, tag: "none"));
        }
    }

    void ISipArrivals.ConnectionClosed(int connection, bool wasOpen) { }

    private void Repeat(string text, Func<bool> isOver, TimeSpan after) =>
        _wire.Loop.Timers.Schedule(
            after,
            _ =>
            {
                if (!IsDead && !isOver() && after < LastRepeat)
                {
                    Send(text);
                    Repeat(text, isOver, 2 * after);
                }
            },
            null
        );

    private int SendRegister(int expires, string credentials)
    {
        string instance = Instance.Length > 0 ? $";+sip.instance=\"<{Instance}>\"" : "";
        string[] lines =
        [
            $"REGISTER sip:{CallBench.Host} SIP/2.0",
            $"Via: SIP/2.0/UDP {Ip}:5060;rport;branch={NewWord("z9hG4bK")}",
            $"From: <sip:{Number}@{CallBench.Host}>;tag=r",
            $"To: <sip:{Number}@{CallBench.Host}>",
            $"Call-ID: {_registration}",
            $"CSeq: {++_registrations} REGISTER",
            $"Contact: {Contact}{instance};expires={expires}",
            .. credentials.Split("\r\n", StringSplitOptions.RemoveEmptyEntries),
            "Content-Length: 0",
        ];
        Send(string.Join("\r\n", lines) + "\r\n\r\n");
        Settle();
        return _answer.Length == 0 ? 0 : SipTexts.Status(_answer);
    }

    private static string Credentials(DigestClient client, string method, string uri)
    {
        var writer = new SipWriter(new byte[2048]);
        client.WriteCredentials(
            ref writer,
            Encoding.ASCII.GetBytes(method),
            Encoding.ASCII.GetBytes(uri)
        );
        return writer.Written.Text();
    }
}
