namespace QX200.Sip.Transport;

/// <summary>
/// The bytes that wait to go out over one connection: the signal thread adds, the connection's own task takes all
/// that is there at once. Bounded, as a peer that does not read must cost neither time nor memory.
/// </summary>
internal sealed class SendQueue(int mostBytes)
{
    private readonly Lock _gate = new();
    private byte[] _filling = new byte[2048];
    private byte[] _draining = new byte[2048];
    private int _filled;
    private State _state = State.Held;

    private enum State : byte
    {
        /// <summary>The connection is still being made.</summary>
        Held,
        Idle,

        /// <summary>A task is sending.</summary>
        Draining,
        Closed,
    }

    /// <summary>Adds one whole message.</summary>
    /// <param name="mustDrain">The caller is to start a task that takes until nothing is left.</param>
    /// <returns>False where the queue is closed or would grow over its bound: nothing was added.</returns>
    public bool TryAdd(ReadOnlySpan<byte> message, out bool mustDrain)
    {
        lock (_gate)
        {
            mustDrain = false;
            if (_state == State.Closed || _filled + message.Length > mostBytes)
            {
                return false;
            }

            if (_filled + message.Length > _filling.Length)
            {
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _filled + message.Length));
            }

            message.CopyTo(_filling.AsSpan(_filled));
            _filled += message.Length;
            mustDrain = _state == State.Idle;
            if (mustDrain)
            {
                _state = State.Draining;
            }

            return true;
        }
    }

    /// <summary>The connection stands. True where messages wait: the caller is to drain.</summary>
    public bool Open()
    {
        lock (_gate)
        {
            if (_state != State.Held)
            {
                return false;
            }

            _state = _filled > 0 ? State.Draining : State.Idle;
            return _filled > 0;
        }
    }

    /// <summary>The draining task: all that waits, or false when it may end. The bytes stand until the next call.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> waiting)
    {
        lock (_gate)
        {
            waiting = default;
            if (_filled == 0 || _state == State.Closed)
            {
                _state = _state == State.Closed ? State.Closed : State.Idle;
                return false;
            }

            (_filling, _draining) = (_draining, _filling);
            waiting = _draining.AsMemory(0, _filled);
            _filled = 0;
            return true;
        }
    }

    /// <summary>Whether nothing waits and nothing is being sent.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                return _state is State.Idle or State.Closed;
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _state = State.Closed;
        }
    }
}
