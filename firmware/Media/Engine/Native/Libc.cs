using System.Runtime.InteropServices;

namespace QX200.Media.Engine.Native;

/// <summary>
/// The system calls of the sound path, on raw descriptors. Numbers and layouts are those of 64-bit Linux with
/// little-endian words (x86-64 and arm64); where the two differ, the type that wraps the layout knows.
/// </summary>
internal static unsafe partial class Libc
{
    // By its full name: without its version it is found only where a compiler is installed.
    private const string Library = "libc.so.6";

    public const ushort FamilyInet = 2;
    public const ushort FamilyInet6 = 10;

    public const int Again = 11;
    public const int Interrupted = 4;

    public const int Datagram = 2 | NonBlocking | CloseOnExec;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int DontWait = 0x40;

    public const int LevelIp = 0;
    public const int TypeOfService = 1;
    public const int LevelIpv6 = 41;
    public const int OnlyIpv6 = 26;
    public const int TrafficClass = 67;
    public const int LevelSocket = 1;
    public const int ReceiveBuffer = 8;

    public const int EpollAdd = 1;
    public const int EpollIn = 1;

    public const int ClockMonotonic = 1;
    public const int TimerAbsolute = 1;

    public const int SchedulerFifo = 1;
    public const int ResetOnFork = 0x4000_0000;

    public const int TimerSlack = 29;
    public const int LockNow = 1;
    public const int LockFuture = 2;
    public const int LockOnFault = 4;

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, PeerAddress* address, int length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int name, int* value, int length);

    [LibraryImport(Library, EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(
        int socket,
        byte* bytes,
        nint length,
        int flags,
        PeerAddress* to,
        int toLength
    );

    [LibraryImport(Library, EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(
        int socket,
        ReceiveSlot* slots,
        uint count,
        int flags,
        void* timeout
    );

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(
        int epoll,
        int operation,
        int descriptor,
        byte* happening
    );

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* happenings, int most, int milliseconds);

    [LibraryImport(Library, EntryPoint = "timerfd_create", SetLastError = true)]
    public static partial int TimerCreate(int clock, int flags);

    [LibraryImport(Library, EntryPoint = "timerfd_settime", SetLastError = true)]
    public static partial int TimerSet(int timer, int flags, TimerSetting* setting, void* before);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventCreate(uint start, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* into, nint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* from, nint length);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int what, nuint value, nuint b, nuint c, nuint d);

    [LibraryImport(Library, EntryPoint = "mlockall", SetLastError = true)]
    public static partial int LockAll(int flags);

    /// <summary>struct itimerspec: seconds and nanoseconds, of the interval and of the first expiry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimerSetting
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long FirstSeconds;
        public long FirstNanoseconds;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Piece
    {
        public byte* Bytes;
        public nint Length;
    }

    /// <summary>struct mmsghdr: a message header and the length received.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct ReceiveSlot
    {
        public PeerAddress* Name;
        public ulong NameLength;
        public Piece* Pieces;
        public nint PieceCount;
        public void* Control;
        public nint ControlLength;
        public ulong Flags;
        public uint Received;
    }
}
