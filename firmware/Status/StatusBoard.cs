using System.Collections.Immutable;

namespace QX200.Status;

/// <summary>
/// Where the newest snapshot hangs. The signal thread publishes; any thread looks, or asks to be told.
/// </summary>
internal sealed class StatusBoard
{
    private StatusSnapshot _current = StatusSnapshot.Empty;
    private ImmutableArray<Subscriber> _subscribers = [];

    /// <summary>Any thread. Acquire load: whoever sees the reference sees all that is in it.</summary>
    public StatusSnapshot Current => Volatile.Read(ref _current);

    /// <summary>
    /// Signal thread. Release store; then the subscribers are told in the order in which they came, on this thread.
    /// </summary>
    public void Publish(StatusSnapshot snapshot)
    {
        Volatile.Write(ref _current, snapshot);
        foreach (Subscriber subscriber in _subscribers)
        {
            subscriber.Told(snapshot);
        }
    }

    /// <summary>Any thread.</summary>
    /// <param name="told">Runs on the signal thread, so it should only post the news on.</param>
    /// <returns>To be disposed of when no more is wanted; one more call may be under way then.</returns>
    public IDisposable Subscribe(Action<StatusSnapshot> told)
    {
        var subscriber = new Subscriber(this, told);
        ImmutableInterlocked.Update(ref _subscribers, static (all, s) => all.Add(s), subscriber);
        return subscriber;
    }

    private sealed class Subscriber(StatusBoard board, Action<StatusSnapshot> told) : IDisposable
    {
        public Action<StatusSnapshot> Told { get; } = told;

        public void Dispose() =>
            ImmutableInterlocked.Update(
                ref board._subscribers,
                static (all, s) => all.Remove(s),
                this
            );
    }
}
