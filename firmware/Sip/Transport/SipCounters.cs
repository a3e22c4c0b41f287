using QX200.Sip.Messages;

namespace QX200.Sip.Transport;

/// <summary>A number that only grows. Any thread may add to it and read it.</summary>
internal sealed class Counter
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add() => Interlocked.Increment(ref _value);
}

/// <summary>What the SIP stack has seen since it was made. Any thread may read.</summary>
internal sealed class SipCounters(TimeProvider? clock = null)
{
    private readonly Counter[] _rejected = MakeRejected();

    /// <summary>Messages that arrived, good or bad, keep-alives not among them.</summary>
    public Counter Received { get; } = new();

    public Counter Sent { get; } = new();

    /// <summary>Messages that the transport refused to take.</summary>
    public Counter SendFailed { get; } = new();

    /// <summary>Line ends, empty datagrams and STUN, which hold a NAT open and mean nothing.</summary>
    public Counter KeepAlives { get; } = new();

    /// <summary>Datagrams dropped because the signal thread was too far behind.</summary>
    public Counter Overrun { get; } = new();

    /// <summary>INVITEs answered 503 because the signal thread was behind or too many transactions were open.</summary>
    public Counter TurnedAway { get; } = new();

    public Counter ReceiveFaults { get; } = new();

    /// <summary>Messages that nothing can be answered to and no transaction takes: bad responses, lost ACKs.</summary>
    public Counter Dropped { get; } = new();

    /// <summary>Requests and final responses that came again and were taken by their transaction.</summary>
    public Counter Absorbed { get; } = new();

    /// <summary>Messages of ours that went out again because nothing came back.</summary>
    public Counter Repeated { get; } = new();

    public Counter ConnectionsAccepted { get; } = new();
    public Counter ConnectionsRefused { get; } = new();

    /// <summary>Of those accepted, how many have ended.</summary>
    public Counter ConnectionsEnded { get; } = new();

    /// <summary>Connections closed because what came was no SIP or broke a size limit, or their peer did not read.</summary>
    public Counter ConnectionsBroken { get; } = new();

    /// <summary>Connections over TLS that came in and did not get through the handshake.</summary>
    public Counter HandshakesFailed { get; } = new();

    /// <summary>Who was refused of late, and why.</summary>
    public RejectedTraffic RejectedTraffic { get; } = new(clock);

    /// <summary>Messages the parser refused, by its reason.</summary>
    public Counter Rejected(SipRejection reason) => _rejected[(int)reason];

    private static Counter[] MakeRejected()
    {
        var counters = new Counter[SipRejections.Count];
        for (int i = 0; i < counters.Length; i++)
        {
            counters[i] = new Counter();
        }

        return counters;
    }
}
