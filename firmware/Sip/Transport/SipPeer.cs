using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace QX200.Sip.Transport;

/// <summary>What carries SIP messages.</summary>
internal enum SipTransport : byte
{
    Udp,
    Tcp,
    Tls,
}

internal static class SipTransports
{
    /// <summary>Where nobody names a port (RFC 3261 19.1.2).</summary>
    public static int DefaultPort(this SipTransport transport) =>
        transport == SipTransport.Tls ? 5061 : 5060;
}

/// <summary>
/// The other end of a hop: transport, address, port and, for streams, the connection. A plain value without
/// references; making, comparing and storing one allocates nothing.
/// </summary>
/// <remarks>IPv4 addresses mapped into IPv6 are kept as IPv4, so one telephone has one value on every socket.</remarks>
internal readonly struct SipPeer : IEquatable<SipPeer>
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly ushort _server;
    private readonly byte _bytes;
    private readonly bool _isFlow;

    private SipPeer(
        SipTransport transport,
        ReadOnlySpan<byte> address,
        int port,
        uint scope,
        int connection,
        bool isFlow
    )
    {
        Transport = transport;
        Connection = connection;
        _port = (ushort)port;
        _isFlow = isFlow;
        if (address.Length == 16 && !IsMapped(address))
        {
            _high = BinaryPrimitives.ReadUInt64BigEndian(address);
            _low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
            _scope = scope;
            _bytes = 16;
        }
        else
        {
            _low = BinaryPrimitives.ReadUInt32BigEndian(address[^4..]);
            _bytes = 4;
        }
    }

    private SipPeer(
        in SipPeer other,
        SipTransport transport,
        int port,
        int connection,
        bool isFlow,
        ushort server
    )
    {
        this = other;
        _server = server;
        Transport = transport;
        Connection = connection;
        _port = (ushort)port;
        _isFlow = isFlow;
    }

    public SipTransport Transport { get; }

    public int Port => _port;

    /// <summary>The connection's number; 0 over UDP, and where no connection is known yet.</summary>
    public int Connection { get; }

    /// <summary>Who has to be there over TLS, by its number among <see cref="ExpectedServers"/>; 0: nobody knows.</summary>
    public ushort Server => _server;

    /// <summary>The default value stands for nobody.</summary>
    public bool IsNone => _bytes == 0;

    /// <summary>Streams do not lose messages: nothing is retransmitted over them.</summary>
    public bool IsReliable => Transport != SipTransport.Udp;

    /// <summary>
    /// Seen as the source of a message, not looked up from a URI: requests to it go just there, over the same
    /// transport however long they are. Takes no part in equality.
    /// </summary>
    public bool IsFlow => _isFlow;

    public AddressFamily Family =>
        _bytes == 16 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>A new object at each call.</summary>
    public IPAddress Address
    {
        get
        {
            Span<byte> address = stackalloc byte[16];
            int length = WriteAddress(address);
            return length == 16 ? new IPAddress(address, _scope) : new IPAddress(address[..length]);
        }
    }

    /// <summary>A new object at each call.</summary>
    public IPEndPoint EndPoint => new(Address, Port);

    public static SipPeer FromEndPoint(
        SipTransport transport,
        IPEndPoint endPoint,
        int connection = 0
    ) => FromAddress(transport, endPoint.Address, endPoint.Port, connection);

    public static SipPeer FromAddress(
        SipTransport transport,
        IPAddress address,
        int port,
        int connection = 0
    )
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out int length);
        bool isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        return new SipPeer(
            transport,
            bytes[..length],
            port,
            isV6 ? (uint)address.ScopeId : 0,
            connection,
            isFlow: connection > 0
        );
    }

    /// <summary>The source of a datagram, from what the socket filled in. Allocates nothing.</summary>
    public static SipPeer FromSocketAddress(SipTransport transport, SocketAddress source)
    {
        ReadOnlySpan<byte> raw = source.Buffer.Span;
        int port = BinaryPrimitives.ReadUInt16BigEndian(raw[2..]);
        return source.Family == AddressFamily.InterNetworkV6
            ? new SipPeer(
                transport,
                raw.Slice(8, 16),
                port,
                BitConverter.ToUInt32(raw.Slice(24, 4)),
                connection: 0,
                isFlow: true
            )
            : new SipPeer(transport, raw.Slice(4, 4), port, 0, connection: 0, isFlow: true);
    }

    /// <summary>Fills in a socket address that was made for <paramref name="into"/>'s family. Allocates nothing.</summary>
    /// <returns>False where an IPv4 socket cannot reach this peer.</returns>
    public bool TryCopyTo(SocketAddress into)
    {
        Span<byte> raw = into.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(raw[2..], _port);
        if (into.Family == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32BigEndian(raw[4..], (uint)_low);
            return _bytes == 4;
        }

        raw[4..28].Clear();
        if (_bytes == 16)
        {
            _ = WriteAddress(raw[8..]);
            _ = BitConverter.TryWriteBytes(raw[24..], _scope);
        }
        else
        {
            raw[18] = 0xff;
            raw[19] = 0xff;
            BinaryPrimitives.WriteUInt32BigEndian(raw[20..], (uint)_low);
        }

        return !IsNone;
    }

    /// <summary>The same address and port over another transport, no connection yet.</summary>
    public SipPeer Over(SipTransport transport) => new(this, transport, Port, 0, isFlow: false, 0);

    /// <summary>The same address with another port, no connection.</summary>
    public SipPeer AtPort(int port) => new(this, Transport, port, 0, isFlow: false, _server);

    public SipPeer OnConnection(int connection) =>
        new(this, Transport, Port, connection, isFlow: connection > 0, _server);

    /// <summary>As the source of a datagram: the way back through whatever stands between.</summary>
    public SipPeer AsFlow() => new(this, Transport, Port, Connection, isFlow: true, _server);

    /// <summary>The same, with who has to be there.</summary>
    public SipPeer ExpectedAs(ushort server) =>
        new(this, Transport, Port, Connection, IsFlow, server);

    public bool SameAddress(in SipPeer other) =>
        _low == other._low && _high == other._high && _bytes == other._bytes;

    /// <summary>The address as text, IPv6 without brackets, as <c>received</c> in a Via wants it.</summary>
    public bool TryFormatAddress(Span<byte> into, out int written)
    {
        if (_bytes == 16)
        {
            // Rare and not in the hot path of an IPv4 house: the formatter of IPAddress is worth its object.
            return Address.TryFormat(into, out written);
        }

        written = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            uint part = ((uint)_low >> shift) & 0xff;
            if (
                !part.TryFormat(
                    into[written..],
                    out int digits,
                    default,
                    CultureInfo.InvariantCulture
                )
            )
            {
                return false;
            }

            written += digits;
            if (shift > 0)
            {
                if (written == into.Length)
                {
                    return false;
                }

                into[written++] = (byte)'.';
            }
        }

        return true;
    }

    public bool Equals(SipPeer other) =>
        SameAddress(other)
        && _port == other._port
        && _scope == other._scope
        && Transport == other.Transport
        && Connection == other.Connection
        && _server == other._server;

    public override bool Equals(object? obj) => obj is SipPeer other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(_high, _low, _port, Transport, Connection);

    public static bool operator ==(in SipPeer left, in SipPeer right) => left.Equals(right);

    public static bool operator !=(in SipPeer left, in SipPeer right) => !left.Equals(right);

    /// <summary>For logs and people: <c>udp 192.0.2.7:5060</c>, <c>tcp [2001:db8::7]:5060 #3</c>.</summary>
    public override string ToString()
    {
        if (IsNone)
        {
            return "nobody";
        }

        string transport = Transport switch
        {
            SipTransport.Udp => "udp",
            SipTransport.Tcp => "tcp",
            _ => "tls",
        };
        return Connection == 0
            ? $"{transport} {EndPoint}"
            : $"{transport} {EndPoint} #{Connection}";
    }

    private int WriteAddress(Span<byte> into)
    {
        if (_bytes == 16)
        {
            BinaryPrimitives.WriteUInt64BigEndian(into, _high);
            BinaryPrimitives.WriteUInt64BigEndian(into[8..], _low);
            return 16;
        }

        BinaryPrimitives.WriteUInt32BigEndian(into, (uint)_low);
        return 4;
    }

    private static bool IsMapped(ReadOnlySpan<byte> address) =>
        address[..10].IndexOfAnyExcept((byte)0) < 0 && address[10] == 0xff && address[11] == 0xff;
}
