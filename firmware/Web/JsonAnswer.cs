using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace QX200.Web;

/// <summary>Answers in JSON, written by hand: the names are a contract, and nothing is found by reflection.</summary>
internal static class JsonAnswer
{
    /// <summary>It is never put into a page's text, so names stay readable.</summary>
    public static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task Json(
        this HttpContext context,
        Action<Utf8JsonWriter> write,
        string type = "application/json"
    )
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            write(json);
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(bytes.WrittenMemory, context.RequestAborted);
    }

    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static void WriteInstant(this Utf8JsonWriter json, string name, DateTimeOffset at)
    {
        Span<char> text = stackalloc char[24];
        at.UtcDateTime.TryFormat(text, out int length, "yyyy-MM-ddTHH:mm:ss.fffZ");
        json.WriteString(name, text[..length]);
    }
}
