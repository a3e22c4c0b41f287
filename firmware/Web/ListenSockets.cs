using System.Net;
using System.Net.Sockets;

namespace QX200.Web;

/// <summary>
/// The ports of the pages, taken before anything else starts: a port in use ends the start before it has begun.
/// </summary>
internal sealed class ListenSockets : IDisposable
{
    private readonly Dictionary<int, Socket> _byPort = [];

    /// <exception cref="WebStartException">It can't be had.</exception>
    public void Take(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _byPort[port] = socket;
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                // :: stands for IPv4 too.
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(64);
        }
        catch (SocketException fault)
        {
            throw new WebStartException(
                Sentence(new IPEndPoint(address, port), fault.SocketErrorCode),
                fault
            );
        }
    }

    /// <summary>Kestrel takes what was taken; from then on it is Kestrel's to close.</summary>
    public Socket HandOver(EndPoint endPoint)
    {
        _ = _byPort.Remove(((IPEndPoint)endPoint).Port, out Socket? socket);
        return socket!;
    }

    public void Dispose()
    {
        foreach (Socket socket in _byPort.Values)
        {
            socket.Dispose();
        }
    }

    private static string Sentence(IPEndPoint endPoint, SocketError error)
    {
        string what = $"The web pages cannot use TCP {endPoint}";
        return error switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{what}: another program has that port; name another in system.ini, [web].",
            SocketError.AddressNotAvailable => $"{what}: this machine does not have that address.",
            SocketError.AccessDenied => $"{what}: ports below 1024 need a privilege.",
            _ => $"{what}: {error}.",
        };
    }
}
