using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>
/// What somebody should know about the settings: <c>GET /api/v1/notices</c>, also an event; <c>POST
/// /api/v1/notices/read</c> takes one away.
/// </summary>
internal sealed class NoticeRoutes(SettingsStore store, BoxCertificate certificate)
{
    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/notices", Door.Staff, c => c.Json(Write));
        routes.Post("/api/v1/notices/read", Door.Staff, Read);
    }

    /// <summary>The settings' version, mistakes in the files, sentences, and whether a restart is due.</summary>
    public void Write(Utf8JsonWriter json)
    {
        SettingsSheet sheet = store.Sheet;
        json.WriteStartObject();
        json.WriteString("version", sheet.Version);
        json.WriteBoolean("restartNeeded", store.RestartNeeded);
        json.WriteNumber("writes", store.Writes);
        json.WriteStartArray("notices");
        foreach (string sentence in store.Notices)
        {
            json.WriteStringValue(sentence);
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (Problem problem in sheet.Problems)
        {
            Write(json, problem);
        }

        if (certificate.Problem is { } wrong)
        {
            Write(json, wrong);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartObject();
        json.WriteString("file", problem.File);
        json.WriteNumber("line", problem.Line);
        json.WriteString("text", problem.Text);
        json.WriteBoolean("warning", problem.IsWarning);
        json.WriteEndObject();
    }

    private async Task Read(HttpContext context)
    {
        if (await context.ReadObject() is { } body)
        {
            store.Dismiss(body.Text("notice"));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }
}
