using System.Net;
using QX200.Media.Engine.Native;

namespace QX200.Media.Engine;

/// <summary>
/// The datagram sockets under the media engine: Linux in the appliance, memory in tests. Sockets are plain numbers.
/// What arrives is handed to <see cref="MediaPump"/> by whoever owns the waiting.
/// </summary>
internal interface IMediaPorts
{
    /// <summary>Signal thread: a socket bound to an address of ours. False when the port is taken or not ours.</summary>
    bool TryBind(IPAddress local, int port, out int socket);

    /// <summary>Media thread: from now on what arrives is handed over under this row.</summary>
    void Watch(int socket, int row, bool control);

    /// <summary>Media thread, or the signal thread for a socket never watched.</summary>
    void Close(int socket);

    /// <summary>Media thread: false when the kernel refused it.</summary>
    bool Send(int socket, ReadOnlySpan<byte> datagram, in PeerAddress to);

    /// <summary>Any thread: the media thread has commands to look at.</summary>
    void Wake();
}
