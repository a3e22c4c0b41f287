using Microsoft.AspNetCore.Http;
using QX200.Update;

namespace QX200.Web.Api;

/// <summary>
/// <c>GET /api/v1/update</c> says how an update of the whole box stands; <c>POST</c> takes a bundle, as it is, and has it
/// installed.
/// </summary>
internal sealed class UpdateRoutes(BundleUpload? upload, Func<UpdateReport> report, string version)
{
    private const string Path = "/api/v1/update";

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, Look);
        routes.Post(Path, Door.Staff, Take, BundleUpload.Largest);
    }

    private Task Look(HttpContext context)
    {
        UpdateReport now = report();
        return context.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("running", version);
            json.WriteBoolean("possible", upload is not null);
            json.WriteString("phase", now.Phase.ToString().ToLowerInvariant());
            json.WriteNumber("percent", now.Percent);
            json.WriteString("version", now.Version);
            json.WriteString("sentence", now.Sentence);
            json.WriteEndObject();
        });
    }

    private async Task Take(HttpContext context)
    {
        if (upload is null)
        {
            await context.Problem(
                409,
                "This is not the appliance: a system is only updated where it has two slots."
            );
            return;
        }

        string? refusal = await upload.Take(
            context.Request.Body,
            context.Request.ContentLength,
            context.Request.Query["force"] == "yes",
            context.RequestAborted
        );
        if (refusal is null)
        {
            context.Response.StatusCode = 202;
        }
        else
        {
            await context.Problem(507, $"{char.ToUpperInvariant(refusal[0])}{refusal[1..]}.");
        }
    }
}
