using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Benchmarks;

/// <summary>
/// One step of an open transaction: a datagram parsed, matched, taken through the machine and answered, over a
/// transport that throws away. The floor is parsing the same datagram. Aim: 0 bytes allocated in a step.
/// </summary>
[MemoryDiagnoser]
public class SipTransactionBenchmarks
{
    private readonly SipMessage _message = new();
    private readonly Nowhere _nowhere = new();
    private readonly SipPeer _phone = SipPeer.FromEndPoint(
        SipTransport.Udp,
        IPEndPoint.Parse("192.0.2.1:5060")
    );
    private readonly SipPeer _stream = SipPeer.FromEndPoint(
        SipTransport.Tcp,
        IPEndPoint.Parse("192.0.2.1:5060"),
        connection: 1
    );
    private byte[] _invite = [];
    private byte[] _options = [];
    private byte[] _ringing = [];
    private Func<int> _runPending = null!;

    [GlobalSetup]
    public void Open()
    {
        var loop = new SignalLoop(TimeProvider.System, NullLogger.Instance);
        var user = new Ringing();
        var stack = new SipStack(
            loop,
            new SipStackOptions(),
            NullLoggerFactory.Instance,
            _nowhere,
            new SystemNames()
        )
        {
            User = user,
        };
        stack.Start();
        _runPending = loop.RunPending;
        _invite = Request("INVITE", "UDP");
        _options = Request("OPTIONS", "TCP");
        RepeatedInvite();
        ClientTransaction call = stack.NewRequest(SipMethod.Invite, _phone, user);
        SipWriter writer = call.Begin("sip:101@192.0.2.1"u8);
        writer.Header(HeaderName.From, "<sip:102@192.0.2.9>;tag=f1"u8);
        writer.Header(HeaderName.To, "<sip:101@192.0.2.1>"u8);
        writer.Header(HeaderName.CallId, "c2"u8);
        writer.Header(HeaderName.CSeq, "1 INVITE"u8);
        writer.End();
        call.Send(ref writer);
        _ringing = Response(Encoding.ASCII.GetString(writer.Written));
    }

    [Benchmark(Baseline = true)]
    public int ParseAlone() => (int)SipMessage.Parse(_invite, _message);

    [Benchmark]
    public void RepeatedInvite() => _nowhere.Arrive(_invite, _phone);

    [Benchmark]
    public void MatchedResponse() => _nowhere.Arrive(_ringing, _phone);

    /// <summary>A whole transaction, from its opening to its end (over a stream it ends at once). Makes one object.</summary>
    [Benchmark]
    public void WholeOptions()
    {
        _nowhere.Arrive(_options, _stream);
        _runPending();
    }

    private static byte[] Request(string method, string transport) =>
        Encoding.ASCII.GetBytes(
            $"{method} sip:101@192.0.2.9 SIP/2.0\r\n"
                + $"Via: SIP/2.0/{transport} 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport\r\n"
                + "Max-Forwards: 70\r\nFrom: \"Alice\" <sip:102@192.0.2.9>;tag=1928301774\r\n"
                + "To: <sip:101@192.0.2.9>\r\nCall-ID: a84b4c76e66710@192.0.2.1\r\n"
                + $"CSeq: 314159 {method}\r\nContact: <sip:102@192.0.2.1:5060>\r\n"
                + "User-Agent: a telephone\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n"
                + "Content-Length: 0\r\n\r\n"
        );

    private static byte[] Response(string invite)
    {
        string via = invite.Split("\r\n")[1];
        return Encoding.ASCII.GetBytes(
            $"SIP/2.0 180 Ringing\r\n{via}\r\nFrom: <sip:102@192.0.2.9>;tag=f1\r\n"
                + "To: <sip:101@192.0.2.1>;tag=t1\r\nCall-ID: c2\r\nCSeq: 1 INVITE\r\n"
                + "Content-Length: 0\r\n\r\n"
        );
    }

    private sealed class Nowhere : ISipTransport
    {
        private ISipArrivals? _arrivals;

        public IPEndPoint LocalEndPoint { get; } = IPEndPoint.Parse("192.0.2.9:5060");

        public void Arrive(byte[] datagram, in SipPeer source) =>
            _arrivals!.MessageArrived(datagram, source);

        public void Start(ISipArrivals arrivals) => _arrivals = arrivals;

        public void Stop() => _arrivals = null;

        public IPAddress LocalAddressFor(in SipPeer peer) => LocalEndPoint.Address;

        public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
        {
            connection = peer.Connection;
            return true;
        }

        public bool IsOpen(int connection) => true;

        public void Pin(int connection) { }

        public void Unpin(int connection) { }
    }

    private sealed class Ringing : ISipUser, IClientTransactionUser
    {
        public void RequestArrived(ServerTransaction transaction) =>
            transaction.Respond(transaction.IsInvite ? 180 : 200);

        public void AckArrived(SipMessage ack, in SipPeer source) { }

        public void StrayResponse(SipMessage response) { }

        public void ResponseArrived(ClientTransaction transaction, SipMessage response) { }

        public void Failed(ClientTransaction transaction, ClientFailure failure) { }
    }
}
