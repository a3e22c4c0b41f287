using System.Text;
using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

/// <summary>Short ways from text to messages and back.</summary>
internal static class Wire
{
    public const string Invite =
        "INVITE sip:102@192.0.2.10:5060;transport=udp SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 192.0.2.21:5062;branch=z9hG4bK-524287-1;rport\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: \"Ann Lee\" <sip:101@192.0.2.10>;tag=a73kszlfl\r\n"
        + "To: <sip:102@192.0.2.10>\r\n"
        + "Call-ID: 1j9FpLxk3uxtm8tn@192.0.2.21\r\n"
        + "CSeq: 7 INVITE\r\n"
        + "Contact: <sip:101@192.0.2.21:5062>\r\n"
        + "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REFER, NOTIFY, UPDATE, INFO\r\n"
        + "Supported: replaces, timer\r\n"
        + "User-Agent: Desk 1.0\r\n"
        + "Content-Type: application/sdp\r\n"
        + "Content-Length: 4\r\n"
        + "\r\n"
        + "v=0\n";

    public static byte[] Bytes(this string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(this ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static SipMessage Read(string text, SipRejection expected = SipRejection.None) =>
        Read(text.Bytes(), expected);

    public static SipMessage Read(
        ReadOnlySpan<byte> bytes,
        SipRejection expected = SipRejection.None
    )
    {
        var message = new SipMessage();
        Assert.Equal(expected, SipMessage.Parse(bytes, message));
        return message;
    }

    public static List<string> AllOf(this SipMessage message, HeaderName name)
    {
        var values = new List<string>();
        foreach (ReadOnlySpan<byte> value in message.Values(name))
        {
            values.Add(value.Text());
        }

        return values;
    }
}
