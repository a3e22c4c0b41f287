using Microsoft.Extensions.Logging;

namespace QX200.Web;

/// <summary>
/// The web server's own log: warnings and worse alone, as it tells of every request otherwise, and no more than errors
/// about what clients send.
/// </summary>
internal sealed class QuietLog(ILoggerFactory log) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Quiet(log.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => log.AddProvider(provider);

    /// <summary>The factory behind it belongs to the program.</summary>
    public void Dispose() { }

    private sealed class Quiet(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= LogLevel.Warning && inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
