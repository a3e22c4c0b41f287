using Microsoft.Extensions.Logging;

namespace QX200.Runtime;

/// <summary>One entry of the log.</summary>
/// <param name="Number">Counted from 1 since the start.</param>
/// <param name="Room">The class that logs, without the program's name before it.</param>
/// <param name="Event">The event's name in the source, such as <c>RegisterRefused</c>.</param>
internal sealed record LogEntry(
    long Number,
    DateTimeOffset At,
    LogLevel Level,
    string Room,
    string Event,
    string Text
);

/// <summary>
/// The last entries of the log, for the page that shows them. Beside what goes to standard error it keeps some of the
/// entries below: at most so many a second, so that a flood of rejected messages costs next to nothing.
/// </summary>
internal sealed class LogTail(TimeProvider clock, int capacity = 2000) : ILoggerProvider
{
    private const int DetailsASecond = 20;
    private const string Program = "QX200.";

    private readonly LogEntry?[] _entries = new LogEntry?[capacity];
    private readonly Lock _lock = new();
    private long _count;
    private long _second;
    private int _details;

    public ILogger CreateLogger(string categoryName) =>
        new Room(
            this,
            categoryName.StartsWith(Program, StringComparison.Ordinal)
                ? categoryName[Program.Length..]
                : categoryName
        );

    /// <summary>The entries behind a number, the oldest first. Any thread.</summary>
    public IReadOnlyList<LogEntry> After(long number)
    {
        lock (_lock)
        {
            long from = Math.Max(number, _count - _entries.Length);
            return
            [
                .. Enumerable
                    .Range(0, (int)Math.Max(0, _count - from))
                    .Select(i => _entries[(from + i) % _entries.Length]!),
            ];
        }
    }

    public void Dispose() { }

    private void Keep(LogLevel level, string room, string name, string text)
    {
        lock (_lock)
        {
            _entries[_count % _entries.Length] = new LogEntry(
                _count + 1,
                clock.GetUtcNow(),
                level,
                room,
                name,
                text
            );
            _count++;
        }
    }

    private bool HasRoomForDetail()
    {
        long second = clock.GetUtcNow().ToUnixTimeSeconds();
        if (Interlocked.Exchange(ref _second, second) != second)
        {
            Volatile.Write(ref _details, 0);
        }

        return Interlocked.Increment(ref _details) <= DetailsASecond;
    }

    private sealed class Room(LogTail tail, string room) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= LogLevel.Information
                ? logLevel != LogLevel.None
                : logLevel == LogLevel.Debug && tail.HasRoomForDetail();

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel >= LogLevel.Debug && logLevel != LogLevel.None)
            {
                string text = formatter(state, exception).ReplaceLineEndings(" ");
                string more = exception is null
                    ? ""
                    : $" ({exception.GetType().Name}: {exception.Message})";
                tail.Keep(logLevel, room, eventId.Name ?? "", text + more);
            }
        }
    }
}
