using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class HeaderValueTests
{
    [Fact]
    public void Every_name_is_found_in_any_case()
    {
        for (int i = 1; i < HeaderNames.Count; i++)
        {
            var name = (HeaderName)i;
            string written = name.Text().Text();
            Assert.Equal(name, HeaderNames.Identify(written.Bytes()));
            Assert.Equal(name, HeaderNames.Identify(written.ToUpperInvariant().Bytes()));
            Assert.Equal(name, HeaderNames.Identify(written.ToLowerInvariant().Bytes()));
            Assert.Equal(HeaderName.Other, HeaderNames.Identify((written + "x").Bytes()));
        }

        Assert.Equal(HeaderNames.Count, Enum.GetValues<HeaderName>().Length);
        Assert.Equal(HeaderName.Other, HeaderNames.Identify("Nonsense"u8));
        Assert.Equal(HeaderName.Other, HeaderNames.Identify("z"u8));
        Assert.Equal(HeaderName.Other, HeaderNames.Identify(""u8));
    }

    [Theory]
    [InlineData("v", "Via")]
    [InlineData("F", "From")]
    [InlineData("t", "To")]
    [InlineData("i", "Call-ID")]
    [InlineData("M", "Contact")]
    [InlineData("l", "Content-Length")]
    [InlineData("c", "Content-Type")]
    [InlineData("e", "Content-Encoding")]
    [InlineData("k", "Supported")]
    [InlineData("s", "Subject")]
    [InlineData("o", "Event")]
    [InlineData("u", "Allow-Events")]
    [InlineData("r", "Refer-To")]
    [InlineData("b", "Referred-By")]
    [InlineData("x", "Session-Expires")]
    public void Compact_names_are_known(string letter, string name) =>
        Assert.Equal(HeaderNames.Identify(name.Bytes()), HeaderNames.Identify(letter.Bytes()));

    [Fact]
    public void Every_method_is_found_by_its_own_name_only()
    {
        foreach (SipMethod method in Enum.GetValues<SipMethod>().Skip(1))
        {
            string text = method.Text().Text();
            Assert.Equal(method.ToString().ToUpperInvariant(), text);
            Assert.Equal(method, SipMethods.Identify(text.Bytes()));
            Assert.Equal(SipMethod.Other, SipMethods.Identify(text.ToLowerInvariant().Bytes()));
        }
    }

    [Fact]
    public void Lists_are_split_at_the_commas_that_separate()
    {
        SipMessage message = Wire.Read(
            Wire.Invite.Replace(
                "Contact: <sip:101@192.0.2.21:5062>\r\n",
                "Contact: \"a, b\\\", c\" <sip:a,b@h>;q=1 ,, <sip:c@h>\r\nm: sip:d@h\r\n"
                    + "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\nContact:\r\n"
            )
        );
        Assert.Equal(
            ["\"a, b\\\", c\" <sip:a,b@h>;q=1", "<sip:c@h>", "sip:d@h"],
            message.AllOf(HeaderName.Contact)
        );
        Assert.Equal("\"a, b\\\", c\" <sip:a,b@h>;q=1", message[HeaderName.Contact].Text());
        Assert.Equal(["Sat, 13 Nov 2010 23:29:00 GMT"], message.AllOf(HeaderName.Date));
        Assert.Equal(9, message.AllOf(HeaderName.Allow).Count);
        Assert.Empty(message.AllOf(HeaderName.Route));
    }

    [Theory]
    [InlineData("sip:a@h", "", "sip:a@h", "")]
    [InlineData("sip:a@h;tag=1", "", "sip:a@h", "1")]
    [InlineData("<sip:a@h;tag=x>;tag = 2", "", "sip:a@h;tag=x", "2")]
    [InlineData("Ann<sip:a@h>", "Ann", "sip:a@h", "")]
    [InlineData("Ann B. Lee <sip:a@h>", "Ann B. Lee", "sip:a@h", "")]
    [InlineData("\"\" <sip:a@h>", "", "sip:a@h", "")]
    [InlineData(
        "\"Ann <x>; \\\"B\\\"\"<sip:a@h>;x=\"a;tag=9\";tag=3",
        "Ann <x>; \"B\"",
        "sip:a@h",
        "3"
    )]
    [InlineData("tel:+15551234;tag=4", "", "tel:+15551234", "4")]
    [InlineData("<sip:a@[::1]:5060>;TAG=5", "", "sip:a@[::1]:5060", "5")]
    public void Name_addresses_are_taken_apart(string text, string name, string uri, string tag)
    {
        Assert.True(NameAddress.TryParse(text.Bytes(), out NameAddress address));
        Assert.Equal(
            (name, uri, tag),
            (address.DisplayText(), address.Uri.Text(), address.Tag.Text())
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("<sip:a@h")]
    [InlineData("\"x <sip:a@h>")]
    [InlineData("\"x\" y <sip:a@h>")]
    [InlineData("\"x\"")]
    [InlineData("x \"y\" <sip:a@h>")]
    [InlineData("<>")]
    [InlineData("<a@h>")]
    [InlineData("<sip:a@h> x")]
    [InlineData("sip:a@h?x=y")]
    [InlineData("sip:a@h, sip:b@h")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.False(NameAddress.TryParse(text.Bytes(), out _));

    [Fact]
    public void A_contact_has_its_registration_parameters()
    {
        Assert.True(
            ContactHeader.TryParse(
                "<sip:a@h>;expires=60;q=0.75;reg-id=2;+sip.instance=\"<urn:uuid:1-2>\""u8,
                out ContactHeader contact
            )
        );
        Assert.Equal((60, 750, 2), (contact.Expires, contact.Quality, contact.RegId));
        Assert.Equal("<urn:uuid:1-2>", contact.Instance.Text());
        Assert.True(ContactHeader.TryParse("<sip:a@h>"u8, out ContactHeader plain));
        Assert.Equal((-1, 1000, 0), (plain.Expires, plain.Quality, plain.RegId));
        Assert.True(ContactHeader.TryParse(" * "u8, out ContactHeader all));
        Assert.True(all.IsWildcard);
        Assert.True(
            ContactHeader.TryParse("<sip:a@h>;expires=99999999999"u8, out ContactHeader big)
        );
        Assert.Equal(int.MaxValue, big.Expires);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1000)]
    [InlineData("1.0", 1000)]
    [InlineData("0.5", 500)]
    [InlineData(".25", 250)]
    [InlineData("0.1239", 123)]
    [InlineData("7", 1000)]
    [InlineData("x", 1000)]
    public void Preferences_are_thousandths(string q, int expected)
    {
        Assert.True(ContactHeader.TryParse($"<sip:a@h>;q={q}".Bytes(), out ContactHeader contact));
        Assert.Equal(expected, contact.Quality);
    }

    [Fact]
    public void A_via_has_its_sent_by_and_parameters()
    {
        Assert.True(
            ViaHeader.TryParse(
                "SIP/2.0/TLS [2001:db8::9]:5061;rport=4000;received=192.0.2.9;branch=z9hG4bKx"u8,
                out ViaHeader via
            )
        );
        Assert.Equal(
            ("TLS", "[2001:db8::9]", 5061, 4000, "192.0.2.9", "z9hG4bKx"),
            (
                via.Transport.Text(),
                via.Host.Text(),
                via.Port,
                via.Rport,
                via.Received.Text(),
                via.Branch.Text()
            )
        );
        Assert.Equal("SIP/2.0/TLS [2001:db8::9]:5061", via.BeforeParams.Text());
        Assert.True(ViaHeader.TryParse("SIP/2.0/UDP h : 5 ;rport"u8, out ViaHeader odd));
        Assert.Equal(("h", 5, true, 0), (odd.Host.Text(), odd.Port, odd.HasRport, odd.Rport));
    }

    [Fact]
    public void Replaces_is_read_plain_and_out_of_a_refer_to()
    {
        Assert.True(
            ReplacesHeader.TryParse(
                "98732@h ; to-tag=r33th4x0r ;from-tag = ff87ff;early-only"u8,
                out ReplacesHeader plain
            )
        );
        Assert.Equal(
            ("98732@h", "r33th4x0r", "ff87ff", true),
            (plain.CallId.Text(), plain.ToTag.Text(), plain.FromTag.Text(), plain.EarlyOnly)
        );

        Assert.True(
            NameAddress.TryParse(
                "<sip:104@h?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>"u8,
                out NameAddress target
            )
        );
        Assert.True(target.TryUri(out SipUri uri));
        Assert.True(uri.TryHeader("replaces"u8, out ReadOnlySpan<byte> escaped));
        Assert.True(
            ReplacesHeader.TryParseEscaped(escaped, new byte[64], out ReplacesHeader inUri)
        );
        Assert.Equal(
            ("a@b", "1", "2", false),
            (inUri.CallId.Text(), inUri.ToTag.Text(), inUri.FromTag.Text(), inUri.EarlyOnly)
        );
        Assert.False(ReplacesHeader.TryParseEscaped(escaped, new byte[4], out _));
        Assert.False(ReplacesHeader.TryParse("a@b;to-tag=1"u8, out _));
        Assert.False(ReplacesHeader.TryParse(";to-tag=1;from-tag=2"u8, out _));
    }

    [Fact]
    public void Subscriptions_events_and_timers_are_read()
    {
        Assert.True(
            SubscriptionStateHeader.TryParse(
                "Terminated;reason=noresource;retry-after=5"u8,
                out SubscriptionStateHeader ended
            )
        );
        Assert.Equal(
            (SubscriptionStatus.Terminated, "noresource", -1, 5),
            (ended.Status, ended.Reason.Text(), ended.Expires, ended.RetryAfter)
        );
        Assert.True(
            SubscriptionStateHeader.TryParse("active;expires=60"u8, out SubscriptionStateHeader on)
        );
        Assert.Equal((SubscriptionStatus.Active, 60), (on.Status, on.Expires));
        Assert.True(EventHeader.TryParse("refer;id=93809824"u8, out EventHeader refer));
        Assert.Equal(("refer", "93809824"), (refer.Package.Text(), refer.Id.Text()));
        Assert.False(EventHeader.TryParse(""u8, out _));
        Assert.True(SessionExpires.TryParse("1800 ;refresher=UAS"u8, out SessionExpires timer));
        Assert.Equal(new SessionExpires(1800, Refresher.Uas), timer);
        Assert.True(SessionExpires.TryParse("90"u8, out SessionExpires bare));
        Assert.Equal(new SessionExpires(90, Refresher.Unsaid), bare);
        Assert.False(SessionExpires.TryParse("soon"u8, out _));
        Assert.True(
            RetryAfter.TryParse("120 (at lunch; sorry);duration=60"u8, out RetryAfter later)
        );
        Assert.Equal(new RetryAfter(120, 60), later);
        Assert.True(RetryAfter.TryParse("5"u8, out RetryAfter soon));
        Assert.Equal(new RetryAfter(5, -1), soon);
        Assert.False(RetryAfter.TryParse("x"u8, out _));
        Assert.True(DeltaSeconds.TryParse("99999999999"u8, out int forever));
        Assert.Equal(int.MaxValue, forever);
        Assert.False(DeltaSeconds.TryParse("-1"u8, out _));
    }

    [Theory]
    [InlineData(";a=1;b", "a=1|b=")]
    [InlineData(" ; a = 1 ; ; b ;", "a=1|b=")]
    [InlineData("a=\"x;y\\\"z\";b=2", "a=x;y\\\"z|b=2")]
    [InlineData("a=\"never closed;b=2", "a=\"never closed|b=2")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData(";=x;a", "a=")]
    [InlineData("", "")]
    public void Parameters_are_read_in_order(string text, string expected)
    {
        var read = new List<string>();
        foreach (Parameter parameter in new ParameterList(text.Bytes()))
        {
            read.Add(parameter.Name.Text() + "=" + parameter.Value.Text());
        }

        Assert.Equal(expected, string.Join('|', read));
    }
}
