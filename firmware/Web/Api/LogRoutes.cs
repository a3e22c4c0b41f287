using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QX200.Runtime;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary>
/// What the log says: <c>GET /api/v1/log?level=warn&amp;after=17</c>, all of it as text under <c>/log/text</c>; and what
/// was turned away, <c>GET /api/v1/rejected</c>.
/// </summary>
/// <param name="counts">What was turned away since the start, by reason.</param>
internal sealed class LogRoutes(
    LogTail tail,
    Func<IEnumerable<RejectedCount>> counts,
    StatusBoard status,
    TimeProvider clock
)
{
    private const int MostEntries = 500;

    // By the names of the events in the rooms that turn something away.
    private static readonly string[] s_rejections =
    [
        "MessageRejected",
        "RegisterRefused",
        "CallerRefused",
        "WrongPassword",
    ];

    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/log", Door.Staff, Look);
        routes.Get("/api/v1/log/text", Door.Staff, Text);
        routes.Get("/api/v1/rejected", Door.Staff, Rejected);
    }

    private Task Look(HttpContext context)
    {
        string asked = context.Request.Query["level"].ToString();
        LogLevel? least = asked switch
        {
            "error" => LogLevel.Error,
            "warn" => LogLevel.Warning,
            "info" or "" => LogLevel.Information,
            "debug" => LogLevel.Debug,
            _ => null,
        };
        if (least is not { } level)
        {
            return context.Problem(400, "level is one of error, warn, info and debug.");
        }

        _ = long.TryParse(
            context.Request.Query["after"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long after
        );
        return context.Json(json =>
            Write(json, tail.After(after).Where(e => e.Level >= level).TakeLast(MostEntries))
        );
    }

    private async Task Text(HttpContext context)
    {
        var text = new StringBuilder();
        foreach (LogEntry entry in tail.After(0))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{entry.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Word(entry.Level)} {entry.Room}: {entry.Text}\n"
            );
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition =
            $"attachment; filename=\"qx200-log-{clock.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}.txt\"";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private Task Rejected(HttpContext context) =>
        context.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("counts");
            foreach (RejectedCount count in counts().Where(static c => c.Count > 0))
            {
                json.WriteStartObject();
                json.WriteString("reason", count.Reason);
                json.WriteNumber("count", count.Count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("sources");
            foreach (RejectedStatus source in status.Current.Rejected)
            {
                json.WriteStartObject();
                json.WriteString("source", source.Source);
                json.WriteString("what", source.What);
                json.WriteString("user", source.User);
                json.WriteString("reason", source.Reason);
                json.WriteNumber("count", source.Count);
                json.WriteInstant("first", source.First);
                json.WriteInstant("last", source.Last);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WritePropertyName("recent");
            Write(
                json,
                tail.After(0).Where(static e => s_rejections.Contains(e.Event)).TakeLast(100)
            );
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, IEnumerable<LogEntry> entries)
    {
        json.WriteStartArray();
        foreach (LogEntry entry in entries)
        {
            json.WriteStartObject();
            json.WriteNumber("number", entry.Number);
            json.WriteInstant("at", entry.At);
            json.WriteString("level", Word(entry.Level));
            json.WriteString("room", entry.Room);
            json.WriteString("text", entry.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(LogLevel level) =>
        level switch
        {
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
}
