namespace QX200.Board.Simulated;

/// <summary>
/// Does things one after the other with pauses between them, as a person does with one hand. A dial breaks the loop for
/// 60 ms and not for 90, so each hand has a pace of its own.
/// </summary>
internal sealed class Hand : IDisposable
{
    private readonly Queue<(Action Act, TimeSpan After)> _plan = [];
    private readonly Lock _gate;
    private readonly TimeProvider _clock;
    private readonly Pace _pace;
    private bool _busy;
    private long _due;

    /// <param name="gate">Held while something is done.</param>
    public Hand(string name, Lock gate, TimeProvider clock)
    {
        _gate = gate;
        _clock = clock;
        _pace = Pace.Start(name, clock, Step);
    }

    /// <summary>Under the gate: does it as soon as all that is planned is over; at once if that is nothing.</summary>
    /// <param name="after">How long nothing else is done then.</param>
    public void Then(Action act, TimeSpan after)
    {
        _plan.Enqueue((act, after));
        if (!_busy)
        {
            Next(_clock.GetTimestamp());
            _pace.Wake();
        }
    }

    /// <summary>Under the gate: lets everything be that is planned.</summary>
    public void Drop()
    {
        _plan.Clear();
        _busy = false;
    }

    /// <summary>Not under the gate.</summary>
    public void Dispose() => _pace.Dispose();

    private TimeSpan Step()
    {
        lock (_gate)
        {
            long now = _clock.GetTimestamp();
            while (_busy && now >= _due)
            {
                Next(_due);
            }

            return _busy ? _clock.GetElapsedTime(now, _due) : Pace.UntilWoken;
        }
    }

    // Pauses count from when the last thing should have been done, so being late does not add up.
    private void Next(long at)
    {
        _busy = _plan.TryDequeue(out (Action Act, TimeSpan After) next);
        if (_busy)
        {
            _due = at + (long)(next.After.TotalSeconds * _clock.TimestampFrequency);
            next.Act();
        }
    }
}
