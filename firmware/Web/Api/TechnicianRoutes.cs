using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QX200.Update;
using QX200.Web.Access;

namespace QX200.Web.Api;

/// <summary>
/// The technician's key: <c>GET /api/v1/technician</c> says whether one is in, <c>PUT</c> brings one, <c>DELETE</c> takes all
/// out. A key is the whole box, so a session or a token is not enough to bring one: the password comes with it.
/// </summary>
/// <param name="door">Null where this is not the appliance.</param>
internal sealed class TechnicianRoutes(TechnicianDoor? door, PasswordTries tries, ILogger log)
{
    private const string Path = "/api/v1/technician";

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, c => c.Json(Write));
        routes.Put(Path, Door.Staff, Open, 16 << 10);
        routes.Delete(Path, Door.Staff, Shut);
    }

    public void Write(Utf8JsonWriter json)
    {
        TechnicianDoorState now = door?.State ?? TechnicianDoorState.Shut;
        json.WriteStartObject();
        json.WriteBoolean("possible", door is not null);
        json.WriteBoolean("open", now.IsOpen);
        json.WriteString("from", now.From);
        json.WriteStartArray("keys");
        foreach (TechnicianKey key in now.Keys)
        {
            json.WriteStartObject();
            json.WriteString("kind", key.Kind);
            json.WriteString("fingerprint", key.Fingerprint);
            json.WriteString("comment", key.Comment);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task Open(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (door is null)
        {
            await NotHere(context);
        }
        else if (TechnicianKey.Parse(body.Text("key"), out string why) is not { } key)
        {
            await Wrong(context, "key", why);
        }
        else if (await tries.AreTooMany(context))
        {
            return;
        }
        else if (!await tries.IsRight(context, body.Text("password")))
        {
            await Wrong(context, "password", "that is not the password of these pages");
        }
        else
        {
            WebLog.TechnicianIn(
                log,
                PasswordTries.From(context),
                $"{key.Fingerprint} {key.Comment}"
            );
            await Asked(context, door.Open(key));
        }
    }

    private Task Shut(HttpContext context)
    {
        if (door is null)
        {
            return NotHere(context);
        }

        WebLog.TechnicianOut(log, PasswordTries.From(context));
        return Asked(context, door.Shut());
    }

    private static Task Asked(HttpContext context, bool heard)
    {
        if (!heard)
        {
            return context.Problem(507, "The wish can't be left: switch the box off and on.");
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static Task Wrong(HttpContext context, string field, string why) =>
        context.Problem(422, $"{char.ToUpperInvariant(why[0])}{why[1..]}.", [new(field, $"{why}")]);

    private static Task NotHere(HttpContext context) =>
        context.Problem(409, "This is not the appliance: here SSH is the machine's own affair.");
}
