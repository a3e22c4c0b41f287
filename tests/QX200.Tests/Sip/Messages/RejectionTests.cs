using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class RejectionTests
{
    [Theory]
    [InlineData("INVITE sip:102", "INVITE  sip:102", nameof(SipRejection.BadRequestUri))]
    [InlineData(" SIP/2.0\r\nVia", "\r\nVia", nameof(SipRejection.BadRequestLine))]
    [InlineData(" SIP/2.0\r\nVia", " HTTP/1.1\r\nVia", nameof(SipRejection.BadRequestLine))]
    [InlineData(" SIP/2.0\r\nVia", " SIP/2.1\r\nVia", nameof(SipRejection.BadVersion))]
    [InlineData(
        "INVITE sip:102@192.0.2.10",
        "INV(TE sip:102@192.0.2.10",
        nameof(SipRejection.BadRequestLine)
    )]
    [InlineData("INVITE sip:102@", "INVITE 102@", nameof(SipRejection.BadRequestUri))]
    [InlineData("INVITE sip:102@", "INVITE sip:@", nameof(SipRejection.BadRequestUri))]
    [InlineData("192.0.2.10:5060;", "192.0.2.10:70000;", nameof(SipRejection.BadRequestUri))]
    [InlineData(
        "Via: SIP/2.0/UDP 192.0.2.21",
        "Via: HTTP/2.0/UDP 192.0.2.21",
        nameof(SipRejection.BadVia)
    )]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.21", "Via: SIP/2.0/UDP", nameof(SipRejection.BadVia))]
    [InlineData("192.0.2.21:5062;branch", "[::1:5062;branch", nameof(SipRejection.BadVia))]
    [InlineData("Via:", "Vio:", nameof(SipRejection.MissingVia))]
    [InlineData("From:", "Form:", nameof(SipRejection.MissingFrom))]
    [InlineData("\r\nTo:", "\r\nFro:", nameof(SipRejection.MissingTo))]
    [InlineData("Call-ID:", "Call-DI:", nameof(SipRejection.MissingCallId))]
    [InlineData("CSeq:", "CQes:", nameof(SipRejection.MissingCSeq))]
    [InlineData("Contact:", "From:", nameof(SipRejection.RepeatedFrom))]
    [InlineData("Contact:", "t:", nameof(SipRejection.RepeatedTo))]
    [InlineData("Contact:", "i:", nameof(SipRejection.RepeatedCallId))]
    [InlineData("Contact:", "cseq:", nameof(SipRejection.RepeatedCSeq))]
    [InlineData("Contact:", "max-forwards:", nameof(SipRejection.RepeatedMaxForwards))]
    [InlineData("Contact:", "l:", nameof(SipRejection.RepeatedContentLength))]
    [InlineData(
        "<sip:101@192.0.2.10>;tag",
        "<sip:101@192.0.2.10;tag",
        nameof(SipRejection.BadFrom)
    )]
    [InlineData("\"Ann Lee\" <", "\"Ann Lee\" x <", nameof(SipRejection.BadFrom))]
    [InlineData("<sip:102@192.0.2.10>", "<102@192.0.2.10>", nameof(SipRejection.BadTo))]
    [InlineData("1j9FpLxk3uxtm8tn@", "1j9F xtm8tn@", nameof(SipRejection.BadCallId))]
    [InlineData("1j9FpLxk3uxtm8tn@192.0.2.21", "", nameof(SipRejection.BadCallId))]
    [InlineData("CSeq: 7 INVITE", "CSeq: INVITE", nameof(SipRejection.BadCSeq))]
    [InlineData("CSeq: 7 INVITE", "CSeq: 7", nameof(SipRejection.BadCSeq))]
    [InlineData("CSeq: 7 INVITE", "CSeq: 2147483648 INVITE", nameof(SipRejection.BadCSeq))]
    [InlineData("CSeq: 7 INVITE", "CSeq: 7 BYE", nameof(SipRejection.CSeqMethodMismatch))]
    [InlineData("CSeq: 7 INVITE", "CSeq: 7 invite", nameof(SipRejection.CSeqMethodMismatch))]
    [InlineData("Max-Forwards: 70", "Max-Forwards: 256", nameof(SipRejection.BadMaxForwards))]
    [InlineData("Max-Forwards: 70", "Max-Forwards:", nameof(SipRejection.BadMaxForwards))]
    [InlineData("Max-Forwards: 70", "Max Forwards: 70", nameof(SipRejection.BadHeaderLine))]
    [InlineData("Max-Forwards: 70", "no colon here", nameof(SipRejection.BadHeaderLine))]
    [InlineData("Max-Forwards: 70", ": 70", nameof(SipRejection.BadHeaderLine))]
    [InlineData("Max-Forwards: 70", "Subject: a\rb", nameof(SipRejection.StrayCarriageReturn))]
    [InlineData("Content-Length: 4", "Content-Length: 5", nameof(SipRejection.BodyTooShort))]
    [InlineData(
        "Content-Length: 4",
        "Content-Length: 99999999999",
        nameof(SipRejection.BadContentLength)
    )]
    [InlineData("Content-Length: 4", "Content-Length: four", nameof(SipRejection.BadContentLength))]
    [InlineData("\r\n\r\nv=0\n", "\r\n", nameof(SipRejection.HeadersNotEnded))]
    [InlineData("\r\n\r\nv=0\n", "", nameof(SipRejection.HeadersNotEnded))]
    [InlineData("\r\n\r\nv=0\n", "\r\n folded without end", nameof(SipRejection.HeadersNotEnded))]
    public void Each_fault_has_its_name(string was, string becomes, string expected)
    {
        Assert.Contains(was, Wire.Invite);
        Wire.Read(Wire.Invite.Replace(was, becomes), Enum.Parse<SipRejection>(expected));
    }

    [Theory]
    [InlineData("SIP/2.0")]
    [InlineData("SIP/2.0 ")]
    [InlineData("SIP/2.0 20")]
    [InlineData("SIP/2.0 2000 OK")]
    [InlineData("SIP/2.0 099 OK")]
    [InlineData("SIP/2.0 700 OK")]
    [InlineData("SIP/2.0 2x0 OK")]
    [InlineData("SIP/2.0  200 OK")]
    public void A_bad_status_line_is_refused_and_never_answered(string line)
    {
        string rest = Wire.Invite[Wire.Invite.IndexOf("\r\n", StringComparison.Ordinal)..];
        SipMessage message = Wire.Read(line + rest, SipRejection.BadStatusLine);
        Assert.False(message.CanBeAnswered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("\n")]
    public void Line_ends_alone_are_no_message(string bytes)
    {
        Assert.False(Wire.Read(bytes, SipRejection.Empty).CanBeAnswered);
    }

    [Fact]
    public void Headers_are_counted_and_weighed()
    {
        string many = string.Concat(Enumerable.Repeat("X: y\r\n", SipMessage.MaxFields - 12));
        Wire.Read(Wire.Invite.Replace("Allow:", many + "Allow:"));
        Wire.Read(
            Wire.Invite.Replace("Allow:", many + "X: y\r\nAllow:"),
            SipRejection.TooManyHeaders
        );

        string heavy = "X: " + new string('y', SipMessage.MaxHeaderBytes) + "\r\n";
        Wire.Read(Wire.Invite.Replace("Allow:", heavy + "Allow:"), SipRejection.TooLarge);
        Wire.Read(
            Wire.Invite + new string('x', SipMessage.MaxHeaderBytes + SipMessage.MaxBodyBytes),
            SipRejection.TooLarge
        );
    }

    [Fact]
    public void An_ACK_is_never_answered_and_the_first_fault_is_told()
    {
        string ack = Wire.Invite.Replace("INVITE sip", "ACK sip").Replace("7 INVITE", "7 ACK");
        Assert.False(Wire.Read(ack).CanBeAnswered);
        Wire.Read(ack.Replace("Max-Forwards: 70", "oops"), SipRejection.BadHeaderLine);
    }

    [Fact]
    public void What_could_be_read_before_and_after_the_fault_is_there_for_the_answer()
    {
        SipMessage message = Wire.Read(
            Wire.Invite.Replace("CSeq: 7 INVITE", "CSeq: seven INVITE"),
            SipRejection.BadCSeq
        );
        Assert.True(message.CanBeAnswered);
        Assert.Equal("z9hG4bK-524287-1", message.TopBranch.Text());
        Assert.Equal("seven INVITE", message[HeaderName.CSeq].Text());
        Assert.Equal("1j9FpLxk3uxtm8tn@192.0.2.21", message.CallId.Text());
        Assert.Equal("a73kszlfl", message.FromTag.Text());
        Assert.Equal("v=0\n", message.Body.Text());
        Assert.Equal((400, "Bad CSeq"), (message.Rejection.Status(), message.Rejection.Text()));
    }

    [Fact]
    public void A_message_used_again_remembers_nothing()
    {
        var message = new SipMessage();
        Assert.Equal(SipRejection.None, SipMessage.Parse(Wire.Invite.Bytes(), message));
        Assert.Equal(
            SipRejection.MissingVia,
            SipMessage.Parse("BYE sip:a SIP/2.0\r\n\r\n"u8, message)
        );
        Assert.True(message.CallId.IsEmpty);
        Assert.True(message.FromTag.IsEmpty);
        Assert.True(message.TopBranch.IsEmpty);
        Assert.False(message.Has(HeaderName.Contact));
        Assert.Equal(-1, message.MaxForwards);
        Assert.Equal(0u, message.CSeqNumber);
    }

    [Fact]
    public void Every_rejection_has_its_own_text()
    {
        SipRejection[] all = Enum.GetValues<SipRejection>();
        Assert.Equal(SipRejections.Count, all.Length);
        Assert.Equal(all.Length, all.Select(r => r.Text()).Distinct().Count());
        Assert.DoesNotContain("Bad Request", all.Select(r => r.Text()));
        Assert.All(all.Skip(1), r => Assert.InRange(r.Status(), 400, 599));
    }
}
