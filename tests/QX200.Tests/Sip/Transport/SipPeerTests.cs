using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

public sealed class SipPeerTests
{
    [Theory]
    [InlineData("192.0.2.7:5060", "udp 192.0.2.7:5060", "192.0.2.7")]
    [InlineData("255.255.255.255:1", "udp 255.255.255.255:1", "255.255.255.255")]
    [InlineData("[2001:db8::7]:65535", "udp [2001:db8::7]:65535", "2001:db8::7")]
    [InlineData("[::ffff:10.0.0.1]:7", "udp 10.0.0.1:7", "10.0.0.1")]
    public void An_address_goes_in_and_out(string endPoint, string text, string address)
    {
        SipPeer peer = SipPeer.FromEndPoint(SipTransport.Udp, IPEndPoint.Parse(endPoint));
        Span<byte> written = stackalloc byte[64];

        Assert.Equal(text, peer.ToString());
        Assert.True(peer.TryFormatAddress(written, out int length));
        Assert.Equal(address, Encoding.ASCII.GetString(written[..length]));
        Assert.False(peer.TryFormatAddress(written[..(length - 1)], out _));
    }

    [Theory]
    [InlineData("192.0.2.7:5060", AddressFamily.InterNetwork)]
    [InlineData("192.0.2.7:5060", AddressFamily.InterNetworkV6)]
    [InlineData("[2001:db8::7]:5060", AddressFamily.InterNetworkV6)]
    [InlineData("[fe80::1%3]:5060", AddressFamily.InterNetworkV6)]
    public void A_socket_address_is_filled_as_the_system_fills_it(string text, AddressFamily family)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(text);
        SipPeer peer = SipPeer.FromEndPoint(SipTransport.Udp, endPoint);
        var filled = new SocketAddress(family);
        IPEndPoint mapped =
            family == endPoint.AddressFamily
                ? endPoint
                : new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port);

        Assert.True(peer.TryCopyTo(filled));
        Assert.Equal(mapped.Serialize(), filled);
        Assert.Equal(peer, SipPeer.FromSocketAddress(SipTransport.Udp, filled));
    }

    [Fact]
    public void An_IPv4_socket_does_not_reach_an_IPv6_peer()
    {
        SipPeer peer = SipPeer.FromEndPoint(SipTransport.Udp, IPEndPoint.Parse("[2001:db8::7]:5"));

        Assert.False(peer.TryCopyTo(new SocketAddress(AddressFamily.InterNetwork)));
        Assert.False(default(SipPeer).TryCopyTo(new SocketAddress(AddressFamily.InterNetworkV6)));
        Assert.True(default(SipPeer).IsNone);
    }

    [Fact]
    public void Peers_are_equal_by_transport_address_port_and_connection_not_by_how_they_were_found()
    {
        SipPeer peer = SipPeer.FromEndPoint(SipTransport.Udp, IPEndPoint.Parse("192.0.2.7:5060"));

        Assert.Equal(peer, peer.AsFlow());
        Assert.NotEqual(peer, peer.AtPort(5061));
        Assert.NotEqual(peer, peer.Over(SipTransport.Tcp));
        Assert.NotEqual(peer.Over(SipTransport.Tcp), peer.Over(SipTransport.Tcp).OnConnection(3));
        Assert.True(peer.SameAddress(peer.Over(SipTransport.Tcp).AtPort(9)));
        Assert.True(peer.Over(SipTransport.Tcp).OnConnection(3).IsFlow);
    }
}
