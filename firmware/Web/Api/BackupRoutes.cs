using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Media.HoldMusic;
using QX200.Settings;
using QX200.Settings.Backups;

namespace QX200.Web.Api;

/// <summary>
/// <c>GET /api/v1/backup?secrets=yes</c> gives one file with all settings and music. <c>POST /api/v1/restore</c> takes
/// one, checks it and says what it would change; <c>POST /api/v1/restore/apply</c> does it; <c>GET
/// /api/v1/restore/undo</c> says what going back would change.
/// </summary>
internal sealed class BackupRoutes(
    SettingsFolder folder,
    SettingsStore store,
    TimeProvider clock,
    string version
)
{
    // A cut leaves it behind: the next start takes away what ends like this.
    private const string Upload = "restore-upload.zip" + SafeFile.Aside;

    private static readonly SemaphoreSlim s_one = new(1);

    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/backup", Door.Staff, Make);
        routes.Post("/api/v1/restore", Door.Staff, Check, BackupFormat.Largest);
        routes.Get("/api/v1/restore/undo", Door.Staff, c => Tell(c, RestorePlan.UndoFile));
        routes.Post("/api/v1/restore/apply", Door.Staff, Apply);
    }

    private async Task Make(HttpContext context)
    {
        if (context.Request.Query["secrets"] != "yes")
        {
            await context.Problem(
                400,
                "A backup holds the secrets of all telephones and accounts: ask for it with ?secrets=yes, and keep it where only you can read it."
            );
            return;
        }

        string path = InState($"backup-{Guid.NewGuid():N}{SafeFile.Aside}");
        folder.Flash.MakeFolder(folder.StateFolder);
        await using FileStream file = Temporary(path);
        try
        {
            Backup.Write(folder, file, clock.GetUtcNow(), version);
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            await context.Problem(507, $"The backup can't be made: {FlashFault.InWords(failure)}.");
            return;
        }

        file.Position = 0;
        context.Response.ContentType = "application/zip";
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentDisposition =
            $"attachment; filename=\"{Backup.NameFor(clock.GetUtcNow())}\"";
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task Check(HttpContext context)
    {
        await s_one.WaitAsync(context.RequestAborted);
        try
        {
            folder.Flash.MakeFolder(folder.StateFolder);
            File.Delete(InState(Upload));
            await using (var to = new FileStream(InState(Upload), NewFile()))
            {
                await context.Request.Body.CopyToAsync(to, context.RequestAborted);
            }

            await Tell(context, Upload);
        }
        catch (Exception failure)
            when (FlashFault.Is(failure) && failure is not BadHttpRequestException)
        {
            await context.Problem(507, $"The file can't be taken: {FlashFault.InWords(failure)}.");
        }
        finally
        {
            s_one.Release();
        }
    }

    /// <summary>What restoring a file would change.</summary>
    private async Task Tell(HttpContext context, string name)
    {
        if (!File.Exists(InState(name)))
        {
            await context.Problem(404, "Nothing was restored yet, so there is nothing to undo.");
            return;
        }

        await using FileStream file = File.OpenRead(InState(name));
        using BackupReader? backup = BackupReader.Open(file, MusicUpload.Judge, out string problem);
        if (backup is null)
        {
            File.Delete(InState(Upload));
            await context.Problem(422, $"Nothing was changed: {problem}.", [new("file", problem)]);
            return;
        }

        RestorePlan plan = RestorePlan.Make(backup, folder);
        await context.Json(json => Write(json, backup, plan));
    }

    private static void Write(Utf8JsonWriter json, BackupReader backup, RestorePlan plan)
    {
        json.WriteStartObject();
        json.WriteInstant("madeAt", backup.Table.MadeAt);
        json.WriteString("firmware", backup.Table.Firmware);
        json.WriteString("version", plan.BasedOn);
        WriteAll(json, "changes", plan.Words);
        WriteAll(json, "problems", plan.Problems);
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<string> lines)
    {
        json.WriteStartArray(name);
        foreach (string line in lines)
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }

    /// <summary><c>{"what": "upload" | "undo", "version": "..."}</c>, the version as it was told.</summary>
    private async Task Apply(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        string? name = body.Text("what") switch
        {
            "upload" => Upload,
            "undo" => RestorePlan.UndoFile,
            _ => null,
        };
        if (name is null || !File.Exists(InState(name)))
        {
            await context.Problem(404, "That backup is not here any more: upload it again.");
            return;
        }

        await s_one.WaitAsync(context.RequestAborted);
        try
        {
            string? reason = Carry(name, body.Text("version"));
            if (reason is not null)
            {
                bool changed = reason.Contains("somebody else", StringComparison.Ordinal);
                await context.Problem(changed ? 412 : 507, $"{reason}.");
                return;
            }

            File.Delete(InState(Upload));
            await context.Json(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("restartNeeded", store.RestartNeeded);
                json.WriteEndObject();
            });
        }
        finally
        {
            s_one.Release();
        }
    }

    private string? Carry(string name, string basedOn)
    {
        using FileStream file = File.OpenRead(InState(name));
        using BackupReader? backup = BackupReader.Open(file, MusicUpload.Judge, out string problem);
        return backup is null
            ? $"nothing was changed: {problem}"
            : store.Replace(
                basedOn,
                box => RestorePlan.Make(backup, box).Carry(box, clock.GetUtcNow(), version)
            );
    }

    private string InState(string name) => Path.Combine(folder.StateFolder, name);

    private static FileStreamOptions NewFile() =>
        new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };

    private static FileStream Temporary(string path)
    {
        FileStreamOptions options = NewFile();
        options.Options = FileOptions.DeleteOnClose;
        return new FileStream(path, options);
    }
}
