using Microsoft.Extensions.Logging;

namespace QX200.Calls;

/// <summary>What the room says in the log. Every line about a call has its number.</summary>
internal static partial class CallLog
{
    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "call {Number}: {Input} in {Before}, now {After}"
    )]
    public static partial void Stepped(
        ILogger log,
        uint number,
        CallState before,
        CallInput input,
        CallState after
    );

    [LoggerMessage(Level = LogLevel.Information, Message = "call {Number}: {From} calls {To}")]
    public static partial void Started(ILogger log, uint number, string from, string to);

    [LoggerMessage(Level = LogLevel.Information, Message = "call {Number}: over ({Outcome})")]
    public static partial void Over(ILogger log, uint number, string outcome);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "call {Number}: {Party} parked on {Slot} by {Parker}"
    )]
    public static partial void Parked(
        ILogger log,
        uint number,
        string party,
        string slot,
        string parker
    );

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "call {Number}: {Party} left park extension {Slot}: {Outcome}"
    )]
    public static partial void LeftSlot(
        ILogger log,
        uint number,
        string party,
        string slot,
        string outcome
    );

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{From} dialled {To}: refused with {Status} {Reason}"
    )]
    public static partial void Refused(
        ILogger log,
        string from,
        string to,
        int status,
        string reason
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "no RTP port is free in [media] port-min..port-max: a call was refused"
    )]
    public static partial void NoPort(ILogger log);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "call {Number}: a wrong password for park extension {Slot} from {From}; {TriesLeft} tries left"
    )]
    public static partial void WrongPassword(
        ILogger log,
        uint number,
        string slot,
        string from,
        int triesLeft
    );
}
