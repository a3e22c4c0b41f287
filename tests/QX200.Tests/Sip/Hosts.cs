using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip;

/// <summary>A host with a whole stack and a user that writes down what it is told.</summary>
internal sealed class StackHost
    : ISipUser,
        IServerTransactionUser,
        IClientTransactionUser,
        ISipNames
{
    public StackHost(MemoryNetwork network, string endPoint)
    {
        Network = network;
        Loop = new SignalLoop(network.Clock, NullLogger.Instance);
        Wire = network.Join(Loop, endPoint);
        Stack = new SipStack(Loop, new SipStackOptions(), NullLoggerFactory.Instance, Wire, this)
        {
            User = this,
        };
        Stack.Start();
    }

    public MemoryNetwork Network { get; }

    public SignalLoop Loop { get; }

    public MemoryTransport Wire { get; }

    public SipStack Stack { get; }

    public List<ServerTransaction> Requests { get; } = [];

    /// <summary>What happened, in words: <c>200 INVITE</c>, <c>ACK</c>, <c>cancelled</c>, <c>ended Completed</c>.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>What to do with each request; it is only kept where there is nothing.</summary>
    public Action<ServerTransaction>? Answer { get; set; }

    public Dictionary<string, IPAddress[]> Names { get; } = [];

    public Dictionary<string, ServiceRecord[]> Services { get; } = [];

    public SipPeer Udp => SipPeer.FromEndPoint(SipTransport.Udp, Wire.LocalEndPoint);

    public SipPeer Tcp => SipPeer.FromEndPoint(SipTransport.Tcp, Wire.LocalEndPoint);

    /// <summary>Sends a request of that method to another host.</summary>
    public ClientTransaction Ask(
        SipMethod method,
        in SipPeer target,
        string callId,
        int padding = 0
    )
    {
        ClientTransaction transaction = Stack.NewRequest(method, target, this);
        SipWriter writer = transaction.Begin("sip:101@192.0.2.9"u8);
        writer.Header(HeaderName.From, "<sip:102@192.0.2.9>;tag=f1"u8);
        writer.Header(HeaderName.To, "<sip:101@192.0.2.9>"u8);
        writer.Header(HeaderName.CallId, callId);
        writer.Header(HeaderName.CSeq, $"7 {Encoding.ASCII.GetString(method.Text())}");
        writer.Body("text/plain", new byte[padding]);
        transaction.Send(ref writer);
        return transaction;
    }

    public void RequestArrived(ServerTransaction transaction)
    {
        transaction.User = this;
        Requests.Add(transaction);
        Heard.Add(Encoding.ASCII.GetString(transaction.Request.MethodText));
        Answer?.Invoke(transaction);
    }

    public void AckArrived(SipMessage ack, in SipPeer source) => Heard.Add("ACK");

    public void StrayResponse(SipMessage response) => Heard.Add($"stray {response.Status}");

    public void Cancelled(ServerTransaction transaction)
    {
        Heard.Add("cancelled");
        transaction.Respond(487);
    }

    public void Ended(ServerTransaction transaction, ServerEnd reason) =>
        Heard.Add($"ended {reason}");

    public void ResponseArrived(ClientTransaction transaction, SipMessage response) =>
        Heard.Add($"{response.Status} {Encoding.ASCII.GetString(transaction.Method.Text())}");

    public void Failed(ClientTransaction transaction, ClientFailure failure) =>
        Heard.Add($"failed {failure}");

    public Task<IPAddress[]> FindAsync(string host) =>
        Task.FromResult(Names.GetValueOrDefault(host, []));

    public Task<ServiceRecord[]> FindServicesAsync(string name) =>
        Task.FromResult(Services.GetValueOrDefault(name, []));

    /// <summary>Nothing may be left behind: no transaction, timer, message or pinned connection.</summary>
    public void AssertClean()
    {
        Assert.Equal(0, Stack.Alive.All);
        Assert.Equal(0, Loop.Timers.Count);
        Assert.Equal(0, Stack.MessagesAlive);
        Assert.Empty(Wire.Pins);
    }
}

/// <summary>A host without a stack: sends texts as they are and keeps what comes.</summary>
internal sealed class RawHost : ISipArrivals
{
    private readonly MemoryTransport _wire;

    public RawHost(MemoryNetwork network, string endPoint)
    {
        Network = network;
        var loop = new SignalLoop(network.Clock, NullLogger.Instance);
        _wire = network.Join(loop, endPoint);
        _wire.Start(this);
    }

    public MemoryNetwork Network { get; }

    public MemoryTransport Wire => _wire;

    /// <summary>All that came, oldest first, each as text.</summary>
    public List<string> Got { get; } = [];

    public SipPeer LastSource { get; private set; }

    public SipPeer Udp => SipPeer.FromEndPoint(SipTransport.Udp, _wire.LocalEndPoint);

    public SipPeer Tcp => Udp.Over(SipTransport.Tcp);

    /// <summary>Start lines of all that came: <c>SIP/2.0 200 OK</c>.</summary>
    public IEnumerable<string> Lines => Got.Select(text => text[..text.IndexOf('\r')]);

    /// <summary>Sends a text, lines ended as in the test's source, and lets the network settle.</summary>
    public void Send(in SipPeer to, string text)
    {
        _wire.TrySend(to, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), out _);
        Network.Settle();
    }

    public void MessageArrived(ReadOnlySpan<byte> message, in SipPeer source)
    {
        Got.Add(Encoding.UTF8.GetString(message));
        LastSource = source;
    }

    public void ConnectionClosed(int connection, bool wasOpen) => Got.Add("closed\r\n");

    /// <summary>The value of a header in one of the texts that came; empty where it is absent.</summary>
    public static string Header(string text, string name)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (
                line.Length >= name.Length + 2
                && line.StartsWith(name)
                && line[name.Length] == ':'
                && line[name.Length + 1] == ' '
            )
            {
                return line[(name.Length + 2)..].ToString();
            }
        }

        return "";
    }

    public static string Request(
        string method,
        string branch,
        string via = "SIP/2.0/UDP 192.0.2.1:5060",
        string callId = "call-1",
        int cseq = 1,
        string more = "",
        string to = "<sip:101@192.0.2.9>"
    ) =>
        $"""
            {method} sip:101@192.0.2.9 SIP/2.0
            Via: {via};branch={branch}
            From: <sip:102@192.0.2.1>;tag=f1
            To: {to}
            Call-ID: {callId}
            CSeq: {cseq} {method}
            {more}{(more.Length > 0 ? "\n" : "")}Content-Length: 0


            """;
}
