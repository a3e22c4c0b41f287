using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:192.0.2.1", "", "", "192.0.2.1", 0, "", "")]
    [InlineData("SIP:101@pbx:5061", "101", "", "pbx", 5061, "", "")]
    [InlineData("sips:a:b@h;lr;x=y?s=1&t=2", "a", "b", "h", 0, "lr;x=y", "s=1&t=2")]
    [InlineData("sip:a@[2001:db8::1]:5060;lr", "a", "", "[2001:db8::1]", 5060, "lr", "")]
    [InlineData("sip:%40b%3a@h", "%40b%3a", "", "h", 0, "", "")]
    [InlineData(
        "sip:h?Replaces=id@x%3Bto-tag%3D1",
        "h?Replaces=id",
        "",
        "x%3Bto-tag%3D1",
        0,
        "",
        "",
        false
    )]
    [InlineData(
        "sip:a@h?Replaces=id@x%3Bto-tag%3D1",
        "a",
        "",
        "h",
        0,
        "",
        "Replaces=id@x%3Bto-tag%3D1"
    )]
    public void The_parts_of_a_sip_uri_are_found(
        string text,
        string user,
        string password,
        string host,
        int port,
        string parameters,
        string headers,
        bool good = true
    )
    {
        Assert.Equal(good, SipUri.TryParse(text.Bytes(), out SipUri uri));
        if (good)
        {
            Assert.Equal(
                (user, password, host, port, parameters, headers),
                (
                    uri.User.Text(),
                    uri.Password.Text(),
                    uri.Host.Text(),
                    uri.Port,
                    uri.Params.Text(),
                    uri.Headers.Text()
                )
            );
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip:")]
    [InlineData("101")]
    [InlineData(":101@h")]
    [InlineData("sip:@h")]
    [InlineData("sip:a@")]
    [InlineData("sip:a@h:")]
    [InlineData("sip:a@h:0")]
    [InlineData("sip:a@h:65536")]
    [InlineData("sip:a@h:5060x")]
    [InlineData("sip:a b@h")]
    [InlineData("sip:a@h<")]
    [InlineData("sip:a@h,sip:b@h")]
    [InlineData("sip:a@[::1")]
    [InlineData("sip:a@[]")]
    [InlineData("sip:a@[::g]")]
    [InlineData("sip:a@[fe80::1%25eth0]")]
    [InlineData("sip:a@[::1]x")]
    [InlineData("sip:a\u0001@h")]
    [InlineData("tel:")]
    [InlineData("1x:foo")]
    public void What_is_no_uri_is_refused(string text) =>
        Assert.False(SipUri.TryParse(text.Bytes(), out _));

    [Fact]
    public void Tel_and_foreign_uris_are_carried()
    {
        Assert.True(SipUri.TryParse("tel:+1-201-555-0123;phone-context=x"u8, out SipUri tel));
        Assert.Equal((UriScheme.Tel, "+1-201-555-0123"), (tel.Scheme, tel.User.Text()));
        Assert.True(tel.TryParam("PHONE-CONTEXT"u8, out ReadOnlySpan<byte> context));
        Assert.Equal("x", context.Text());
        Assert.True(SipUri.TryParse("http://h/x?y"u8, out SipUri other));
        Assert.Equal(UriScheme.Other, other.Scheme);
        Assert.False(other.IsSip);
    }

    // The examples of RFC 3261 19.1.4, and a few of ours.
    [Theory]
    [InlineData(
        "sip:%61lice@atlanta.com;transport=TCP",
        "sip:alice@AtlanTa.CoM;Transport=tcp",
        true
    )]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true)]
    [InlineData(
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        true
    )]
    [InlineData(
        "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
        "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        true
    )]
    [InlineData(
        "SIP:ALICE@AtLanTa.CoM;Transport=udp",
        "sip:alice@AtLanTa.CoM;Transport=UDP",
        false
    )]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false)]
    [InlineData("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false)]
    [InlineData("sip:bob@biloxi.com", "sips:bob@biloxi.com", false)]
    [InlineData("sip:bob@biloxi.com;security=on", "sip:bob@biloxi.com;security=off", false)]
    [InlineData("sip:bob@biloxi.com;maddr=192.0.2.1", "sip:bob@biloxi.com", false)]
    [InlineData("sip:bob@biloxi.com;user=phone", "sip:bob@biloxi.com", false)]
    [InlineData("sip:bob%40x@biloxi.com", "sip:bob%3bx@biloxi.com", false)]
    [InlineData("sip:bob%3bx@biloxi.com", "sip:bob;x@biloxi.com", false)]
    [InlineData("sip:bob%2dx@biloxi.com", "sip:bob-x@biloxi.com", true)]
    [InlineData("sip:bob@biloxi.com", "sip:biloxi.com", false)]
    [InlineData("sip:bob:a@biloxi.com", "sip:bob:b@biloxi.com", false)]
    [InlineData("tel:+1-201-555-0123", "tel:+12015550123", true)]
    [InlineData("tel:+1-201-555-0123", "tel:+1201555012", false)]
    [InlineData("urn:service:sos", "urn:service:sos", true)]
    [InlineData("urn:service:sos", "urn:service:fire", false)]
    public void Uris_are_compared_as_RFC_3261_says(string one, string other, bool same)
    {
        Assert.True(SipUri.TryParse(one.Bytes(), out SipUri a));
        Assert.True(SipUri.TryParse(other.Bytes(), out SipUri b));
        Assert.Equal(same, a.IsSameAs(b));
        Assert.Equal(same, b.IsSameAs(a));
        Assert.True(a.IsSameAs(a));
    }

    [Theory]
    [InlineData("a%20b", "a b")]
    [InlineData("%C3%A4", "ä")]
    [InlineData("100%", "100%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz%41", "%zzA")]
    public void Users_are_unescaped(string escaped, string plain)
    {
        Assert.True(SipUri.TryParse($"sip:{escaped}@h".Bytes(), out SipUri uri));
        Assert.Equal(plain, uri.UnescapedUser());
    }
}
