using System.Text;
using BenchmarkDotNet.Attributes;
using QX200.Sip.Messages;

namespace QX200.Benchmarks;

/// <summary>
/// Parsing an INVITE of 850 bytes. The floor is what no parser can do without: copy the bytes and find the line
/// ends. Aim: above 1,000,000 parses a second on one core, 0 bytes allocated.
/// </summary>
[MemoryDiagnoser]
public class SipMessageBenchmarks
{
    private readonly byte[] _invite = Encoding.ASCII.GetBytes(Invite());
    private readonly byte[] _room = new byte[2048];
    private readonly SipMessage _message = new();

    [GlobalSetup]
    public void Check()
    {
        SipRejection rejection = SipMessage.Parse(_invite, _message);
        if (_invite.Length != 850 || rejection != SipRejection.None)
        {
            throw new InvalidOperationException($"{_invite.Length} bytes, {rejection}");
        }
    }

    [Benchmark(Baseline = true)]
    public int CopyAndFindLineEnds()
    {
        _invite.CopyTo(_room.AsSpan());
        ReadOnlySpan<byte> rest = _room.AsSpan(0, _invite.Length);
        int lines = 0;
        for (int at = rest.IndexOf((byte)'\n'); at >= 0; at = rest.IndexOf((byte)'\n'))
        {
            rest = rest[(at + 1)..];
            lines++;
        }

        return lines;
    }

    [Benchmark]
    public int Parse() => (int)SipMessage.Parse(_invite, _message);

    [Benchmark]
    public int ParseAndReadWhatACallNeeds()
    {
        int sum = (int)SipMessage.Parse(_invite, _message);
        sum += SipUri.TryParse(_message.RequestUri, out SipUri uri) ? uri.User.Length : 0;
        sum += NameAddress.TryParse(_message[HeaderName.From], out NameAddress from)
            ? from.DisplayName.Length
            : 0;
        sum += ContactHeader.TryParse(_message[HeaderName.Contact], out ContactHeader contact)
            ? contact.Address.Uri.Length
            : 0;
        sum += _message.HasToken(HeaderName.Supported, "timer"u8) ? 1 : 0;
        return sum + _message.TopBranch.Length + _message.Body.Length;
    }

    [Benchmark]
    public int WriteTheRinging()
    {
        var writer = new SipWriter(_room);
        writer.Status(180);
        writer.CopyHeader(_message, HeaderName.Via);
        writer.CopyHeader(_message, HeaderName.From);
        writer.OpenHeader(HeaderName.To);
        writer.Append(_message[HeaderName.To]);
        writer.Append(";tag=1a2b3c4d"u8);
        writer.CloseHeader();
        writer.CopyHeader(_message, HeaderName.CallId);
        writer.CopyHeader(_message, HeaderName.CSeq);
        writer.End();
        return writer.Length;
    }

    private static string Invite()
    {
        const string Sdp =
            "v=0\r\no=- 20518 0 IN IP4 192.0.2.21\r\ns=-\r\nc=IN IP4 192.0.2.21\r\nt=0 0\r\n"
            + "m=audio 54400 RTP/AVP 9 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
            + "a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";
        string headers =
            "INVITE sip:102@192.0.2.10 SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 192.0.2.21:5062;branch=z9hG4bK-524287-1---8bd0a6c3b2f1e4d5;rport\r\n"
            + "Max-Forwards: 70\r\n"
            + "Contact: <sip:101@192.0.2.21:5062;transport=udp>\r\n"
            + "To: <sip:102@192.0.2.10>\r\n"
            + "From: \"Ann Lee\" <sip:101@192.0.2.10>;tag=c2f1a76b\r\n"
            + "Call-ID: MzYyODA4NjU5YzZhNGYxMDlkOTM1ZWI3@192.0.2.21\r\n"
            + "CSeq: 1 INVITE\r\n"
            + "Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, REFER, OPTIONS, UPDATE, INFO\r\n"
            + "Supported: replaces, timer\r\n"
            + "Content-Type: application/sdp\r\n"
            + "Session-Expires: 1800\r\n"
            + $"Content-Length: {Sdp.Length}\r\n";
        const int Agent = 14;
        int fill = 850 - Agent - headers.Length - 2 - Sdp.Length;
        return headers + "User-Agent: " + new string('x', fill) + "\r\n\r\n" + Sdp;
    }
}
