using System.Net;
using System.Net.Sockets;

namespace QX200.Tests;

/// <summary>
/// Ports of loopback for servers that are told theirs. They lie below those that the kernel gives out by itself, where
/// one that has just been found free may be the next connection's.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;

    private static int s_last = Environment.ProcessId;

    /// <summary>One that no other test of this run is given, and that nobody else has at the moment.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
