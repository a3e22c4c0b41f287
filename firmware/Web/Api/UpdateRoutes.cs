using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;
using QX200.Status;
using QX200.Update;
using QX200.Web.Access;

namespace QX200.Web.Api;

/// <summary>
/// <c>GET /api/v1/update</c> says what runs and how an update of the whole box stands; <c>POST</c> takes a bundle, as it is,
/// and has it installed. <c>POST /install</c> below it: an older one all the same; <c>POST /restart</c>: at once. <c>GET
/// /outcome</c> tells a browser that the restart has signed out what became of it.
/// </summary>
internal sealed class UpdateRoutes(WebRooms rooms, PasswordTries tries)
{
    private const string Path = "/api/v1/update";

    private readonly UpdateDesk? _desk = rooms.Update;

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, Look);
        // What is too long gets a sentence from the desk, and more than that is not read.
        routes.Post(Path, Door.Staff, Take, BundleUpload.Largest + (1 << 20));
        routes.Post($"{Path}/install", Door.Staff, Install);
        routes.Post($"{Path}/restart", Door.Staff, Restart);
        routes.Get($"{Path}/outcome", Door.Public, Outcome);
    }

    private Task Look(HttpContext context) =>
        context.Json(json =>
        {
            UpdateMoment now = Now();
            UpdateReport report = now.Report;
            json.WriteStartObject();
            json.WriteBoolean("possible", _desk is not null);
            WriteSystem(json, now.System, report.Phase);
            json.WriteString("phase", report.Phase.ToString().ToLowerInvariant());
            json.WriteNumber("percent", report.Percent);
            json.WriteString("version", report.Version);
            json.WriteString("sentence", report.Sentence);
            json.WriteBoolean("older", report.Older);
            report.WriteChecks(json);
            json.WriteNumber("calls", now.Calls);
            json.WriteNumber("parked", now.Parked);
            json.WriteNumber("waitSeconds", (long)now.Wait.TotalSeconds);
            json.WriteBoolean("restarting", now.Restarting);
            if (now.Left is { } left)
            {
                json.WriteNumber("secondsLeft", (long)left.TotalSeconds);
            }

            WriteUpload(json);
            WriteNotes(json, UpdateNotes.Of(now));
            json.WriteString("promise", UpdateNotes.Promise(now));
            json.WriteEndObject();
        });

    private UpdateMoment Now()
    {
        StatusSnapshot calls = rooms.Status.Current;
        UpdateSettings settings = rooms.Store.InForce.System.Update;
        return new UpdateMoment(
            _desk?.Standing,
            _desk?.Progress ?? UpdateReport.None,
            _desk?.Upload.Now,
            calls.Calls.Length,
            calls.Parked.Length,
            settings.Wait,
            settings.Trial,
            _desk?.Restart?.Left,
            _desk?.Restart?.IsDueNow ?? false
        );
    }

    private static void WriteNotes(Utf8JsonWriter json, IEnumerable<UpdateNote> notes)
    {
        json.WriteStartArray("notes");
        foreach (UpdateNote note in notes)
        {
            json.WriteStartObject();
            json.WriteString("kind", note.Kind);
            json.WriteString("title", note.Title);
            json.WriteString("words", note.Words);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteUpload(Utf8JsonWriter json)
    {
        if (_desk is null)
        {
            return;
        }

        json.WriteNumber("largest", BundleUpload.Largest);
        json.WriteNumber("room", _desk.Upload.Room);
        if (_desk.Upload.Now is { } coming)
        {
            json.WriteStartObject("upload");
            json.WriteNumber("received", coming.Received);
            if (coming.Length is { } length)
            {
                json.WriteNumber("length", length);
            }

            json.WriteEndObject();
        }
    }

    private void WriteSystem(Utf8JsonWriter json, SystemStanding? system, UpdatePhase phase)
    {
        json.WriteString("running", system?.Running.Version ?? rooms.Version);
        if (system is null)
        {
            return;
        }

        json.WriteString("build", system.Running.Build);
        json.WriteString("slot", system.Slot);
        json.WriteString("standing", system.Proven ? "proven" : "trial");
        json.WriteString("ailment", system.Trial);
        if (system.Other is { } other)
        {
            json.WriteStartObject("other");
            json.WriteString("version", other.Version);
            json.WriteString("build", other.Build);
            json.WriteBoolean("proven", other.Proven);
            json.WriteEndObject();
        }

        // Before the restart, what was installed can't run yet.
        if (system.FellBack is { } fallen && phase != UpdatePhase.Installed)
        {
            json.WriteStartObject("fellBack");
            json.WriteString("version", fallen.Version);
            json.WriteString("why", fallen.Why);
            json.WriteBoolean("hadProven", fallen.HadProven);
            json.WriteEndObject();
        }
    }

    /// <summary>A restart signs everybody out: who was in before may see how it ended, and nothing else.</summary>
    private Task Outcome(HttpContext context) =>
        tries.IsKnown(context)
            ? context.Json(json =>
            {
                json.WriteStartObject();
                UpdateMoment now = Now();
                WriteSystem(json, now.System, now.Report.Phase);
                WriteNotes(
                    json,
                    now.System is null ? [] : [UpdateNotes.Outcome(now.System, now.Trial)]
                );
                json.WriteEndObject();
            })
            : context.Problem(401, "Sign in to see which system runs.");

    private async Task Take(HttpContext context)
    {
        if (_desk is null)
        {
            await NotHere(context);
            return;
        }

        await Answer(
            context,
            await _desk.Take(
                context.Request.Body,
                context.Request.ContentLength,
                context.Request.Query["force"] == "yes",
                context.RequestAborted
            )
        );
    }

    private async Task Install(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (_desk is null)
        {
            await NotHere(context);
        }
        else if (
            !body.TryGetProperty("older", out JsonElement older)
            || older.ValueKind != JsonValueKind.True
        )
        {
            await context.Problem(400, "Say that an older version is wanted: {\"older\": true}.");
        }
        else
        {
            await Answer(context, _desk.InstallOlder());
        }
    }

    private async Task Restart(HttpContext context)
    {
        if (await context.ReadObject() is null)
        {
            return;
        }

        await (_desk is null ? NotHere(context) : Answer(context, _desk.RestartNow()));
    }

    private static Task NotHere(HttpContext context) =>
        context.Problem(
            409,
            "This is not the appliance: a system is only updated where it has two slots."
        );

    private static Task Answer(HttpContext context, UploadRefusal? refusal)
    {
        if (refusal is null)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        }

        int status = refusal.Fault switch
        {
            UploadFault.Busy => 409,
            UploadFault.TooLarge => 413,
            UploadFault.NoBundle => 422,
            UploadFault.BrokeOff => 400,
            _ => 507,
        };
        return context.Problem(
            status,
            $"{char.ToUpperInvariant(refusal.Sentence[0])}{refusal.Sentence[1..]}."
        );
    }
}
