using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace QX200.Web.Api;

/// <summary><c>GET /openapi/v1.json</c>: the description of the API, held by hand and compared with the routes by a test.</summary>
internal sealed class DescriptionRoutes
{
    public const string Resource = "openapi/v1.json";

    private readonly Lazy<byte[]> _text = new(static () =>
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    });

    /// <summary>There is nothing in it that the README does not say, so it is for everybody.</summary>
    public void Add(WebRoutes routes) => routes.Get("/openapi/v1.json", Door.Public, Tell);

    private async Task Tell(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _text.Value.Length;
        await context.Response.BodyWriter.WriteAsync(_text.Value, context.RequestAborted);
    }
}
