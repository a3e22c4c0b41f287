using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace QX200.Web;

/// <summary>
/// The pages themselves: files inside the program. Only names that are there are served, so a path can lead nowhere
/// else. All pages are one: its script looks at the address.
/// </summary>
internal sealed class PageRoutes
{
    private const string Prefix = "web/";

    /// <summary>Addresses that the script knows; <c>assets/pages.js</c> has the same.</summary>
    public static readonly string[] Addresses =
    [
        "/",
        "/parked",
        "/calls",
        "/records",
        "/extensions",
        "/extensions/new",
        "/extensions/{number}",
        "/extensions/{number}/{part}",
        "/trunks",
        "/system",
        "/music",
        "/registrations",
        "/network",
        "/log",
        "/rejected",
        "/backup",
        "/update",
        "/access",
    ];

    private readonly FrozenDictionary<string, PageFile> _files = Assembly
        .GetExecutingAssembly()
        .GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix))
        .ToFrozenDictionary(
            static name => name[Prefix.Length..],
            static name => new PageFile(name)
        );

    public void Add(WebRoutes routes)
    {
        routes.Get("/sign-in", Door.Public, c => Serve(c, "sign-in.html"));
        routes.Get(
            "/assets/{**name}",
            Door.Public,
            c => Serve(c, $"assets/{c.Request.RouteValues["name"]}")
        );
        foreach (string address in Addresses)
        {
            routes.Get(address, Door.Staff, c => Serve(c, "app.html"));
        }
    }

    private Task Serve(HttpContext context, string name)
    {
        if (!_files.TryGetValue(name, out PageFile? file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        IHeaderDictionary headers = context.Response.Headers;
        // Kept, but asked about each time: after an update nobody sees old pages.
        headers.CacheControl = "no-cache";
        headers.ETag = file.Version;
        if (context.Request.Headers.IfNoneMatch == file.Version)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Content.Length;
        return context
            .Response.BodyWriter.WriteAsync(file.Content, context.RequestAborted)
            .AsTask();
    }

    /// <summary>Read out of the program when it is first asked for.</summary>
    private sealed class PageFile(string resource)
    {
        private readonly Lazy<byte[]> _content = new(() => Read(resource));
        private string? _version;

        public byte[] Content => _content.Value;

        public string Version =>
            _version ??= $"\"{Convert.ToHexStringLower(SHA256.HashData(Content), 0, 8)}\"";

        public string Type { get; } =
            Path.GetExtension(resource) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            };

        private static byte[] Read(string resource)
        {
            using Stream stream = Assembly
                .GetExecutingAssembly()
                .GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
    }
}
