using System.Net;
using System.Net.Sockets;
using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>A port at which connections of one transport come in. Accepting runs on the pool.</summary>
internal sealed class StreamListener
{
    private const int Backlog = 128;

    // Out of descriptors, or the peer left before it was let in.
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private volatile bool _stopping;

    /// <exception cref="SocketException">The port cannot be had.</exception>
    public StreamListener(IPEndPoint bind, SipTransport transport)
    {
        Transport = transport;
        _socket = SipSockets.MakeFor(bind, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SipSockets.ReuseAddress(_socket);
            _socket.Bind(bind);
            _socket.Listen(Backlog);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public SipTransport Transport { get; }

    public int Port { get; }

    /// <summary>Hands each connection to the signal thread, until the stop.</summary>
    /// <param name="accepted">Runs there with a <see cref="Newcomer"/>.</param>
    public async Task AcceptAllAsync(
        SignalLoop loop,
        SipCounters counters,
        Action<object?> accepted
    )
    {
        while (!_stopping)
        {
            try
            {
                Socket socket = await _socket.AcceptAsync();
                if (!loop.Post(accepted, new Newcomer(socket, Transport)))
                {
                    counters.ConnectionsRefused.Add();
                    socket.Dispose();
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!_stopping)
            {
                await Task.Delay(AfterFault, loop.Clock);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    public void Stop()
    {
        _stopping = true;
        _socket.Dispose();
    }
}

/// <summary>A connection that has come in and waits to be let in.</summary>
internal sealed record Newcomer(Socket Socket, SipTransport Transport);
