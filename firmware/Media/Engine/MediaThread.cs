using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using QX200.Media.Engine.Native;

namespace QX200.Media.Engine;

/// <summary>
/// The thread that turns the <see cref="MediaPump"/>: it waits on one epoll set for packets, ticks and commands, with
/// real-time priority and locked memory where the system lets it.
/// </summary>
internal sealed partial class MediaThread(
    MediaPump pump,
    LinuxPorts ports,
    TimeProvider clock,
    ILogger log
)
{
    private const int Priority = 40;

    private Thread? _thread;
    private volatile bool _stop;

    public void Start()
    {
        _thread = new Thread(Run) { Name = "media", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends the thread and closes everything; returns when it is done.</summary>
    public void Stop()
    {
        if (_thread is null)
        {
            return;
        }

        _stop = true;
        ports.Wake();
        _thread.Join();
        _thread = null;
        ports.Dispose();
    }

    private void Run()
    {
        LogObtained(log, TakeFifo(), TakeMemory());
        _ = Libc.Control(Libc.TimerSlack, 1, 0, 0, 0);

        // The timer's clock is the one behind the timestamps; its first ring is the tick after the pump's next.
        long nanoseconds =
            (long)(pump.Start * (1e9 / clock.TimestampFrequency))
            + (pump.Now / MediaPump.TickUs * MediaPump.TickUs * 1000);
        ports.StartTimer(nanoseconds + (MediaPump.TickUs * 1000));
        pump.RunTicks(pump.Now);
        while (!_stop)
        {
            Turn();
        }

        pump.RunCommands();
        pump.CloseAll();
    }

    private void Turn()
    {
        try
        {
            ports.WaitAndTake(pump);
            pump.RunCommands();
        }
        catch (Exception fault)
        {
            pump.SilenceFaulty();
            LogFault(log, fault);
        }
    }

    private static unsafe string TakeFifo()
    {
        int priority = Priority;
        return Libc.SetScheduler(0, Libc.SchedulerFifo | Libc.ResetOnFork, &priority) == 0
            ? "SCHED_FIFO"
            : $"the ordinary scheduler ({Marshal.GetLastPInvokeErrorMessage()})";
    }

    // Pages are locked as they are first touched: the runtime reserves far more than it ever uses.
    private static string TakeMemory() =>
        Libc.LockAll(Libc.LockNow | Libc.LockFuture | Libc.LockOnFault) == 0
            ? "locked memory"
            : $"unlocked memory ({Marshal.GetLastPInvokeErrorMessage()})";

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The media thread runs with {Scheduler} and {Memory}"
    )]
    private static partial void LogObtained(ILogger log, string scheduler, string memory);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A fault in the media thread; the thread goes on"
    )]
    private static partial void LogFault(ILogger log, Exception fault);
}
