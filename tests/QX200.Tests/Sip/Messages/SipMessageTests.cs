using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class SipMessageTests
{
    [Fact]
    public void An_invite_is_read()
    {
        SipMessage invite = Wire.Read(Wire.Invite);

        Assert.True(invite.IsRequest);
        Assert.True(invite.CanBeAnswered);
        Assert.Equal(SipMethod.Invite, invite.Method);
        Assert.Equal("INVITE", invite.MethodText.Text());
        Assert.Equal("sip:102@192.0.2.10:5060;transport=udp", invite.RequestUri.Text());
        Assert.Equal("1j9FpLxk3uxtm8tn@192.0.2.21", invite.CallId.Text());
        Assert.Equal((7u, SipMethod.Invite), (invite.CSeqNumber, invite.CSeqMethod));
        Assert.Equal("a73kszlfl", invite.FromTag.Text());
        Assert.True(invite.ToTag.IsEmpty);
        Assert.Equal("z9hG4bK-524287-1", invite.TopBranch.Text());
        Assert.Equal(70, invite.MaxForwards);
        Assert.Equal("v=0\n", invite.Body.Text());
        Assert.True(invite.HasContentType("application/sdp"u8));
        Assert.True(invite.HasToken(HeaderName.Supported, "timer"u8));
        Assert.False(invite.HasToken(HeaderName.Supported, "100rel"u8));
        Assert.Equal(Wire.Invite, invite.Raw.Text());
    }

    [Fact]
    public void A_response_is_read()
    {
        SipMessage ringing = Wire.Read(
            "SIP/2.0 180 Ringing there\r\nv: SIP/2.0/TCP h;branch=z9hG4bKa\r\nf: <sip:a@b>;tag=1\r\n"
                + "t: <sip:c@d>;tag=2\r\ni: x\r\nCSeq: 1 INVITE\r\n\r\n"
        );

        Assert.False(ringing.IsRequest);
        Assert.False(ringing.CanBeAnswered);
        Assert.Equal(180, ringing.Status);
        Assert.Equal("Ringing there", ringing.Reason.Text());
        Assert.Equal(SipMethod.Invite, ringing.Method);
        Assert.Equal("2", ringing.ToTag.Text());
    }

    [Fact]
    public void What_the_writer_writes_is_read_back()
    {
        SipMessage invite = Wire.Read(Wire.Invite);
        var writer = new SipWriter(new byte[2000]);
        writer.Status(200);
        writer.CopyHeader(invite, HeaderName.Via);
        writer.CopyHeader(invite, HeaderName.From);
        writer.OpenHeader(HeaderName.To);
        writer.Append(invite[HeaderName.To]);
        writer.Append(";tag=");
        writer.Append("xyz");
        writer.CloseHeader();
        writer.CopyHeader(invite, HeaderName.CallId);
        writer.CopyHeader(invite, HeaderName.CSeq);
        writer.Header(HeaderName.Subject, "two\r\nlines");
        writer.Body("application/sdp", "v=0\n"u8);

        Assert.False(writer.Overflowed);
        SipMessage answer = Wire.Read(writer.Written);
        Assert.Equal(200, answer.Status);
        Assert.Equal("OK", answer.Reason.Text());
        Assert.Equal("xyz", answer.ToTag.Text());
        Assert.Equal("two  lines", answer[HeaderName.Subject].Text());
        Assert.Equal("v=0\n", answer.Body.Text());
    }
}
