using Microsoft.Extensions.Logging;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>What the Stations room logs.</summary>
internal sealed partial class StationsLog(ILogger log)
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Extension {Number} is registered at {Contact}, reached at {Target} (NAT: {BehindNat})"
    )]
    public partial void Registered(string number, string contact, SipPeer target, bool behindNat);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Extension {Number}: the registration of {Contact} has expired"
    )]
    public partial void Expired(string number, string contact);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Extension {Number}: {Contact} is dropped, as the extension is gone"
    )]
    public partial void Dropped(string number, string contact);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Extension {Number}: {Contact} does not answer and is taken for dead"
    )]
    public partial void Dead(string number, string contact);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Extension {Number}: {Contact} is alive again"
    )]
    public partial void AliveAgain(string number, string contact);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A REGISTER as \"{User}\" from {Source} was refused: wrong user or secret, or another's address"
    )]
    public partial void RegisterRefused(string user, SipPeer source);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A {Method} as \"{User}\" from {Source} was refused"
    )]
    public partial void CallerRefused(string method, string user, SipPeer source);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Registrations can't be kept over a restart: {Why}"
    )]
    public partial void NotKept(string why);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} registrations were kept over the restart"
    )]
    public partial void Restored(int count);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Account {Name} is registered as {User} at {Server} for {Seconds} s"
    )]
    public partial void AccountRegistered(string name, string user, SipPeer server, double seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Account {Name}: {User} at {Server} is not registered: {Reason}; it is tried again"
    )]
    public partial void AccountFailed(string name, string user, string server, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Account {Name}: {User} is taken off its server"
    )]
    public partial void AccountDropped(string name, string user);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Account {Name}: {Server} is passed over for the next one: {Reason}"
    )]
    public partial void ServerPassedOver(string name, SipPeer server, string reason);
}
