using Microsoft.Extensions.Logging;

namespace QX200.Tests.Calls.Walks;

/// <summary>Reads from the exchange's log who was parked, independently of the records.</summary>
internal sealed class ParkingLog : ILogger
{
    /// <summary>Each parking, as the records begin: <c>77: 102 by 101</c>.</summary>
    public List<string> Parked { get; } = [];

    public void Log<TState>(
        LogLevel level,
        EventId id,
        TState state,
        Exception? fault,
        Func<TState, Exception?, string> format
    )
    {
        if (id.Name == "Parked" && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            object? Of(string name) => values.First(v => v.Key == name).Value;
            Parked.Add($"{Of("Slot")}: {Of("Party")} by {Of("Parker")}");
        }
    }

    public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
