using System.Net;
using System.Net.Sockets;
using QX200.Web;
using Xunit;

namespace QX200.Tests.Web;

public sealed class ListenSocketsTests
{
    [Fact]
    public void A_port_in_use_is_named_in_one_sentence()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        using var sockets = new ListenSockets();
        string sentence = Assert
            .Throws<WebStartException>(() => sockets.Take(IPAddress.Loopback, port))
            .Message;
        Assert.Contains($"127.0.0.1:{port}: another program has that port", sentence);
    }

    [Fact]
    public void An_address_of_somebody_else_is_named_in_one_sentence()
    {
        using var sockets = new ListenSockets();
        string sentence = Assert
            .Throws<WebStartException>(() => sockets.Take(IPAddress.Parse("192.0.2.1"), 8080))
            .Message;
        Assert.Contains("192.0.2.1:8080: this machine does not have that address", sentence);
    }
}
