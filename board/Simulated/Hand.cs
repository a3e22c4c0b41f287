namespace QX200.Board.Simulated;

/// <summary>Does things one after the other with pauses between them, as a person does with one hand.</summary>
/// <param name="gate">Held while something is done.</param>
internal sealed class Hand(Lock gate, TimeProvider clock) : IDisposable
{
    private readonly Queue<(Action Act, TimeSpan After)> _plan = [];
    private ITimer? _timer;
    private bool _busy;

    /// <summary>Something is planned or its pause is not over. Under the gate.</summary>
    public bool IsBusy => _busy;

    /// <summary>Under the gate: does it as soon as all that is planned is over; at once if that is nothing.</summary>
    /// <param name="after">How long nothing else is done then.</param>
    public void Then(Action act, TimeSpan after)
    {
        _plan.Enqueue((act, after));
        if (!_busy)
        {
            Next();
        }
    }

    /// <summary>Under the gate: lets everything be that is planned.</summary>
    public void Drop()
    {
        _plan.Clear();
        _busy = false;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    private void Next()
    {
        _busy = _plan.TryDequeue(out (Action Act, TimeSpan After) next);
        if (_busy)
        {
            _timer ??= clock.CreateTimer(
                static hand => ((Hand)hand!).Due(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
            _timer.Change(next.After, Timeout.InfiniteTimeSpan);
            next.Act();
        }
    }

    private void Due()
    {
        lock (gate)
        {
            if (_busy)
            {
                Next();
            }
        }
    }
}
