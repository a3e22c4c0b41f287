namespace QX200.Acceptance;

/// <summary>
/// What a program or telephone has said so far, in order. A test waits for the next entry that it expects; an entry
/// that was waited for is taken, so that the same words count once. Any thread.
/// </summary>
internal sealed class Journal<T>(string whose)
{
    private readonly Lock _gate = new();
    private readonly List<T> _pending = [];
    private readonly List<T> _all = [];
    private TaskCompletionSource _grown = NewSignal();

    /// <summary>Everything that was said, the oldest first.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    public void Add(T entry)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            _all.Add(entry);
            _pending.Add(entry);
            grown = _grown;
            _grown = NewSignal();
        }

        grown.SetResult();
    }

    /// <summary>Takes the oldest entry not taken yet that matches, waiting up to <paramref name="limit"/> for one.</summary>
    /// <exception cref="TimeoutException">None came; says what was waited for and what came instead.</exception>
    public async Task<T> Take(string what, Func<T, bool> match, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                int index = _pending.FindIndex(entry => match(entry));
                if (index >= 0)
                {
                    T entry = _pending[index];
                    _pending.RemoveAt(index);
                    return entry;
                }

                grown = _grown.Task;
            }

            try
            {
                await grown.WaitAsync(late.Token);
            }
            catch (OperationCanceledException passed)
            {
                throw new TimeoutException(
                    $"{whose}: no {what} within {limit.TotalSeconds:0.#} s. What came:\n{Tail()}",
                    passed
                );
            }
        }
    }

    /// <summary>Whether an entry not taken yet matches.</summary>
    public bool Holds(Func<T, bool> match)
    {
        lock (_gate)
        {
            return _pending.Exists(entry => match(entry));
        }
    }

    private string Tail() => string.Join("\n", All.TakeLast(40));

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
