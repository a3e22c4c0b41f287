using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QX200.Acceptance.Phones;

/// <summary>
/// A scripted telephone on a UDP port: it says what the test says, nothing by itself, except that it answers OPTIONS.
/// Messages that repeat word by word (retransmissions) are heard once.
/// </summary>
internal sealed class RawPhone : IAsyncDisposable
{
    private readonly Socket _socket = new(SocketType.Dgram, ProtocolType.Udp);

    // Nobody listens: what comes here is thrown away, and comes to nobody else.
    private readonly Socket _sound = new(SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _exchange;
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);

    public RawPhone(Account account, string instance = "")
    {
        Account = account;
        Port = Ports.Next();
        Instance = instance;
        Messages = new Journal<SipText>($"scripted telephone {account.Number}");
        _exchange = new IPEndPoint(IPAddress.Parse(account.Exchange), account.ExchangePort);
        _socket.Bind(new IPEndPoint(IPAddress.Parse(account.Own), Port));
        _sound.Bind(new IPEndPoint(IPAddress.Parse(account.Own), SoundPort));
        _ = Listen();
    }

    public Account Account { get; }

    public int Port { get; }

    private int SoundPort => Port + 20_000;

    /// <summary>What the telephone gives as <c>+sip.instance</c>; empty for none.</summary>
    public string Instance { get; }

    public Journal<SipText> Messages { get; }

    public string Contact =>
        $"<sip:{Account.Number}@{Account.Own}:{Port}>"
        + (Instance.Length > 0 ? $";+sip.instance=\"<{Instance}>\"" : "");

    /// <summary>The session that this telephone offers: A-law and telephone events on a port of its own.</summary>
    public string Sdp(string direction = "sendrecv", string? address = null, int version = 1) =>
        $"v=0\r\no=- {Port} {version} IN IP4 {Account.Own}\r\ns=-\r\nc=IN IP4 {address ?? Account.Own}\r\nt=0 0\r\n"
        + $"m=audio {SoundPort} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
        + $"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na={direction}\r\n";

    /// <summary>Registers with digest and waits for the 200.</summary>
    public async Task<SipText> Register(int expires = 300)
    {
        var call = new RawCall(
            this,
            Account.Uri(Account.Number),
            $"sip:{Account.Exchange}:{Account.ExchangePort}"
        );
        SipText final = await call.Ask("REGISTER", r => r.With("Expires", Text(expires)));
        return final.Status == 200
            ? final
            : throw new InvalidOperationException($"REGISTER was answered {final.StartLine}");
    }

    /// <summary>Sends INVITE, answers the challenge, and leaves what comes then to the caller.</summary>
    public async Task<RawCall> Invite(string number, Func<SipText, SipText>? more = null)
    {
        var call = new RawCall(this, Account.Uri(number), Account.Uri(number));
        await call.Invite(Sdp(), more);
        return call;
    }

    /// <summary>Waits for a call.</summary>
    public async Task<RawCall> Rings(TimeSpan? limit = null)
    {
        SipText invite = await Expect("INVITE", m => m.Method == "INVITE" && m.IsRequest, limit);
        return new RawCall(this, invite);
    }

    public Task<SipText> Expect(string what, Func<SipText, bool> match, TimeSpan? limit = null) =>
        Messages.Take(what, match, limit ?? Patience.Soon);

    /// <summary>Sends a request, and again and again until it is answered, as UDP loses datagrams (RFC 3261 17.1).</summary>
    public async Task<SipText> Ask(SipText request, Task<SipText> answer)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(500);
        do
        {
            Send(request);
            await Task.WhenAny(answer, Task.Delay(pause));
            pause *= 2;
        } while (!answer.IsCompleted);
        return await answer;
    }

    public void Send(SipText message) => SendBytes(Encoding.UTF8.GetBytes(message.ToString()));

    /// <summary>Sends a datagram as it is.</summary>
    public void SendBytes(byte[] datagram) => _socket.SendTo(datagram, _exchange);

    /// <summary>Answers a request of the exchange outside or inside a call.</summary>
    public void Reply(
        SipText request,
        int status,
        string toTag,
        Func<SipText, SipText>? more = null
    )
    {
        var reply = new SipText($"SIP/2.0 {status} {(status < 300 ? "OK" : "No")}");
        foreach (string via in request.Values("Via"))
        {
            reply.With("Via", via);
        }

        foreach (string route in request.Values("Record-Route"))
        {
            reply.With("Record-Route", route);
        }

        string to = request["To"];
        bool tagged = SipText.TagOf(to).Length > 0 || toTag.Length == 0 || status == 100;
        reply
            .With("From", request["From"])
            .With("To", tagged ? to : $"{to};tag={toTag}")
            .With("Call-ID", request.CallId)
            .With("CSeq", request["CSeq"])
            .With("Contact", Contact);
        Send(more is null ? reply : more(reply));
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _sound.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Listen()
    {
        byte[] buffer = new byte[65_536];
        while (true)
        {
            int length;
            try
            {
                length = await _socket.ReceiveAsync(buffer);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }

            string text = Encoding.UTF8.GetString(buffer, 0, length);
            if (text.Contains("\r\n\r\n", StringComparison.Ordinal) && _heard.Add(text))
            {
                Hear(SipText.Parse(text));
            }
        }
    }

    private void Hear(SipText message)
    {
        if (message is { IsRequest: true, Method: "OPTIONS" })
        {
            Reply(message, 200, "options");
        }
        else
        {
            Messages.Add(message);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
