using System.Runtime.CompilerServices;

namespace QX200.Runtime;

/// <summary>
/// A bounded queue into which many threads post and from which one thread takes. Posting and taking neither
/// block nor allocate. The owner wakes its own thread after a post; the mailbox only carries.
/// </summary>
/// <remarks>
/// Each cell carries a sequence number that says whose turn it is: equal to the position, a writer may claim it;
/// one more, the reader may take it. A writer publishes a cell with a release store of the sequence, the reader
/// sees the item through an acquire load of the same word.
/// </remarks>
internal sealed class Mailbox<T>
{
    private readonly Cell[] _cells;
    private readonly int _mask;
    private PaddedLong _tail;
    private PaddedLong _head;

    /// <param name="capacity">Most items that may wait; a power of two, 2 to 2^20.</param>
    public Mailbox(int capacity)
    {
        if (capacity is < 2 or > 1 << 20 || (capacity & (capacity - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity),
                capacity,
                "must be a power of two, 2 to 2^20"
            );
        }

        _cells = new Cell[capacity];
        _mask = capacity - 1;
        for (int i = 0; i < capacity; i++)
        {
            _cells[i].Sequence = i;
        }
    }

    /// <summary>Any thread. False when the mailbox is full: the item was not taken in.</summary>
    public bool TryPost(in T item)
    {
        long position = Volatile.Read(ref _tail.Value);
        while (true)
        {
            ref Cell cell = ref _cells[(int)position & _mask];
            long turn = Volatile.Read(ref cell.Sequence) - position;
            if (turn == 0)
            {
                long seen = Interlocked.CompareExchange(ref _tail.Value, position + 1, position);
                if (seen == position)
                {
                    cell.Item = item;
                    Volatile.Write(ref cell.Sequence, position + 1);
                    return true;
                }

                position = seen;
            }
            else if (turn < 0)
            {
                return false;
            }
            else
            {
                position = Volatile.Read(ref _tail.Value);
            }
        }
    }

    /// <summary>The owning thread only. False when nothing waits.</summary>
    public bool TryTake(out T item)
    {
        long position = _head.Value;
        ref Cell cell = ref _cells[(int)position & _mask];
        if (Volatile.Read(ref cell.Sequence) != position + 1)
        {
            item = default!;
            return false;
        }

        item = cell.Item;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            cell.Item = default!;
        }

        _head.Value = position + 1;
        Volatile.Write(ref cell.Sequence, position + _cells.Length);
        return true;
    }

    /// <summary>The owning thread only: whether the next take would fail.</summary>
    public bool IsEmpty =>
        Volatile.Read(ref _cells[(int)_head.Value & _mask].Sequence) != _head.Value + 1;

    /// <summary>The owning thread only: how many items wait, those included whose post is not finished.</summary>
    public int Count => (int)(Volatile.Read(ref _tail.Value) - _head.Value);

    private struct Cell
    {
        public long Sequence;
        public T Item;
    }
}
