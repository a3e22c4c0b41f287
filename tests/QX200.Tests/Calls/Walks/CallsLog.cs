using Microsoft.Extensions.Logging;

namespace QX200.Tests.Calls.Walks;

/// <summary>Reads from the exchange's log who called and who was parked, independently of the records.</summary>
internal sealed class CallsLog : ILogger
{
    /// <summary>Each parking, as the records begin: <c>77: 102 by 101</c>.</summary>
    public List<string> Parked { get; } = [];

    /// <summary>Each call, as the records begin: <c>101 to 102</c>.</summary>
    public List<string> Started { get; } = [];

    public void Log<TState>(
        LogLevel level,
        EventId id,
        TState state,
        Exception? fault,
        Func<TState, Exception?, string> format
    )
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        object? Of(string name) => values.First(v => v.Key == name).Value;
        switch (id.Name)
        {
            case "Parked":
                Parked.Add($"{Of("Slot")}: {Of("Party")} by {Of("Parker")}");
                break;
            case "Started":
                Started.Add($"{Of("From")} to {Of("To")}");
                break;
            default:
                break;
        }
    }

    public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
