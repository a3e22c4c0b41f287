using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Records;

namespace QX200.Web.Api;

/// <summary>
/// What is over: <c>GET /api/v1/records?kind=park&amp;number=101&amp;before=...&amp;count=50</c>, the newest first, and
/// <c>GET /api/v1/records/hours?from=...&amp;hours=24</c> for a chart of a day.
/// </summary>
internal sealed class RecordRoutes(RecordReader reader)
{
    private const int MostHours = 24 * 31;

    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/records", Door.Staff, Look);
        routes.Get("/api/v1/records/hours", Door.Staff, Hours);
    }

    private Task Look(HttpContext context)
    {
        IQueryCollection asked = context.Request.Query;
        RecordKind? kind = asked["kind"].ToString() switch
        {
            "park" => RecordKind.Park,
            "call" => RecordKind.Call,
            _ => null,
        };
        if (kind is null && asked["kind"].ToString().Length > 0)
        {
            return context.Problem(400, "kind is call or park; without it both are told.");
        }

        RecordPage page = reader.Read(
            new RecordQuery(
                kind,
                asked["number"].ToString(),
                asked["before"].ToString(),
                Number(asked["count"], 50)
            )
        );
        return context.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("records");
            foreach (RecordEntry entry in page.Entries)
            {
                Write(json, entry);
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteEndObject();
        });
    }

    private Task Hours(HttpContext context)
    {
        if (
            !DateTimeOffset.TryParse(
                context.Request.Query["from"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset from
            )
        )
        {
            return context.Problem(400, "from is a time such as 2026-11-26T00:00:00Z.");
        }

        int hours = Math.Clamp(Number(context.Request.Query["hours"], 24), 1, MostHours);
        IReadOnlyList<HourCount> counts = reader.CountByHour(from, hours);
        return context.Json(json =>
        {
            json.WriteStartArray();
            for (int i = 0; i < counts.Count; i++)
            {
                json.WriteStartObject();
                json.WriteInstant("from", from.AddHours(i));
                json.WriteNumber("calls", counts[i].Calls);
                json.WriteNumber("answered", counts[i].Answered);
                json.WriteNumber("parked", counts[i].Parked);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The names are those of the files.</summary>
    private static void Write(Utf8JsonWriter json, RecordEntry entry)
    {
        bool isPark = entry.Kind == RecordKind.Park;
        json.WriteStartObject();
        json.WriteString("kind", isPark ? "park" : "call");
        if (isPark)
        {
            json.WriteString("slot", entry.To);
            json.WriteString("party", entry.From);
            json.WriteString("parker", entry.Parker);
            json.WriteInstant("parkedAt", entry.BeganAt);
        }
        else
        {
            json.WriteString("from", entry.From);
            json.WriteString("to", entry.To);
            json.WriteInstant("startedAt", entry.BeganAt);
        }

        if (entry.AnsweredAt is { } answered)
        {
            json.WriteInstant("answeredAt", answered);
        }

        json.WriteInstant("endedAt", entry.EndedAt);
        json.WriteString("outcome", entry.Outcome);
        if (entry.By.Length > 0)
        {
            json.WriteString("by", entry.By);
        }

        json.WriteEndObject();
    }

    private static int Number(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
