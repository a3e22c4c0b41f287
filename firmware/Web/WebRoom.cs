using Microsoft.Extensions.Logging;
using QX200.Records;
using QX200.Runtime;
using QX200.Settings;
using QX200.Status;
using QX200.Update;
using QX200.Web.Access;
using QX200.Web.Api;

namespace QX200.Web;

/// <summary>What the pages look at and work with.</summary>
internal sealed record WebRooms
{
    public required SettingsFolder Folder { get; init; }
    public required SettingsStore Store { get; init; }
    public required BoxCertificate Certificate { get; init; }
    public required StatusBoard Status { get; init; }
    public required TimeProvider Clock { get; init; }
    public required ILoggerFactory Log { get; init; }
    public required string Version { get; init; }
    public required LogTail Tail { get; init; }

    /// <summary>What was turned away since the start.</summary>
    public required Func<IEnumerable<RejectedCount>> Rejected { get; init; }

    /// <summary>Ends all calls and starts the program anew; returns at once.</summary>
    public required Action Restart { get; init; }

    /// <summary>Updates of the whole box; null where this is not the appliance.</summary>
    public UpdateDesk? Update { get; init; }

    /// <summary>The front panel's lamps and their patterns; empty where there is none.</summary>
    public Func<IReadOnlyList<KeyValuePair<string, string>>> Lamps { get; init; } = static () => [];
}

/// <summary>Puts the room together.</summary>
internal static class WebRoom
{
    public static WebHost Make(WebOptions options, WebRooms rooms)
    {
        var sessions = new Sessions(rooms.Clock);
        var tokens = new ApiTokens(rooms.Folder);
        var host = new WebHost(options, new Staff(tokens, sessions), rooms.Log);
        var password = new WebPassword(rooms.Folder);
        var browsers = new KnownBrowsers(rooms.Folder);
        ILogger log = rooms.Log.CreateLogger<SignInRoutes>();
        var tries = new PasswordTries(password, browsers, new SignInLimits(rooms.Clock), log);
        var signIn = new SignInRoutes(
            password,
            new FirstStart(rooms.Folder),
            sessions,
            browsers,
            tries,
            log
        );
        var parts = new EventParts();
        var notices = new NoticeRoutes(rooms.Store, rooms.Certificate);
        parts.Add("settings", notices.Write);
        parts.Add("lamps", json => LiveJson.Lamps(json, rooms.Lamps()));
        rooms.Store.Subscribe(parts.Changed);
        var technician = new TechnicianRoutes(rooms.Update?.Technician, tries, log);
        parts.Add("technician", technician.Write);
        var events = new EventRoutes(
            rooms.Status,
            parts,
            sessions,
            rooms.Clock,
            () => host.Stopping
        );
        host.Add(signIn.Add);
        host.Add(new PageRoutes().Add);
        host.Add(new LiveRoutes(rooms).Add);
        host.Add(events.Add);
        host.Add(notices.Add);
        host.Add(new ExtensionRoutes(rooms.Store, rooms.Status).Add);
        host.Add(new SectionRoutes(rooms.Store, SectionShape.Trunk, "/api/v1/trunks").Add);
        host.Add(new SectionRoutes(rooms.Store, SectionShape.Route, "/api/v1/routes").Add);
        host.Add(new SystemRoutes(rooms.Store).Add);
        host.Add(new MatchRoutes(rooms.Store).Add);
        host.Add(new TokenRoutes(tokens, rooms.Clock).Add);
        host.Add(new MetricsRoutes(rooms.Status, rooms.Clock, rooms.Version).Add);
        host.Add(new CsvRoutes(rooms.Store, rooms.Clock).Add);
        host.Add(new MusicRoutes(rooms.Folder, rooms.Store).Add);
        host.Add(new RecordRoutes(new RecordReader(rooms.Folder.In("records"))).Add);
        host.Add(new LogRoutes(rooms.Tail, rooms.Rejected, rooms.Status, rooms.Clock).Add);
        host.Add(new NetworkRoutes(rooms.Store, rooms.Restart).Add);
        host.Add(new BackupRoutes(rooms.Folder, rooms.Store, rooms.Clock, rooms.Version).Add);
        host.Add(new UpdateRoutes(rooms, tries).Add);
        host.Add(technician.Add);
        host.Add(new DescriptionRoutes().Add);
        return host;
    }
}
