using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QX200.Acceptance.Wire;

/// <summary>
/// Tells when this machine stood still: on each of its processors a thread, of real-time priority where that may be had,
/// sends a small datagram into a capture every 20 ms, as the exchange does. A packet of the exchange that is late while
/// these come in time is late by its own fault.
/// </summary>
internal sealed partial class Metronome : IDisposable
{
    private const int Milliseconds = 20;
    private const int Fifo = 1;

    // Below the exchange's own, which it must not delay.
    private const int Priority = 20;

    private readonly List<Thread> _threads = [];
    private readonly List<Socket> _sockets = [];
    private volatile bool _over;

    public Metronome()
    {
        Ports = [.. Processors().Select(Begin)];
    }

    /// <summary>Each thread's port, which it sends from and to.</summary>
    public IReadOnlyList<int> Ports { get; }

    public void Dispose()
    {
        _over = true;
        _threads.ForEach(static thread => thread.Join());
        _threads.Clear();
        _sockets.ForEach(static socket => socket.Dispose());
    }

    // Nobody takes the datagrams in; those for which there is no room any more have been captured all the same.
    private int Begin(int processor)
    {
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        int port = Acceptance.Ports.Next();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Connect(IPAddress.Loopback, port);
        var thread = new Thread(() => Beat(processor, socket))
        {
            Name = $"beat{processor}",
            IsBackground = true,
        };
        _sockets.Add(socket);
        _threads.Add(thread);
        thread.Start();
        return port;
    }

    private void Beat(int processor, Socket socket)
    {
        ulong mask = 1UL << processor;
        _ = SetAffinity(0, sizeof(ulong), in mask);
        int priority = Priority;
        _ = SetScheduler(0, Fifo, in priority);
        byte[] beat = "beat"u8.ToArray();
        while (!_over)
        {
            try
            {
                socket.Send(beat);
            }
            catch (SocketException)
            {
                // No room for this one.
            }

            Thread.Sleep(Milliseconds);
        }
    }

    private static IEnumerable<int> Processors()
    {
        ulong mask = 1;
        _ = GetAffinity(0, sizeof(ulong), ref mask);
        return Enumerable.Range(0, 64).Where(p => (mask & (1UL << p)) != 0).Take(8);
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, in ulong mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint size, ref ulong mask);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);
}
