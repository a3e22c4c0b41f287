using System.Text.Json;
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
        routes.Get("/api/v1/parked", Door.Staff, c => c.Json(j => Parked(j, board.Current)));
        routes.Get("/api/v1/calls", Door.Staff, c => c.Json(j => Calls(j, board.Current)));
        routes.Get(
            "/api/v1/registrations",
            Door.Staff,
            c => c.Json(j => Registrations(j, board.Current))
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
            Accounts(json, now);
            json.WriteEndObject();
        });

    private void Parked(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (ParkedStatus parked in now.Parked)
        {
            json.WriteStartObject();
            json.WriteString("slot", parked.Slot);
            json.WriteString("party", parked.Party);
            json.WriteString("parker", parked.Parker);
            json.WriteInstant("parkedAt", parked.Since);
            json.WriteInstant("returnsAt", parked.Deadline);
            json.WriteNumber(
                "secondsLeft",
                Math.Max(0, (int)(parked.Deadline - clock.GetUtcNow()).TotalSeconds)
            );
            json.WriteBoolean("returning", parked.Returning);
            json.WriteNumber("call", parked.Call);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Calls(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (CallStatus call in now.Calls)
        {
            json.WriteStartObject();
            json.WriteNumber("call", call.Call);
            json.WriteString("from", call.From);
            json.WriteString("to", call.To);
            json.WriteString("state", Word(call.Phase));
            json.WriteInstant("startedAt", call.Since);
            if (call.AnsweredAt is { } answered)
            {
                json.WriteInstant("answeredAt", answered);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Registrations(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (ExtensionStatus extension in now.Extensions)
        {
            foreach (RegistrationStatus registration in extension.Registrations)
            {
                json.WriteStartObject();
                json.WriteString("number", extension.Number);
                json.WriteString("name", extension.Name);
                json.WriteString("contact", registration.Contact);
                json.WriteInstant("expires", registration.Expires);
                json.WriteBoolean("reachable", registration.Reachable);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void Accounts(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (AccountStatus account in now.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("name", account.Name);
            json.WriteString("user", account.User);
            json.WriteString("server", account.Server);
            json.WriteString("state", account.Phase.ToString().ToLowerInvariant());
            json.WriteString("reason", account.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(CallPhase phase) => phase.ToString().ToLowerInvariant();
}
