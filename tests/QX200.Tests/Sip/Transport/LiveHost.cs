using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

/// <summary>A stack on real sockets of the loopback, whose loop runs on the test's thread while it waits.</summary>
internal sealed class LiveHost : ISipUser, IClientTransactionUser, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SignalLoop _loop;

    /// <param name="certificate">With one, TLS comes in too, at a port of its own.</param>
    public LiveHost(
        TimeProvider? clock = null,
        string address = "127.0.0.1",
        int port = 0,
        Func<SslStreamCertificateContext>? certificate = null
    )
    {
        _loop = new SignalLoop(clock ?? TimeProvider.System, NullLogger.Instance);
        var options = new SipStackOptions
        {
            BindAddress = IPAddress.Parse(address),
            Port = port,
            TlsPort = 0,
            Certificate = certificate,
        };
        Stack = new SipStack(_loop, options, NullLoggerFactory.Instance) { User = this };
        Stack.Start();
    }

    public SipStack Stack { get; }

    public int Port => Stack.LocalEndPoint.Port;

    /// <summary>What threw on the loop.</summary>
    public long Faults => _loop.Faults;

    /// <summary>Connections that came in and have not ended.</summary>
    public long Connections =>
        Stack.Counters.ConnectionsAccepted.Value - Stack.Counters.ConnectionsEnded.Value;

    public List<string> Heard { get; } = [];

    public List<SipPeer> Sources { get; } = [];

    public void RunOnce() => _loop.RunPending();

    /// <summary>Runs the loop until it is so; fails the test after a long while.</summary>
    public void Until(Func<bool> isSo)
    {
        long began = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        while (!isSo())
        {
            _loop.RunPending();
            spin.SpinOnce();
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "waited in vain");
        }
    }

    /// <summary>Runs the loop until so many bytes, or the end of the stream, have come.</summary>
    public string Read(Socket socket, int bytes = 1)
    {
        byte[] buffer = new byte[65536];
        int length = 0;
        bool isAtEnd = false;
        Until(() =>
        {
            while (!isAtEnd && length < bytes && socket.Poll(0, SelectMode.SelectRead))
            {
                int read = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
                length += read;
                isAtEnd = read == 0;
            }

            return isAtEnd || length >= bytes;
        });
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    public Socket ConnectTcp()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        socket.Connect(IPAddress.Loopback, Port);
        return socket;
    }

    public Socket ConnectUdp()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Loopback, Port);
        return socket;
    }

    public void Ask(in SipPeer target)
    {
        ClientTransaction transaction = Stack.NewRequest(SipMethod.Options, target, this);
        SipWriter writer = transaction.Begin("sip:127.0.0.1"u8);
        writer.Header(HeaderName.From, "<sip:102@127.0.0.1>;tag=f1"u8);
        writer.Header(HeaderName.To, "<sip:101@127.0.0.1>"u8);
        writer.Header(HeaderName.CallId, "c1"u8);
        writer.Header(HeaderName.CSeq, "1 OPTIONS"u8);
        writer.End();
        transaction.Send(ref writer);
    }

    public static byte[] Options(string branch, string transport = "TCP") =>
        Encoding.UTF8.GetBytes(
            RawHost
                .Request(
                    "OPTIONS",
                    branch,
                    $"SIP/2.0/{transport} 127.0.0.1:9;rport",
                    callId: branch
                )
                .ReplaceLineEndings("\r\n")
        );

    public void RequestArrived(ServerTransaction transaction)
    {
        Sources.Add(transaction.Source);
        Heard.Add(Encoding.UTF8.GetString(transaction.Request.MethodText));
        transaction.Respond(200);
    }

    public void AckArrived(SipMessage ack, in SipPeer source) => Heard.Add("ACK");

    public void StrayResponse(SipMessage response) => Heard.Add("stray");

    public void ResponseArrived(ClientTransaction transaction, SipMessage response) =>
        Heard.Add($"{response.Status}");

    public void Failed(ClientTransaction transaction, ClientFailure failure) =>
        Heard.Add($"failed {failure}");

    public void Dispose()
    {
        Stack.Stop();
        _loop.Dispose();
    }
}
