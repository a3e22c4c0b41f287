using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

/// <summary>Real UDP sockets on the loopback.</summary>
public sealed class UdpTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void A_request_is_answered_to_where_it_came_from(string bind)
    {
        using var box = new LiveHost(address: bind);
        using Socket phone = box.ConnectUdp();
        phone.Send(LiveHost.Options("z9hG4bK1", "UDP"));

        string response = box.Read(phone);
        Assert.StartsWith("SIP/2.0 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.Contains(";received=127.0.0.1\r\n", response, StringComparison.Ordinal);
        Assert.Equal(((IPEndPoint)phone.LocalEndPoint!).Port, Assert.Single(box.Sources).Port);
    }

    [Fact]
    public void Two_stacks_talk_and_a_wildcard_writes_the_address_that_the_peer_sees()
    {
        using var box = new LiveHost(address: "0.0.0.0");
        using var other = new LiveHost();
        SipPeer target = SipPeer.FromEndPoint(SipTransport.Udp, other.Stack.LocalEndPoint);
        box.Ask(target);
        other.Until(() => other.Heard.Count > 0);
        box.Until(() => box.Heard.Count > 0);

        Assert.Equal(["200"], box.Heard);
        Assert.Equal(IPAddress.Loopback, box.Stack.LocalAddressFor(target));
        Assert.Same(box.Stack.LocalAddressFor(target), box.Stack.LocalAddressFor(target));
    }

    [Fact]
    public void Sending_a_datagram_allocates_nothing()
    {
        var loop = new SignalLoop(TimeProvider.System, NullLogger.Instance);
        var port = new UdpPort(
            new IPEndPoint(IPAddress.Loopback, 0),
            loop,
            new SipCounters(),
            static _ => { }
        );
        SipPeer peer = SipPeer.FromEndPoint(SipTransport.Udp, port.LocalEndPoint);
        byte[] datagram = new byte[800];
        Assert.True(port.TrySend(peer, datagram));
        Assert.Equal(0, Allocated.AtLeast(() => port.TrySend(peer, datagram)));
        port.Stop();
        loop.Dispose();
    }

    [Fact]
    public void A_port_in_use_is_told_in_one_sentence()
    {
        using var box = new LiveHost();
        var fault = Assert.Throws<SipStartException>(() => new LiveHost(port: box.Port));

        Assert.Equal(
            $"SIP cannot use UDP 127.0.0.1:{box.Port}: another program has that port.",
            fault.Message
        );
    }

    [Fact]
    public void A_TCP_port_in_use_is_told_and_UDP_is_let_go()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var fault = Assert.Throws<SipStartException>(() => new LiveHost(port: port));
        Assert.StartsWith("SIP cannot use TCP", fault.Message, StringComparison.Ordinal);

        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
    }

    [Fact]
    public void After_Stop_the_port_is_free_at_once()
    {
        var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        phone.Send(LiveHost.Options("z9hG4bK1"));
        box.Read(phone);
        int port = box.Port;
        box.Dispose();

        using var next = new LiveHost(port: port);
        Assert.Equal(port, next.Port);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, false)]
    [InlineData(AddressFamily.InterNetworkV6, true)]
    public void Sockets_are_marked_CS3(AddressFamily family, bool both)
    {
        using Socket socket = SipSockets.Make(family, SocketType.Dgram, ProtocolType.Udp, both);

        Assert.Equal(
            24 << 2,
            socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService)
        );
        if (both)
        {
            byte[] trafficClass = new byte[4];
            socket.GetRawSocketOption(41, 67, trafficClass);
            Assert.Equal(24 << 2, trafficClass[0]);
        }
    }
}
