using System.Reflection;
using Microsoft.AspNetCore.Http;
using QX200.Web;

namespace QX200.Box;

/// <summary>The files of the page, which are part of the program.</summary>
internal sealed class PanelFiles
{
    private const string Prefix = "panel/";

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public PanelFiles()
    {
        Assembly program = typeof(PanelFiles).Assembly;
        foreach (
            string name in program
                .GetManifestResourceNames()
                .Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            using Stream file = program.GetManifestResourceStream(name)!;
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            _files[name[Prefix.Length..]] = bytes;
        }
    }

    public IEnumerable<string> Names => _files.Keys;

    public Task Send(HttpContext context, string name)
    {
        if (!_files.TryGetValue(name, out byte[]? bytes))
        {
            return context.Problem(404, "There is nothing at this address.");
        }

        // A page that speaks through the microphone; no other page of the box may.
        context.Response.Headers["Permissions-Policy"] =
            "camera=(), microphone=(self), geolocation=()";
        context.Response.ContentType = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        };
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, 0, bytes.Length, context.RequestAborted);
    }
}
