using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QX200.Media.Engine.Native;

/// <summary>
/// An IPv4 or IPv6 address and port as Linux has them (sockaddr_in, sockaddr_in6), so that a packet's address goes
/// to and from the kernel as it is. A plain value of 32 bytes; the default means nowhere.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PeerAddress
{
    /// <summary>Room for the larger of the two kinds, rounded up.</summary>
    public const int Size = 32;

    private const int InetLength = 16;
    private const int Inet6Length = 28;

    // Family (2, our byte order), port (2, network order), then address or flow.
    private readonly ulong _start;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Whether it names a place that packets can be sent to.</summary>
    public bool IsSet => Length != 0 && Port != 0 && !IsAny;

    /// <summary>The length the kernel expects; 0 where this is nowhere.</summary>
    public int Length =>
        Family switch
        {
            Libc.FamilyInet => InetLength,
            Libc.FamilyInet6 => Inet6Length,
            _ => 0,
        };

    public ushort Family => (ushort)_start;

    public ushort Port => BinaryPrimitives.ReverseEndianness((ushort)(_start >> 16));

    private bool IsAny =>
        Family == Libc.FamilyInet
            ? _start >> 32 == 0
            : _second == 0 && (_third == 0 || _third == AnyMapped);

    // ::ffff:0.0.0.0
    private static ulong AnyMapped => 0x0000_0000_FFFF_0000;

    private PeerAddress(ulong start, ulong second, ulong third, ulong fourth)
    {
        _start = start;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    /// <summary>The same host at another port.</summary>
    public PeerAddress WithPort(int port) =>
        new(
            (_start & ~0xFFFF_0000ul)
                | ((ulong)BinaryPrimitives.ReverseEndianness((ushort)port) << 16),
            _second,
            _third,
            _fourth
        );

    public bool SameHost(in PeerAddress other) => WithPort(0) == other.WithPort(0);

    public static PeerAddress From(IPEndPoint? endPoint)
    {
        if (endPoint is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        bool inet6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        MemoryMarshal.Write(bytes, inet6 ? Libc.FamilyInet6 : Libc.FamilyInet);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(bytes[(inet6 ? 8 : 4)..], out _);
        if (inet6)
        {
            MemoryMarshal.Write(bytes[24..], (uint)endPoint.Address.ScopeId);
        }

        return MemoryMarshal.Read<PeerAddress>(bytes);
    }

    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[Size];
        MemoryMarshal.Write(bytes, this);
        return Family == Libc.FamilyInet6
            ? new(new IPAddress(bytes[8..24], MemoryMarshal.Read<uint>(bytes[24..])), Port)
            : new(new IPAddress(bytes[4..8]), Port);
    }

    public override string ToString() => Length == 0 ? "nowhere" : ToEndPoint().ToString();
}
