using Microsoft.Extensions.Logging;
using QX200.Settings;
using QX200.Status;
using QX200.Web.Access;
using QX200.Web.Api;

namespace QX200.Web;

/// <summary>What the pages look at and work with.</summary>
internal sealed record WebRooms
{
    public required SettingsFolder Folder { get; init; }
    public required StatusBoard Status { get; init; }
    public required TimeProvider Clock { get; init; }
    public required ILoggerFactory Log { get; init; }
    public required string Version { get; init; }
}

/// <summary>Puts the room together.</summary>
internal static class WebRoom
{
    public static WebHost Make(WebOptions options, WebRooms rooms)
    {
        var sessions = new Sessions(rooms.Clock);
        var tokens = new ApiTokens(rooms.Folder);
        var host = new WebHost(options, new Staff(tokens, sessions), rooms.Log);
        var signIn = new SignInRoutes(
            new WebPassword(rooms.Folder),
            new FirstStart(rooms.Folder),
            sessions,
            new KnownBrowsers(rooms.Folder),
            new SignInLimits(rooms.Clock),
            rooms.Log.CreateLogger<SignInRoutes>()
        );
        host.Add(signIn.Add);
        host.Add(new LiveRoutes(rooms.Status, rooms.Clock, rooms.Version).Add);
        return host;
    }
}
