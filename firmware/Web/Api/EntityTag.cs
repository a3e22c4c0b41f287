using Microsoft.AspNetCore.Http;

namespace QX200.Web.Api;

/// <summary>Versions as entity tags (RFC 9110 section 8.8.3): who changes something may say what he has seen.</summary>
internal static class EntityTag
{
    public static void Set(HttpContext context, string version) =>
        context.Response.Headers.ETag = $"\"{version}\"";

    /// <summary>The version that If-Match names; null where there is none, or it takes any.</summary>
    public static string? Asked(HttpContext context)
    {
        string written = context.Request.Headers.IfMatch.ToString().Trim();
        if (written.StartsWith("W/", StringComparison.Ordinal))
        {
            written = written[2..];
        }

        return written is "" or "*" ? null : written.Trim('"');
    }
}
