using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace QX200.Web;

/// <summary>Bodies that come in as JSON.</summary>
internal static class JsonBody
{
    /// <summary>The object in the body; null when there is none, and then the answer is given.</summary>
    /// <remarks>The content type is asked for, as a form of another site can't send it.</remarks>
    public static async Task<JsonElement?> ReadObject(this HttpContext context)
    {
        string type = context.Request.ContentType ?? "";
        if (
            !type.Split(';')[0]
                .Trim()
                .Equals("application/json", StringComparison.OrdinalIgnoreCase)
        )
        {
            await context.Problem(415, "Send JSON, with Content-Type: application/json.");
            return null;
        }

        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(
                context.Request.Body,
                new JsonDocumentOptions { MaxDepth = 16 },
                context.RequestAborted
            );
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document.RootElement.Clone();
            }

            await context.Problem(400, "Send a JSON object: {\"name\": \"value\"}.");
        }
        catch (JsonException wrong)
        {
            await context.Problem(
                400,
                $"The body is not JSON: see line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}."
            );
        }

        return null;
    }

    /// <summary>A member that is a string; empty where it is missing or something else.</summary>
    public static string Text(this JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
