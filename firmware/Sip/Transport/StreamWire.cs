using System.Net.Sockets;

namespace QX200.Sip.Transport;

/// <summary>
/// How the bytes of one stream connection travel: bare over TCP, or inside TLS. Never throws for what the other end
/// does. One reader and one writer at a time.
/// </summary>
internal abstract class StreamWire(Socket socket) : IDisposable
{
    protected Socket Socket => socket;

    /// <summary>Why it could not be made ready, for people; empty where there is nothing to say.</summary>
    public string Fault { get; protected set; } = "";

    /// <summary>The socket is connected: what is to be done before bytes can travel. False where that fails.</summary>
    public abstract ValueTask<bool> TryOpenAsync(CancellationToken limit);

    /// <returns>How many bytes came; 0 where the connection has ended in whatever way.</returns>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <returns>How many bytes went; 0 where the connection has ended in whatever way.</returns>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Any thread: what is being received ends. False where it was not connected.</summary>
    public bool TryShutdown() => SipSockets.TryShutdown(socket);

    public virtual void Dispose() => socket.Dispose();
}

internal sealed class TcpWire(Socket socket) : StreamWire(socket)
{
    public override ValueTask<bool> TryOpenAsync(CancellationToken limit) =>
        ValueTask.FromResult(true);

    public override ValueTask<int> ReceiveAsync(Memory<byte> into) =>
        SipSockets.ReceiveAsync(Socket, into);

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) =>
        SipSockets.SendAsync(Socket, bytes);
}
