using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip;

public sealed class SipStackTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _box;

    public SipStackTests() => _box = new StackHost(_network, "192.0.2.9:5060");

    [Theory]
    [InlineData("sip:101@192.0.2.1", "udp 192.0.2.1:5060")]
    [InlineData("sip:192.0.2.1:5070;transport=UDP", "udp 192.0.2.1:5070")]
    [InlineData("sip:101@192.0.2.1;transport=tcp;lr", "tcp 192.0.2.1:5060")]
    [InlineData("sip:[2001:db8::1]:5070", "udp [2001:db8::1]:5070")]
    [InlineData("sip:101@192.0.2.1;maddr=198.51.100.1", "udp 192.0.2.1:5060")]
    [InlineData("sip:101@127.1", "nobody")]
    [InlineData("sip:101@192.0.2.1;transport=sctp", "nobody")]
    [InlineData("sips:101@192.0.2.1", "tls 192.0.2.1:5061")]
    [InlineData("sips:101@192.0.2.1:5063;transport=tcp", "tls 192.0.2.1:5063")]
    [InlineData("sips:101@192.0.2.1;transport=udp", "nobody")]
    [InlineData("sip:101@192.0.2.1;transport=TLS", "tls 192.0.2.1:5061")]
    [InlineData("tel:+15551234", "nobody")]
    [InlineData("sip:101@nowhere.example.org", "nobody")]
    [InlineData("", "nobody")]
    [InlineData("sip:101@pbx.example.org", "udp 192.0.2.50:5060")]
    [InlineData("sip:101@pbx.example.org:6000;transport=tcp", "tcp 192.0.2.50:6000")]
    public void A_URI_names_a_peer(string uri, string expected)
    {
        _box.Names["pbx.example.org"] =
        [
            IPAddress.Parse("2001:db8::50"),
            IPAddress.Parse("192.0.2.50"),
        ];
        string? found = null;
        _box.Stack.Resolve(Encoding.UTF8.GetBytes(uri), (_, peer) => found = peer.ToString(), null);
        _network.Settle();

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("sip:101@192.0.2.9", true)]
    [InlineData("sip:192.0.2.9:5060", true)]
    [InlineData("sip:192.0.2.9:5061", false)]
    [InlineData("sip:192.0.2.8", false)]
    [InlineData("sip:101@QX200.example.org", true)]
    [InlineData("sip:101@qx200.example.org:6000", false)]
    public void The_box_knows_itself(string text, bool expected)
    {
        var stack = new SipStack(
            _box.Loop,
            new SipStackOptions { Domains = ["qx200.example.org"] },
            NullLoggerFactory.Instance,
            _box.Wire,
            _box
        );
        Assert.True(SipUri.TryParse(Encoding.UTF8.GetBytes(text), out SipUri uri));

        Assert.Equal(expected, stack.IsThisBox(uri, _box.Udp));
    }

    [Fact]
    public void A_stateless_ACK_goes_out_once_and_can_be_sent_again_as_it_was()
    {
        var phone = new RawHost(_network, "192.0.2.1:5060");
        SipWriter writer = _box.Stack.BeginStateless(
            SipMethod.Ack,
            "sip:101@192.0.2.1"u8,
            phone.Udp
        );
        writer.Header(HeaderName.CallId, "c1"u8);
        writer.End();
        byte[] kept = writer.Written.ToArray();
        Assert.True(_box.Stack.SendStateless(ref writer, phone.Udp));
        Assert.True(_box.Stack.SendStateless(kept, phone.Udp));
        _network.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, phone.Got.Count);
        Assert.Equal(phone.Got[0], phone.Got[1]);
        Assert.StartsWith(
            "ACK sip:101@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;rport;branch=z9hG4bK",
            phone.Got[0],
            StringComparison.Ordinal
        );
        _box.AssertClean();
    }

    [Fact]
    public void The_local_address_is_written_as_host_and_port()
    {
        Span<byte> room = stackalloc byte[100];
        var writer = new SipWriter(room);
        _box.Stack.AppendLocal(ref writer, _box.Udp);
        var other = new StackHost(_network, "[2001:db8::9]:5062");
        writer.Append(" "u8);
        other.Stack.AppendLocal(ref writer, other.Udp);

        Assert.Equal("192.0.2.9:5060 [2001:db8::9]:5062", Encoding.ASCII.GetString(writer.Written));
    }
}
