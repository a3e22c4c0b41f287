using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using QX200.Status;
using QX200.Watchers;

namespace QX200.Benchmarks;

/// <summary>
/// Many telephones watch one park extension, which is parked on and retrieved from again and again: what a NOTIFY costs,
/// and how long after the change the last of them has been handed to the network. Each is answered 200.
/// </summary>
internal static class WatchersRun
{
    private const int Changes = 200;

    /// <param name="numbers">How many watch; 500 where it is not given.</param>
    public static int Run(string[] numbers)
    {
        int watchers =
            numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 500;
        var loop = new SignalLoop(TimeProvider.System, NullLogger.Instance);
        var wire = new Answering(loop);
        var stack = new SipStack(
            loop,
            new SipStackOptions(),
            NullLoggerFactory.Instance,
            wire,
            new SystemNames()
        );
        var agent = new SipUserAgent(stack);
        var status = new StatusBoard();
        var desk = new WatchDesk(agent, status, NullLogger.Instance);
        agent.Owner = new Door(desk);
        stack.Start();
        status.Publish(Snapshot(null));
        for (int i = 0; i < watchers; i++)
        {
            wire.Arrive(Subscribe(i), Phone(i));
            loop.RunPending();
        }

        Console.WriteLine($"{desk.Count} subscriptions, {wire.Sent} messages sent for them");
        var spans = new List<double>();
        long sent = wire.Sent;
        long bytes = 0;
        for (int change = 0; change < Changes; change++)
        {
            Thread.Sleep(NotifyQueue.Spacing);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            status.Publish(
                Snapshot(change % 2 == 0 ? DialogPhase.Confirmed : DialogPhase.Terminated)
            );
            spans.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            loop.RunPending();
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        sent = wire.Sent - sent;
        spans.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Changes} changes, {sent} NOTIFYs of {wire.Bytes / wire.Sent} bytes: {spans[Changes / 2] * 1000 / watchers:0.0} us each, the last of {watchers} is out after {spans[Changes / 2]:0.0} ms (worst {spans[^1]:0.0} ms); {bytes / sent} bytes allocated each, with its answer"
            )
        );
        return sent == (long)Changes * watchers ? 0 : 1;
    }

    private static StatusSnapshot Snapshot(DialogPhase? phase) =>
        StatusSnapshot.Empty with
        {
            Lamps =
            [
                new LampStatus(
                    "77",
                    "Park 77",
                    IsPark: true,
                    phase is { } now
                        ?
                        [
                            new DialogStatus(
                                "0123456789abcdef0123456789abcdef",
                                "0123456789abcdef",
                                "fedcba9876543210",
                                IsInitiator: false,
                                now,
                                new PartyStatus("102", "Bob"),
                                IsHeld: false
                            ),
                        ]
                        : []
                ),
            ],
        };

    private static SipPeer Phone(int i) =>
        SipPeer.FromAddress(
            SipTransport.Udp,
            new IPAddress([10, 0, (byte)(i >> 8), (byte)i]),
            5060
        );

    private static byte[] Subscribe(int i) =>
        Encoding.ASCII.GetBytes(
            $"SUBSCRIBE sip:77@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP {Phone(i).Address}:5060;branch=z9hG4bK{i};rport\r\n"
                + $"Max-Forwards: 70\r\nFrom: <sip:{100 + (i / 400)}@192.0.2.9>;tag=w{i}\r\nTo: <sip:77@192.0.2.9>\r\n"
                + $"Call-ID: w{i}@{Phone(i).Address}\r\nCSeq: 1 SUBSCRIBE\r\nContact: <sip:w{i}@{Phone(i).Address}:5060>\r\n"
                + "Event: dialog\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
        );

    private sealed class Door(WatchDesk desk) : IUserAgentOwner
    {
        public void InviteArrived(ServerTransaction invite) => invite.Respond(501);

        public void RequestArrived(ServerTransaction transaction)
        {
            _ = NameAddress.TryParse(transaction.Request[HeaderName.From], out NameAddress from);
            _ = from.TryUri(out SipUri uri);
            desk.Subscribe(transaction, uri.UnescapedUser());
        }
    }

    /// <summary>A network whose telephones answer every NOTIFY.</summary>
    private sealed class Answering(SignalLoop loop) : ISipTransport
    {
        private readonly SipMessage _message = new();
        private readonly byte[] _response = new byte[4096];
        private ISipArrivals? _arrivals;

        public long Sent { get; private set; }

        public long Bytes { get; private set; }

        public IPEndPoint LocalEndPoint { get; } = IPEndPoint.Parse("192.0.2.9:5060");

        public void Arrive(ReadOnlySpan<byte> datagram, in SipPeer source) =>
            _arrivals!.MessageArrived(datagram, source);

        public void Start(ISipArrivals arrivals) => _arrivals = arrivals;

        public void Stop() => _arrivals = null;

        public IPAddress LocalAddressFor(in SipPeer peer) => LocalEndPoint.Address;

        public bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection)
        {
            connection = 0;
            Sent++;
            Bytes += message.Length;
            if (message.StartsWith("NOTIFY"u8))
            {
                SipMessage.Parse(message, _message);
                var answer = new SipWriter(_response);
                answer.Status(200);
                foreach (
                    HeaderName name in (ReadOnlySpan<HeaderName>)
                        [
                            HeaderName.Via,
                            HeaderName.From,
                            HeaderName.To,
                            HeaderName.CallId,
                            HeaderName.CSeq,
                        ]
                )
                {
                    answer.CopyHeader(_message, name);
                }

                answer.End();
                byte[] bytes = answer.Written.ToArray();
                SipPeer from = peer;
                loop.Post(_ => Arrive(bytes, from), null);
            }

            return true;
        }

        public bool IsOpen(int connection) => true;

        public void Pin(int connection) { }

        public void Unpin(int connection) { }
    }
}
