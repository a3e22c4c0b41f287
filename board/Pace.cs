using System.Runtime.InteropServices;

namespace QX200.Board;

/// <summary>
/// Calls a piece of work again and again: each time it says after how long it wants to go on. On the machine's own
/// clock that is a thread of its own, with real-time priority where that may be had; on a clock turned by hand, the
/// clock's timers.
/// </summary>
internal abstract class Pace : IDisposable
{
    /// <summary>Said by work that has nothing to do until it is woken.</summary>
    public static readonly TimeSpan UntilWoken = Timeout.InfiniteTimeSpan;

    /// <param name="name">Of the thread.</param>
    /// <param name="step">The work. Never called twice at the same time.</param>
    public static Pace Start(string name, TimeProvider clock, Func<TimeSpan> step) =>
        ReferenceEquals(clock, TimeProvider.System)
            ? new PaceOfThread(name, step)
            : new PaceOfTimer(clock, step);

    /// <summary>Any thread: the work has something to do now.</summary>
    public abstract void Wake();

    /// <summary>Returns when the work has ended; not to be called by the work.</summary>
    public abstract void Dispose();
}

internal sealed partial class PaceOfThread : Pace
{
    private const int Fifo = 1;
    private const int ResetOnFork = 0x4000_0000;

    // Below the media thread's.
    private const int Priority = 30;

    private readonly AutoResetEvent _woken = new(initialState: false);
    private readonly Lock _end = new();
    private readonly Func<TimeSpan> _step;
    private readonly Thread _thread;
    private volatile bool _over;

    public PaceOfThread(string name, Func<TimeSpan> step)
    {
        _step = step;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public override void Wake()
    {
        lock (_end)
        {
            if (!_over)
            {
                _woken.Set();
            }
        }
    }

    public override void Dispose()
    {
        lock (_end)
        {
            if (_over)
            {
                return;
            }

            _over = true;
            _woken.Set();
        }

        _thread.Join();
        _woken.Dispose();
    }

    // The work counts its pauses from when they should have begun, so a wait rounded to a millisecond adds up to nothing.
    private unsafe void Run()
    {
        int priority = Priority;
        _ = SetScheduler(0, Fifo | ResetOnFork, &priority);
        while (!_over)
        {
            TimeSpan pause = _step();
            if (pause == UntilWoken)
            {
                _woken.WaitOne();
            }
            else if (pause > TimeSpan.Zero)
            {
                _woken.WaitOne((int)Math.Round(pause.TotalMilliseconds));
            }
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "sched_setscheduler")]
    private static unsafe partial int SetScheduler(int thread, int policy, int* priority);
}

internal sealed class PaceOfTimer : Pace
{
    private readonly Func<TimeSpan> _step;
    private readonly ITimer _timer;
    private bool _stepping;
    private bool _again;
    private bool _over;

    public PaceOfTimer(TimeProvider clock, Func<TimeSpan> step)
    {
        _step = step;
        _timer = clock.CreateTimer(
            static pace => ((PaceOfTimer)pace!).Wake(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        Wake();
    }

    public override void Wake()
    {
        if (_over)
        {
            return;
        }

        _again = true;
        if (_stepping)
        {
            return;
        }

        _stepping = true;
        TimeSpan pause = UntilWoken;
        while (_again)
        {
            _again = false;
            pause = _step();
        }

        _stepping = false;
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    public override void Dispose()
    {
        _over = true;
        _timer.Dispose();
    }
}
