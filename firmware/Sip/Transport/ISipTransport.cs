using System.Net;

namespace QX200.Sip.Transport;

/// <summary>
/// What carries whole SIP messages to and from other hosts: sockets in the appliance, a network in memory in
/// tests. All members are called on the signal thread, and what arrives is handed over there.
/// </summary>
internal interface ISipTransport
{
    /// <exception cref="SipStartException">A port cannot be had.</exception>
    void Start(ISipArrivals arrivals);

    /// <summary>Sends what still waits in the connections, closes all of them and the sockets. May follow the loop's end.</summary>
    void Stop();

    /// <summary>Where this side listens; the port is the one really had, where port 0 was asked for.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Where SIP over TLS comes in; 0 where it does not.</summary>
    int TlsPort => 0;

    /// <summary>
    /// The port of ours that <paramref name="peer"/> is told: the one that is listened at; to a server over TLS the one
    /// from which the connection to it leaves, which is begun for that.
    /// </summary>
    int PortToward(in SipPeer peer) => LocalEndPoint.Port;

    /// <summary>A number for peers that are servers over TLS, by which it is known what they have to prove.</summary>
    ushort Expect(ExpectedServer server) => 0;

    /// <summary>Why the last connection to that server failed, for people; empty where there is nothing to say.</summary>
    string WhyLost(in SipPeer server) => "";

    /// <summary>The address of ours that <paramref name="peer"/> sees.</summary>
    IPAddress LocalAddressFor(in SipPeer peer);

    /// <summary>
    /// Sends one message: over the peer's connection if that is open, else over any open one to its address, else
    /// over a new one, which is told to <see cref="ISipArrivals.ConnectionClosed"/> should it fail.
    /// </summary>
    /// <param name="connection">The connection that took the message; 0 over UDP.</param>
    /// <returns>False where the message certainly cannot go out.</returns>
    bool TrySend(in SipPeer peer, ReadOnlySpan<byte> message, out int connection);

    bool IsOpen(int connection);

    /// <summary>A connection that is in use is not closed for being idle. Each call wants its <see cref="Unpin"/>.</summary>
    void Pin(int connection);

    void Unpin(int connection);
}

/// <summary>What comes up from the transport, on the signal thread.</summary>
internal interface ISipArrivals
{
    /// <summary>One datagram, or one message cut out of a stream. The bytes are the transport's again after the call.</summary>
    void MessageArrived(ReadOnlySpan<byte> message, in SipPeer source);

    /// <summary>A connection is gone.</summary>
    /// <param name="wasOpen">False where it never came about.</param>
    void ConnectionClosed(int connection, bool wasOpen);
}

/// <summary>SIP cannot start; the message is one sentence for a person.</summary>
internal sealed class SipStartException(string message, Exception cause)
    : Exception(message, cause);
