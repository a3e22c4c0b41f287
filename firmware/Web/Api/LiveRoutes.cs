using Microsoft.AspNetCore.Http;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary>What is going on now: <c>/api/v1/status</c>, <c>/parked</c>, <c>/calls</c>,
/// <c>/registrations</c>, <c>/lamps</c>.</summary>
internal sealed class LiveRoutes(WebRooms rooms)
{
    private readonly StatusBoard _board = rooms.Status;
    private readonly TimeProvider _clock = rooms.Clock;
    private readonly DateTimeOffset _started = rooms.Clock.GetUtcNow();

    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/lamps", Door.Staff, c => c.Json(j => LiveJson.Lamps(j, rooms.Lamps())));
        routes.Get("/api/v1/status", Door.Staff, Status);
        routes.Get(
            "/api/v1/parked",
            Door.Staff,
            c => c.Json(j => LiveJson.Parked(j, _board.Current, _clock.GetUtcNow()))
        );
        routes.Get(
            "/api/v1/calls",
            Door.Staff,
            c => c.Json(j => LiveJson.Calls(j, _board.Current))
        );
        routes.Get(
            "/api/v1/registrations",
            Door.Staff,
            c => c.Json(j => LiveJson.Registrations(j, _board.Current))
        );
    }

    private Task Status(HttpContext context) =>
        context.Json(json =>
        {
            StatusSnapshot now = _board.Current;
            json.WriteStartObject();
            json.WriteString("version", rooms.Version);
            json.WriteInstant("startedAt", _started);
            json.WriteInstant("now", _clock.GetUtcNow());
            json.WriteNumber("calls", now.Calls.Length);
            json.WriteNumber("parked", now.Parked.Length);
            json.WriteNumber(
                "registrations",
                now.Extensions.Sum(static e => e.Registrations.Length)
            );
            json.WritePropertyName("accounts");
            LiveJson.Accounts(json, now);
            json.WriteEndObject();
        });
}
