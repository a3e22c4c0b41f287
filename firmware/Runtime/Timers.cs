namespace QX200.Runtime;

/// <summary>Names one armed timer. The default value names none and may be cancelled freely.</summary>
internal readonly record struct TimerId(int Index, uint Generation)
{
    public bool IsSet => Generation != 0;
}

/// <summary>
/// The signal thread's timers: a binary heap of reused nodes on a <see cref="TimeProvider"/>. Arming, cancelling
/// and firing allocate nothing once the heap has grown. Not thread-safe: the signal thread owns it.
/// </summary>
internal sealed class Timers(TimeProvider clock)
{
    private Node[] _nodes = new Node[64];
    private int[] _heap = new int[64];
    private int _count;
    private int _used;
    private int _free = -1;
    private long _order;

    /// <summary>How many timers are armed.</summary>
    public int Count => _count;

    /// <summary>Arms a timer. <paramref name="callback"/> should be static, with what it needs in <paramref name="state"/>.</summary>
    /// <param name="after">Zero or less means: at the next turn of the loop.</param>
    public TimerId Schedule(TimeSpan after, Action<object?> callback, object? state)
    {
        int index = TakeNode();
        ref Node node = ref _nodes[index];
        // Exact: a timer that fired a grain too early would be armed again for no time at all.
        node.Due =
            clock.GetTimestamp()
            + (long)((Int128)after.Ticks * clock.TimestampFrequency / TimeSpan.TicksPerSecond);
        node.Order = _order++;
        node.Callback = callback;
        node.State = state;
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        _heap[_count] = index;
        node.Position = _count;
        SiftUp(_count++);
        return new TimerId(index, node.Generation);
    }

    /// <summary>Disarms a timer and clears the name. Nothing happens where it has fired or was cancelled already.</summary>
    public void Cancel(ref TimerId id)
    {
        TimerId old = id;
        id = default;
        if (!old.IsSet || _nodes[old.Index].Generation != old.Generation)
        {
            return;
        }

        Remove(_nodes[old.Index].Position);
        Release(old.Index);
    }

    /// <summary>Time until the next timer is due; zero when one is, null when none is armed.</summary>
    public TimeSpan? UntilNext()
    {
        if (_count == 0)
        {
            return null;
        }

        long ticks = _nodes[_heap[0]].Due - clock.GetTimestamp();
        return ticks <= 0
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds((double)ticks / clock.TimestampFrequency);
    }

    /// <summary>Takes the earliest timer that is due, in order of due time and then of arming.</summary>
    public bool TryTakeDue(out Action<object?> callback, out object? state)
    {
        if (_count == 0 || _nodes[_heap[0]].Due > clock.GetTimestamp())
        {
            callback = null!;
            state = null;
            return false;
        }

        int index = _heap[0];
        callback = _nodes[index].Callback!;
        state = _nodes[index].State;
        Remove(0);
        Release(index);
        return true;
    }

    private int TakeNode()
    {
        if (_free >= 0)
        {
            int index = _free;
            _free = _nodes[index].Position;
            return index;
        }

        if (_used == _nodes.Length)
        {
            Array.Resize(ref _nodes, _used * 2);
        }

        _nodes[_used].Generation = 1;
        return _used++;
    }

    private void Release(int index)
    {
        ref Node node = ref _nodes[index];
        node.Generation = node.Generation == uint.MaxValue ? 1 : node.Generation + 1;
        node.Callback = null;
        node.State = null;
        node.Position = _free;
        _free = index;
    }

    private void Remove(int position)
    {
        int last = --_count;
        if (position == last)
        {
            return;
        }

        Place(position, _heap[last]);
        SiftDown(position);
        SiftUp(position);
    }

    private void SiftUp(int position)
    {
        int index = _heap[position];
        while (position > 0)
        {
            int parent = (position - 1) / 2;
            if (!Before(index, _heap[parent]))
            {
                break;
            }

            Place(position, _heap[parent]);
            position = parent;
        }

        Place(position, index);
    }

    private void SiftDown(int position)
    {
        int index = _heap[position];
        while (true)
        {
            int child = (2 * position) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Before(_heap[child], index))
            {
                break;
            }

            Place(position, _heap[child]);
            position = child;
        }

        Place(position, index);
    }

    private void Place(int position, int index)
    {
        _heap[position] = index;
        _nodes[index].Position = position;
    }

    private bool Before(int a, int b) =>
        _nodes[a].Due != _nodes[b].Due
            ? _nodes[a].Due < _nodes[b].Due
            : _nodes[a].Order < _nodes[b].Order;

    private struct Node
    {
        public long Due;
        public long Order;
        public Action<object?>? Callback;
        public object? State;

        /// <summary>Place in the heap while armed; the next free node while not.</summary>
        public int Position;
        public uint Generation;
    }
}
