using Microsoft.Extensions.Logging;

namespace QX200.Tests.Calls;

/// <summary>A fault in the loop ends the test where it happens, with its own stack trace.</summary>
internal sealed class Rethrow : ILogger
{
    public void Log<TState>(
        LogLevel level,
        EventId id,
        TState state,
        Exception? fault,
        Func<TState, Exception?, string> format
    )
    {
        if (fault is not null)
        {
            throw new InvalidOperationException(format(state, fault), fault);
        }
    }

    public bool IsEnabled(LogLevel level) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
