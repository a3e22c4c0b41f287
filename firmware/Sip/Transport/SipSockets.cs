using System.Net;
using System.Net.Sockets;

namespace QX200.Sip.Transport;

/// <summary>Sockets as SIP wants them: marked CS3 on the network, and IPv4 too where bound to <c>::</c>.</summary>
internal static class SipSockets
{
    // DSCP CS3 (24) in the upper six bits of the octet: signalling, RFC 4594.
    private const int ClassSelector3 = 24 << 2;
    private const int LevelSocket = 1;
    private const int LevelIpv6 = 41;
    private const int OptionReuseAddress = 2;
    private const int OptionTrafficClass = 67;

    /// <param name="both">An IPv6 socket that carries IPv4 as well.</param>
    public static Socket Make(
        AddressFamily family,
        SocketType type,
        ProtocolType protocol,
        bool both = false
    )
    {
        var socket = new Socket(family, type, protocol);
        if (family == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = both;
            socket.SetRawSocketOption(LevelIpv6, OptionTrafficClass, [ClassSelector3, 0, 0, 0]);
        }

        if (both || family == AddressFamily.InterNetwork)
        {
            socket.SetSocketOption(
                SocketOptionLevel.IP,
                SocketOptionName.TypeOfService,
                ClassSelector3
            );
        }

        return socket;
    }

    /// <summary>The socket that listens at <paramref name="bind"/>; <c>::</c> means IPv4 too.</summary>
    public static Socket MakeFor(IPEndPoint bind, SocketType type, ProtocolType protocol) =>
        Make(bind.AddressFamily, type, protocol, bind.Address.Equals(IPAddress.IPv6Any));

    /// <summary>Where the box is bound to one address, its connections leave from that one too.</summary>
    /// <param name="takePort">The port is to be known before it is connected.</param>
    /// <returns>False where that address cannot be had, or is of the other family.</returns>
    public static bool TryLeaveFrom(Socket socket, IPAddress address, bool takePort)
    {
        bool isAny = IsWildcard(address);
        if (isAny && !takePort)
        {
            return true;
        }

        if (!isAny && address.AddressFamily != socket.AddressFamily)
        {
            return false;
        }

        IPAddress any =
            socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        try
        {
            socket.Bind(new IPEndPoint(isAny ? any : address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static bool IsWildcard(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>
    /// A listener may take a port over whose old connections linger in TIME_WAIT. Linux's own option and not .NET's,
    /// which would also let two programs share the port.
    /// </summary>
    public static void ReuseAddress(Socket listener) =>
        listener.SetRawSocketOption(LevelSocket, OptionReuseAddress, One);

    /// <summary>Finds peers that vanished without a word: after a minute of silence, within another.</summary>
    public static void KeepAlive(Socket connection)
    {
        connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        connection.SetSocketOption(
            SocketOptionLevel.Tcp,
            SocketOptionName.TcpKeepAliveInterval,
            15
        );
        connection.SetSocketOption(
            SocketOptionLevel.Tcp,
            SocketOptionName.TcpKeepAliveRetryCount,
            4
        );
        connection.NoDelay = true;
    }

    /// <summary>What the routes say: the address of ours from which a packet to <paramref name="remote"/> would go out.</summary>
    public static IPAddress? SourceAddressFor(IPEndPoint remote)
    {
        try
        {
            using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <returns>False where the peer refuses, cannot be reached, or the time is over.</returns>
    public static async ValueTask<bool> TryConnectAsync(
        Socket socket,
        IPEndPoint remote,
        CancellationToken limit
    )
    {
        try
        {
            await socket.ConnectAsync(remote, limit);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <returns>False where it is not connected (any more).</returns>
    public static bool TryShutdown(Socket connection)
    {
        try
        {
            connection.Shutdown(SocketShutdown.Both);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    /// <returns>How many bytes came; 0 where the connection has ended in whatever way.</returns>
    public static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> into)
    {
        try
        {
            return await socket.ReceiveAsync(into, SocketFlags.None);
        }
        catch (SocketException)
        {
            return 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <returns>How many bytes went; 0 where the connection has ended in whatever way.</returns>
    public static async ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return await socket.SendAsync(bytes, SocketFlags.None);
        }
        catch (SocketException)
        {
            return 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    private static ReadOnlySpan<byte> One => [1, 0, 0, 0];
}
