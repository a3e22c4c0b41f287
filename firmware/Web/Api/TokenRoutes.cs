using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>API tokens: <c>GET</c> and <c>POST /api/v1/tokens</c>, <c>DELETE /api/v1/tokens/ID</c>.</summary>
internal sealed class TokenRoutes(ApiTokens tokens, TimeProvider clock)
{
    private const string Path = "/api/v1/tokens";

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, List);
        routes.Post(Path, Door.Staff, Make, 4096);
        routes.Delete($"{Path}/{{id}}", Door.Staff, Revoke);
    }

    private Task List(HttpContext context) =>
        context.Json(json =>
        {
            json.WriteStartArray();
            foreach (ApiToken token in tokens.All())
            {
                json.WriteStartObject();
                json.WriteString("id", token.Id);
                json.WriteString("made", token.Made);
                json.WriteString("purpose", token.Purpose);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private async Task Make(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        string purpose = body.Text("purpose").Trim();
        if (purpose.Length > ApiTokens.LongestPurpose || purpose.Any(char.IsControl))
        {
            string why = $"use at most {ApiTokens.LongestPurpose} characters, on one line";
            await context.Problem(422, why + ".", [new("purpose", why)]);
            return;
        }

        if (await OnDisk(context, () => tokens.Make(clock.GetUtcNow(), purpose)) is { } token)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("token", token);
                json.WriteEndObject();
            });
        }
    }

    private async Task Revoke(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (await OnDisk(context, () => tokens.Revoke(id) ? "revoked" : "unknown") is { } outcome)
        {
            if (outcome == "unknown")
            {
                await context.Problem(404, "There is no such token.");
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        }
    }

    /// <summary>Null where the disk did not take it, and the answer is given.</summary>
    private static async Task<string?> OnDisk(HttpContext context, Func<string> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await context.Problem(
                507,
                $"The tokens can't be written ({failure.Message.TrimEnd('.')}); nothing has changed."
            );
            return null;
        }
    }
}
