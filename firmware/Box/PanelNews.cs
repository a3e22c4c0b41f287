using System.Collections.Immutable;
using System.Threading.Channels;

namespace QX200.Box;

/// <summary>Wakes everyone who watches the box when something has changed, from any thread and without waiting.</summary>
internal sealed class PanelNews
{
    private ImmutableArray<Channel<bool>> _watchers = [];

    public void Tell()
    {
        foreach (Channel<bool> watcher in _watchers)
        {
            watcher.Writer.TryWrite(true);
        }
    }

    /// <summary>News since the last look count once. To be given back with <see cref="Leave"/>.</summary>
    public Channel<bool> Join()
    {
        var watcher = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        ImmutableInterlocked.Update(ref _watchers, static (all, w) => all.Add(w), watcher);
        return watcher;
    }

    public void Leave(Channel<bool> watcher) =>
        ImmutableInterlocked.Update(ref _watchers, static (all, w) => all.Remove(w), watcher);
}
