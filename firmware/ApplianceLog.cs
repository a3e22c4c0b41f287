using Microsoft.Extensions.Logging;

namespace QX200;

internal static partial class ApplianceLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Problem}; the default tune is played instead"
    )]
    public static partial void NoMusic(ILogger log, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no set-up code ({Why}): the web password can be set on the box itself alone"
    )]
    public static partial void NoSetUpCode(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Why}")]
    public static partial void NoG722(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another system runs now: {What}")]
    public static partial void KeptSettings(ILogger log, string what);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No copy of the settings could be kept for the other system: {Why}"
    )]
    public static partial void NotKept(ILogger log, string why);
}
