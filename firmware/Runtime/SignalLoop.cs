using Microsoft.Extensions.Logging;

namespace QX200.Runtime;

/// <summary>
/// The one thread that owns all call state: transactions, dialogs, bindings, calls and their timers. Work comes in
/// through a mailbox from any thread; timers run on the same thread, so nothing here needs a lock.
/// </summary>
/// <remarks>
/// In tests no thread is started: post, turn the clock by hand and call <see cref="RunPending"/>.
/// A fault in one piece of work is logged and counted, and the loop goes on.
/// </remarks>
internal sealed partial class SignalLoop : IDisposable
{
    private readonly int _capacity;
    private readonly Mailbox<Work> _mailbox;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly ILogger _log;
    private int _asleep;
    private long _faults;
    private long _refused;

    /// <param name="capacity">Most posts that may wait; a power of two.</param>
    public SignalLoop(TimeProvider clock, ILogger log, int capacity = 1 << 16)
    {
        _capacity = capacity;
        _mailbox = new Mailbox<Work>(capacity);
        Clock = clock;
        Timers = new Timers(clock);
        _log = log;
    }

    public TimeProvider Clock { get; }

    /// <summary>The signal thread's timers; to be touched on that thread alone.</summary>
    public Timers Timers { get; }

    /// <summary>Pieces of work that threw. Any thread.</summary>
    public long Faults => Volatile.Read(ref _faults);

    /// <summary>Posts refused because the mailbox was full. Any thread.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The signal thread: more than half of the mailbox is taken, so new work is better turned away.</summary>
    public bool IsCrowded => _mailbox.Count > _capacity / 2;

    /// <summary>
    /// Any thread: runs <paramref name="callback"/> on the signal thread. Allocates nothing where the callback is
    /// static. False when the mailbox is full: nothing will run.
    /// </summary>
    public bool Post(Action<object?> callback, object? state)
    {
        if (!_mailbox.TryPost(new Work(callback, state)))
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        // Full fence: the post above must be visible before the sleeper's flag is read, as the sleeper
        // sets its flag before it looks into the mailbox a last time.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) != 0)
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>Signal thread: runs until <paramref name="stop"/> is cancelled.</summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration _ = stop.Register(() => _wake.Set());
        while (!stop.IsCancellationRequested)
        {
            RunPending();
            Volatile.Write(ref _asleep, 1);
            Interlocked.MemoryBarrier();
            if (_mailbox.IsEmpty && !stop.IsCancellationRequested)
            {
                TimeSpan? until = Timers.UntilNext();
                _wake.WaitOne(
                    until is { } t
                        ? Math.Min((int)Math.Ceiling(t.TotalMilliseconds), 60_000)
                        : 60_000
                );
            }

            Volatile.Write(ref _asleep, 0);
        }
    }

    /// <summary>Signal thread: runs all that was posted and all timers that are due, and what those post in turn.</summary>
    /// <returns>How many pieces of work ran.</returns>
    public int RunPending()
    {
        int ran = 0;
        while (true)
        {
            if (_mailbox.TryTake(out Work work))
            {
                Guarded(work.Callback, work.State);
            }
            else if (Timers.TryTakeDue(out Action<object?> callback, out object? state))
            {
                Guarded(callback, state);
            }
            else
            {
                return ran;
            }

            ran++;
        }
    }

    /// <summary>After <see cref="Run"/> has returned.</summary>
    public void Dispose() => _wake.Dispose();

    private void Guarded(Action<object?> callback, object? state)
    {
        try
        {
            callback(state);
        }
        catch (Exception fault)
        {
            Interlocked.Increment(ref _faults);
            LogFault(_log, fault);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A fault in a piece of work; the loop goes on"
    )]
    private static partial void LogFault(ILogger log, Exception fault);

    private readonly record struct Work(Action<object?> Callback, object? State);
}
