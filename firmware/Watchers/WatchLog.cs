using Microsoft.Extensions.Logging;

namespace QX200.Watchers;

/// <summary>What the room says in the log.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Watcher} watches {Number}")]
    public static partial void Began(ILogger log, string watcher, string number);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Watcher} does not watch {Number} any more")]
    public static partial void Over(ILogger log, string watcher, string number);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} of {Kept} lamps on telephones are shown again after the restart"
    )]
    public static partial void TakenUp(ILogger log, int count, int kept);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What telephones watch is not kept for after a restart: {Why}"
    )]
    public static partial void NotKept(ILogger log, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Watcher} may not watch {Number} too: {Count} subscriptions are open"
    )]
    public static partial void TooMany(ILogger log, string watcher, string number, int count);
}
