using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>Who is told that something has changed. Any thread.</summary>
internal sealed class ChangeWatchers
{
    private ImmutableArray<Action> _watchers = [];

    /// <returns>To be disposed of when no more is wanted.</returns>
    public IDisposable Add(Action changed)
    {
        ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Add(one), changed);
        return new Subscription(this, changed);
    }

    public void Tell()
    {
        foreach (Action watcher in _watchers)
        {
            watcher();
        }
    }

    private sealed class Subscription(ChangeWatchers watchers, Action changed) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(
                ref watchers._watchers,
                static (all, one) => all.Remove(one),
                changed
            );
    }
}
