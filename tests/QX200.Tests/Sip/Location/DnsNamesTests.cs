using System.Net;
using System.Net.Sockets;
using QX200.Sip.Location;
using Xunit;

namespace QX200.Tests.Sip.Location;

/// <summary>A DNS server on the loopback that answers nonsense. What a real one answers is tried with real telephones.</summary>
public sealed class DnsNamesTests
{
    [Fact]
    public async Task An_answer_that_is_no_DNS_is_no_answer()
    {
        using var server = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Dgram,
            ProtocolType.Udp
        );
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var stop = new CancellationTokenSource();
        Task answering = AnswerAsync(server, stop.Token);
        var names = new DnsNames { Servers = [(IPEndPoint)server.LocalEndPoint!] };

        for (int i = 0; i < 12; i++)
        {
            Assert.Empty(await names.FindServicesAsync($"_sip._udp.h{i}.example.net"));
            Assert.Empty(await names.FindTransportsAsync($"h{i}.example.net"));
        }

        await stop.CancelAsync();
        await answering;
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("_sip._udp.")]
    [InlineData("a\u0001b.example.net")]
    public async Task A_name_that_is_none_is_unknown(string name)
    {
        var names = new DnsNames { Servers = [new IPEndPoint(IPAddress.Loopback, 9)] };
        Assert.Empty(await names.FindServicesAsync(name));
        Assert.Empty(await names.FindTransportsAsync(name + new string('x', 300)));
    }

    // The question's own number and name, so that it gets past the door, and behind them whatever.
    private static async Task AnswerAsync(Socket server, CancellationToken stop)
    {
        var random = new Random(3);
        byte[] question = new byte[512];
        EndPoint any = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                SocketReceiveFromResult got = await server.ReceiveFromAsync(question, any, stop);
                byte[] answer = new byte[got.ReceivedBytes + random.Next(60)];
                random.NextBytes(answer);
                question.AsSpan(0, random.Next(4, got.ReceivedBytes)).CopyTo(answer);
                answer[2] |= 0x80;
                answer[2] &= 0xfd;
                await server.SendToAsync(answer, got.RemoteEndPoint, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
