using Microsoft.AspNetCore.Http;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary>What is going on now: <c>/api/v1/status</c>, <c>/parked</c>, <c>/calls</c>, <c>/registrations</c>.</summary>
internal sealed class LiveRoutes(StatusBoard board, TimeProvider clock, string version)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/status", Door.Staff, Status);
        routes.Get(
            "/api/v1/parked",
            Door.Staff,
            c => c.Json(j => LiveJson.Parked(j, board.Current, clock.GetUtcNow()))
        );
        routes.Get("/api/v1/calls", Door.Staff, c => c.Json(j => LiveJson.Calls(j, board.Current)));
        routes.Get(
            "/api/v1/registrations",
            Door.Staff,
            c => c.Json(j => LiveJson.Registrations(j, board.Current))
        );
    }

    private Task Status(HttpContext context) =>
        context.Json(json =>
        {
            StatusSnapshot now = board.Current;
            json.WriteStartObject();
            json.WriteString("version", version);
            json.WriteInstant("startedAt", _started);
            json.WriteInstant("now", clock.GetUtcNow());
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
