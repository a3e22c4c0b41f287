using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class ValuesTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("15m", 900_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("0s", 0)]
    [InlineData("90 s", 90_000)]
    public void A_time_is_a_number_and_a_unit(string text, int milliseconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan time));
        Assert.Equal(milliseconds, time.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1.5s")]
    [InlineData("5 seconds")]
    [InlineData("5S")]
    [InlineData("9999999999h")]
    public void Anything_else_is_no_time(string text) =>
        Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("500ms")]
    [InlineData("5s")]
    [InlineData("15m")]
    [InlineData("2h")]
    [InlineData("90s")]
    [InlineData("0s")]
    public void A_time_is_written_as_it_is_read(string text)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan time));
        Assert.Equal(text, Duration.Write(time));
    }

    [Theory]
    [InlineData("sip.example.net", "sip.example.net", 0, SipServerTransport.Udp)]
    [InlineData("192.0.2.1:5070", "192.0.2.1", 5070, SipServerTransport.Udp)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 0, SipServerTransport.Udp)]
    [InlineData("[2001:db8::1]:5061;transport=TLS", "2001:db8::1", 5061, SipServerTransport.Tls)]
    [InlineData("host;transport=tcp", "host", 0, SipServerTransport.Tcp)]
    internal void A_server_is_host_port_and_transport(
        string text,
        string host,
        int port,
        SipServerTransport transport
    )
    {
        Assert.True(SipServerAddress.TryParse(text, out SipServerAddress address));
        Assert.Equal(new SipServerAddress(host, port, transport), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":5060")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host;transport=smoke")]
    [InlineData("host;transport=tcp;x")]
    [InlineData("2001:db8::1")]
    [InlineData("[2001:db8::1")]
    [InlineData("[host]")]
    [InlineData("ho st")]
    public void Anything_else_is_no_server(string text) =>
        Assert.False(SipServerAddress.TryParse(text, out _));

    [Theory]
    [InlineData("PBX:101", true)]
    [InlineData("pstn:+74950001122", true)]
    [InlineData("PSTN:810", true)]
    [InlineData("SIP:bob@example.net:5070", true)]
    [InlineData("Auto:101", true)]
    [InlineData("Auto:bob@example.net", true)]
    [InlineData("PBX:1", false)]
    [InlineData("PBX:bob", false)]
    [InlineData("SIP:bob", false)]
    [InlineData("SIP:@example.net", false)]
    [InlineData("PSTN:+", false)]
    [InlineData("101", false)]
    [InlineData("FAX:101", false)]
    public void A_destination_is_type_and_address(string text, bool good) =>
        Assert.Equal(good, CallAddress.TryParse(text, out _));

    [Theory]
    [InlineData("*5", true)]
    [InlineData("*5#*0", true)]
    [InlineData("*", false)]
    [InlineData("5*", false)]
    [InlineData("*5a", false)]
    [InlineData("*12345678", false)]
    public void A_feature_code_begins_with_a_star(string text, bool good) =>
        Assert.Equal(good, Digits.IsFeatureCode(text));
}
