using Microsoft.Extensions.Logging;

namespace QX200.Panel;

internal static partial class PanelLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The button {What}")]
    public static partial void Pressed(ILogger log, string what);

    public static void Faulted(ILogger log, string? fault)
    {
        if (fault is null)
        {
            Mended(log);
        }
        else
        {
            Broken(log, fault);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A fault at the board: {Fault}; it is tried again"
    )]
    private static partial void Broken(ILogger log, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "The front panel answers again")]
    private static partial void Mended(ILogger log);
}
