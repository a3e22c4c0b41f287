using System.ComponentModel;
using System.Runtime.InteropServices;

namespace QX200.Media.Engine.Native;

/// <summary>
/// A set of descriptors and the number that each was given; level-triggered. Linux packs struct epoll_event on
/// x86-64 (12 bytes) and nowhere else (16 bytes).
/// </summary>
internal sealed unsafe class EpollSet : IDisposable
{
    private const int Most = 64;

    private static readonly bool _packed =
        RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private readonly byte[] _happenings = GC.AllocateArray<byte>(Most * 16, pinned: true);
    private int _epoll = Libc.EpollCreate(Libc.CloseOnExec);

    public EpollSet()
    {
        if (_epoll < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private static int Stride => _packed ? 12 : 16;

    private static int NumberAt => _packed ? 4 : 8;

    /// <summary>Any thread. Closing the descriptor takes it out again.</summary>
    public bool Add(int descriptor, long number)
    {
        byte* happening = stackalloc byte[16];
        *(uint*)happening = Libc.EpollIn;
        *(long*)(happening + NumberAt) = number;
        return Libc.EpollControl(_epoll, Libc.EpollAdd, descriptor, happening) == 0;
    }

    /// <summary>Waits until something can be read, and returns how many can (0 after a signal).</summary>
    public int Wait()
    {
        fixed (byte* happenings = _happenings)
        {
            return Math.Max(0, Libc.EpollWait(_epoll, happenings, Most, -1));
        }
    }

    /// <summary>The number of the descriptor that the last wait found at <paramref name="index"/>.</summary>
    public long this[int index] =>
        MemoryMarshal.Read<long>(_happenings.AsSpan((index * Stride) + NumberAt));

    public void Dispose()
    {
        if (_epoll >= 0)
        {
            _ = Libc.Close(_epoll);
            _epoll = -1;
        }
    }
}
