using Microsoft.Extensions.Logging;

namespace QX200.Runtime;

/// <summary>
/// The <c>disk</c> thread: does, one after the other, what may have to wait for the flash. It owns nothing but what
/// it is given. Posting never waits: where too much is waiting already, the work is refused and counted.
/// </summary>
/// <remarks>
/// It is a loop like the signal thread's, with timers of its own, so that writers can gather before they write. In
/// tests no thread is started: post, turn the clock by hand and call <see cref="RunPending"/>. The thread is a
/// background one: a disk that hangs for good does not keep the program from ending.
/// </remarks>
internal sealed class DiskQueue : IDisposable
{
    private const int Capacity = 4096;

    private readonly SignalLoop _loop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<(Action<object?> Callback, object? State)> _last = [];
    private Thread? _thread;

    public DiskQueue(TimeProvider clock, ILogger<DiskQueue> log) =>
        _loop = new SignalLoop(clock, log, Capacity);

    /// <summary>Disk thread alone.</summary>
    public Timers Timers => _loop.Timers;

    /// <summary>The clock that the timers go by.</summary>
    public TimeProvider Clock => _loop.Clock;

    /// <summary>Pieces of work refused because too many were waiting. Any thread.</summary>
    public long Refused => _loop.Refused;

    /// <summary>Pieces of work that threw. Any thread.</summary>
    public long Faults => _loop.Faults;

    /// <summary>
    /// Any thread: runs <paramref name="callback"/> (static, with what it needs in <paramref name="state"/>) on the
    /// disk thread. False: nothing will run.
    /// </summary>
    public bool Post(Action<object?> callback, object? state) => _loop.Post(callback, state);

    /// <summary>Before the start: what is to run on the disk thread when all else is done.</summary>
    public void AtStop(Action<object?> callback, object? state) => _last.Add((callback, state));

    public void Start()
    {
        _thread = new Thread(Run) { Name = "disk", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Does what was posted so far and what was asked for with <see cref="AtStop"/>, and ends the thread.
    /// </summary>
    /// <returns>False when that was not done within <paramref name="limit"/>; it is abandoned then.</returns>
    public bool Stop(TimeSpan limit)
    {
        _stopping.Cancel();
        if (_thread is null)
        {
            Finish();
            return true;
        }

        return _thread.Join(limit);
    }

    /// <summary>Tests: does what is waiting, on the caller's thread.</summary>
    public int RunPending() => _loop.RunPending();

    /// <summary>After <see cref="Stop"/>. A thread that was abandoned keeps what it uses.</summary>
    public void Dispose()
    {
        if (_thread is { IsAlive: true })
        {
            return;
        }

        _stopping.Dispose();
        _loop.Dispose();
    }

    private void Run()
    {
        _loop.Run(_stopping.Token);
        Finish();
    }

    private void Finish()
    {
        _loop.RunPending();
        foreach ((Action<object?> callback, object? state) in _last)
        {
            _loop.Post(callback, state);
        }

        _loop.RunPending();
    }
}
