using System.Runtime.InteropServices;

namespace QX200.Media.Engine.Native;

/// <summary>Room for several datagrams and their senders, filled by one system call. Used by one thread.</summary>
internal sealed unsafe class ReceiveBatch
{
    private readonly int _most;
    private readonly int _longest;
    private readonly byte[] _bytes;
    private readonly PeerAddress[] _from;
    private readonly Libc.Piece[] _pieces;
    private readonly Libc.ReceiveSlot[] _slots;

    public ReceiveBatch(int most, int longest)
    {
        _most = most;
        _longest = longest;
        _bytes = GC.AllocateArray<byte>(most * longest, pinned: true);
        _from = GC.AllocateArray<PeerAddress>(most, pinned: true);
        _pieces = GC.AllocateArray<Libc.Piece>(most, pinned: true);
        _slots = GC.AllocateArray<Libc.ReceiveSlot>(most, pinned: true);
        for (int i = 0; i < most; i++)
        {
            _pieces[i].Bytes = Pointer(_bytes) + (i * longest);
            _pieces[i].Length = longest;
            _slots[i].Name = Pointer(_from) + i;
            _slots[i].Pieces = Pointer(_pieces) + i;
            _slots[i].PieceCount = 1;
        }
    }

    /// <summary>What lies at <paramref name="index"/> since the last <see cref="Receive"/>.</summary>
    public Span<byte> this[int index] =>
        _bytes.AsSpan(index * _longest, (int)Math.Min(_slots[index].Received, (uint)_longest));

    public ref readonly PeerAddress From(int index) => ref _from[index];

    /// <summary>Takes what waits at a socket, without waiting.</summary>
    /// <returns>How many datagrams; 0 when there is none, or the socket reports a fault.</returns>
    public int Receive(int socket)
    {
        for (int i = 0; i < _most; i++)
        {
            // The kernel writes the sender's true length here and reads it as the room there is.
            _slots[i].NameLength = PeerAddress.Size;
            _from[i] = default;
        }

        int count;
        do
        {
            count = Libc.ReceiveMany(socket, Pointer(_slots), (uint)_most, Libc.DontWait, null);
        } while (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        return Math.Max(count, 0);
    }

    // All arrays here are pinned from the start.
    private static T* Pointer<T>(T[] pinned)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
