using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using QX200.Media.Engine.Native;

namespace QX200.Media.Engine;

/// <summary>
/// The media engine's sockets, timer and bell on Linux, all in one epoll set. Sends and receives are single system
/// calls on raw descriptors and allocate nothing.
/// </summary>
internal sealed unsafe class LinuxPorts : IMediaPorts, IDisposable
{
    /// <summary>Datagrams taken from one socket before the others have their turn.</summary>
    private const int Batch = 8;

    private const int LongestDatagram = 2048;
    private const int ExpeditedForwarding = 0xB8;
    private const int ReceiveBuffer = 64 * 1024;

    private const long TimerNumber = -1;
    private const long BellNumber = -2;

    private readonly EpollSet _epoll = new();
    private readonly ReceiveBatch _batch = new(Batch, LongestDatagram);
    private readonly int _timer = Made(
        Libc.TimerCreate(Libc.ClockMonotonic, Libc.NonBlocking | Libc.CloseOnExec)
    );
    private readonly int _bell = Made(Libc.EventCreate(0, Libc.NonBlocking | Libc.CloseOnExec));

    public LinuxPorts()
    {
        _epoll.Add(_timer, TimerNumber);
        _epoll.Add(_bell, BellNumber);
    }

    public bool TryBind(IPAddress local, int port, out int socket)
    {
        bool inet6 = local.AddressFamily == AddressFamily.InterNetworkV6;
        socket = Libc.Socket(inet6 ? Libc.FamilyInet6 : Libc.FamilyInet, Libc.Datagram, 0);
        if (socket < 0)
        {
            return false;
        }

        SetOption(socket, Libc.LevelSocket, Libc.ReceiveBuffer, ReceiveBuffer);
        if (inet6)
        {
            SetOption(socket, Libc.LevelIpv6, Libc.OnlyIpv6, 1);
            SetOption(socket, Libc.LevelIpv6, Libc.TrafficClass, ExpeditedForwarding);
        }
        else
        {
            SetOption(socket, Libc.LevelIp, Libc.TypeOfService, ExpeditedForwarding);
        }

        PeerAddress address = PeerAddress.From(new IPEndPoint(local, port));
        if (Libc.Bind(socket, &address, address.Length) == 0)
        {
            return true;
        }

        Close(socket);
        return false;
    }

    public void Watch(int socket, int row, bool control) =>
        _epoll.Add(socket, ((long)socket << 17) | ((long)row << 1) | (control ? 1L : 0L));

    public void Close(int socket) => _ = Libc.Close(socket);

    public bool Send(int socket, ReadOnlySpan<byte> datagram, in PeerAddress to)
    {
        fixed (byte* bytes = datagram)
        fixed (PeerAddress* address = &to)
        {
            return Libc.SendTo(
                    socket,
                    bytes,
                    datagram.Length,
                    Libc.DontWait,
                    address,
                    address->Length
                ) >= 0;
        }
    }

    public void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_bell, &one, sizeof(ulong));
    }

    /// <summary>Media thread: has the timer ring every 10 ms from a moment of the monotonic clock on.</summary>
    /// <param name="nanoseconds">When it rings first.</param>
    public void StartTimer(long nanoseconds)
    {
        const long Second = 1_000_000_000;
        var setting = new Libc.TimerSetting
        {
            IntervalNanoseconds = MediaPump.TickUs * 1000,
            FirstSeconds = nanoseconds / Second,
            FirstNanoseconds = nanoseconds % Second,
        };
        _ = Made(Libc.TimerSet(_timer, Libc.TimerAbsolute, &setting, null));
    }

    /// <summary>
    /// Media thread: waits until something happens and hands over what came in. A peer that floods its socket gets
    /// no more than its batch before all others had theirs, and ticks are run in between.
    /// </summary>
    public void WaitAndTake(MediaPump pump)
    {
        int count = _epoll.Wait();
        for (int i = 0; i < count; i++)
        {
            long number = _epoll[i];
            if (number < 0)
            {
                Clear(number == TimerNumber ? _timer : _bell);
            }
            else
            {
                Take(pump, (int)(number >> 17), (int)(number >> 1) & 0xFFFF, (number & 1) != 0);
            }

            long now = pump.Now;
            if (pump.IsTickDue(now))
            {
                pump.RunTicks(now);
            }
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(_timer);
        _ = Libc.Close(_bell);
        _epoll.Dispose();
    }

    private void Take(MediaPump pump, int socket, int row, bool control)
    {
        int count = _batch.Receive(socket);
        long now = pump.Now;
        for (int i = 0; i < count; i++)
        {
            if (control)
            {
                pump.RtcpArrived(row, _batch[i], _batch.From(i), now);
            }
            else
            {
                pump.RtpArrived(row, _batch[i], _batch.From(i), now);
            }
        }
    }

    private static void Clear(int descriptor)
    {
        ulong count;
        _ = Libc.Read(descriptor, &count, sizeof(ulong));
    }

    private static void SetOption(int socket, int level, int name, int value) =>
        _ = Libc.SetOption(socket, level, name, &value, sizeof(int));

    private static int Made(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());
}
