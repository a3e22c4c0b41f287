using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace QX200.Runtime;

/// <summary>
/// The log: one line an entry on standard error, written by a thread of its own out of a bounded mailbox. Whoever
/// logs never waits; what does not fit is dropped, and the next line says how much that was.
/// </summary>
internal sealed class LogWriter : ILoggerProvider
{
    private const int Capacity = 4096;

    private readonly Mailbox<string> _lines = new(Capacity);
    private readonly SemaphoreSlim _posted = new(0);
    private readonly TimeProvider _clock;
    private readonly LogLevel _least;
    private readonly TextWriter _out;
    private readonly Thread _thread;
    private long _dropped;
    private volatile bool _stopping;

    /// <param name="least">Entries below this level are left out.</param>
    public LogWriter(TextWriter output, TimeProvider clock, LogLevel least)
    {
        _out = output;
        _clock = clock;
        _least = least;
        _thread = new Thread(Write) { Name = "log", IsBackground = true };
        _thread.Start();
    }

    public ILogger CreateLogger(string categoryName) => new Room(this, categoryName);

    /// <summary>Writes what waits and ends; half a second at most.</summary>
    public void Dispose()
    {
        _stopping = true;
        _posted.Release();
        if (_thread.Join(TimeSpan.FromMilliseconds(500)))
        {
            _posted.Dispose();
        }
    }

    private void Post(string line)
    {
        if (_stopping || !_lines.TryPost(line))
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        _posted.Release();
    }

    private void Write()
    {
        while (!_stopping || !_lines.IsEmpty)
        {
            _posted.Wait();
            while (_lines.TryTake(out string line))
            {
                Put(line);
            }

            long dropped = Interlocked.Exchange(ref _dropped, 0);
            if (dropped > 0)
            {
                Put(
                    $"{dropped.ToString(CultureInfo.InvariantCulture)} log entries were dropped: too many at once"
                );
            }
        }
    }

    /// <summary>A log that cannot be written is nobody's fault here, and hurts nobody.</summary>
    private void Put(string line)
    {
        try
        {
            _out.WriteLine(line);
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private sealed class Room(LogWriter log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= log._least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var line = new StringBuilder();
            line.Append(
                CultureInfo.InvariantCulture,
                $"{log._clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Word(logLevel)} {category}: "
            );
            line.Append(formatter(state, exception).ReplaceLineEndings(" "));
            if (exception is not null)
            {
                line.AppendLine().Append(exception);
            }

            log.Post(line.ToString());
        }

        private static string Word(LogLevel level) =>
            level switch
            {
                LogLevel.Trace => "trace",
                LogLevel.Debug => "debug",
                LogLevel.Information => "info",
                LogLevel.Warning => "warn",
                _ => "error",
            };
    }
}
