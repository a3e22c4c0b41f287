using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class SipWriterTests
{
    [Fact]
    public void A_request_is_written_as_it_is_told()
    {
        var writer = new SipWriter(new byte[1000]);
        writer.Request(SipMethod.Refer, "sip:a@h"u8);
        writer.OpenHeader(HeaderName.From);
        writer.AppendQuoted("Ann \"A\" \\ Lee");
        writer.Append(" <sip:"u8);
        writer.AppendUser("a b@ü");
        writer.Append("@h>;tag="u8);
        writer.Append(7);
        writer.CloseHeader();
        writer.OpenHeader(HeaderName.ReferTo);
        writer.Append("<sip:b@h?Replaces="u8);
        writer.AppendEscapedHeader("id@h;to-tag=1"u8);
        writer.Append(">"u8);
        writer.CloseHeader();
        writer.Header("X-Own", "1");
        writer.Header(HeaderName.Expires, 60);
        writer.End();

        Assert.False(writer.Overflowed);
        Assert.Equal(
            "REFER sip:a@h SIP/2.0\r\n"
                + "From: \"Ann \\\"A\\\" \\\\ Lee\" <sip:a%20b%40%C3%BC@h>;tag=7\r\n"
                + "Refer-To: <sip:b@h?Replaces=id%40h%3Bto-tag%3D1>\r\n"
                + "X-Own: 1\r\nExpires: 60\r\nContent-Length: 0\r\n\r\n",
            writer.Written.Text()
        );
    }

    [Fact]
    public void No_value_can_forge_a_header()
    {
        var writer = new SipWriter(new byte[1000]);
        writer.Request("BYE"u8, "sip:a\r\nX: 1"u8);
        writer.Status(200, "OK\r\nX: 2");
        writer.Header(HeaderName.Subject, "a\nX: 3");
        writer.Header("X-Own"u8, "a\rX: 4"u8);
        writer.OpenHeader(HeaderName.From);
        writer.AppendQuoted("a\r\nX: 5");
        writer.AppendUser("a\r\nX: 6");
        writer.CloseHeader();
        Assert.Equal(5, writer.Written.Count((byte)'\n'));
        Assert.Equal(5, writer.Written.Count((byte)'\r'));
    }

    [Fact]
    public void Whatever_the_room_it_overflows_without_harm()
    {
        byte[] whole = new byte[1000];
        int length = WriteAll(whole, out bool overflowed);
        Assert.False(overflowed);
        for (int room = 0; room < length; room++)
        {
            Assert.True(WriteAll(new byte[room], out overflowed) <= room);
            Assert.True(overflowed);
        }

        Assert.Equal(length, WriteAll(new byte[length], out overflowed));
        Assert.False(overflowed);
    }

    [Fact]
    public void All_fields_of_a_name_are_copied_in_order()
    {
        SipMessage message = Wire.Read(
            Wire.Invite.Replace(
                "Max-Forwards",
                "Via: SIP/2.0/UDP a, SIP/2.0/UDP b\r\nv: SIP/2.0/UDP c\r\nMax-Forwards"
            )
        );
        var writer = new SipWriter(new byte[1000]);
        writer.CopyHeader(message, HeaderName.Via);
        writer.CopyHeader(message, HeaderName.Route);
        Assert.Equal(
            "Via: SIP/2.0/UDP 192.0.2.21:5062;branch=z9hG4bK-524287-1;rport\r\n"
                + "Via: SIP/2.0/UDP a, SIP/2.0/UDP b\r\nVia: SIP/2.0/UDP c\r\n",
            writer.Written.Text()
        );
    }

    private static int WriteAll(byte[] room, out bool overflowed)
    {
        var writer = new SipWriter(room);
        writer.Status(486);
        writer.Header(HeaderName.RetryAfter, 10);
        writer.OpenHeader(HeaderName.To);
        writer.AppendQuoted("x");
        writer.AppendUser("é");
        writer.CloseHeader();
        writer.Body("text/plain", "body"u8);
        overflowed = writer.Overflowed;
        return writer.Length;
    }
}
