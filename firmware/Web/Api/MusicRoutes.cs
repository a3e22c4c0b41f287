using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Media.HoldMusic;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>
/// Hold music: <c>GET /api/v1/music</c> lists it, <c>GET /api/v1/music/NAME</c> is the sound (<c>default</c>: the box's
/// own tune), <c>PUT</c> takes a WAV file and converts it, <c>DELETE</c> takes it away.
/// </summary>
internal sealed class MusicRoutes(SettingsFolder folder, SettingsStore store)
{
    private const string Path = "/api/v1/music";
    private const string Wav = "audio/wav";

    private readonly MusicFiles _files = new(folder, store);

    // Converting takes memory: one at a time.
    private static readonly SemaphoreSlim s_converting = new(1);

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, c => c.Json(Write));
        routes.Get($"{Path}/{{name}}", Door.Staff, Play);
        routes.Put($"{Path}/{{name}}", Door.Staff, Upload, MusicUpload.LargestFile);
        routes.Delete($"{Path}/{{name}}", Door.Staff, Delete);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (MusicFile file in _files.All())
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            if (LengthOf(file) is { } length)
            {
                json.WriteNumber("seconds", Math.Round(length.TotalSeconds, 1));
            }

            json.WriteStartArray("usedBy");
            foreach (string user in file.UsedBy)
            {
                json.WriteStringValue(user);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private TimeSpan? LengthOf(MusicFile file)
    {
        const int head = 4096;
        return folder.Flash.TryRead(
            System.IO.Path.Combine(folder.MusicFolder, file.Name),
            head,
            out byte[] bytes,
            out _
        )
            ? MusicUpload.LengthOf(bytes, file.Bytes)
            : null;
    }

    private async Task Play(HttpContext context)
    {
        string name = Name(context);
        byte[]? sound = name == "default" ? DefaultTune.Wav() : _files.Read(name);
        if (sound is null)
        {
            await context.Problem(404, $"There is no music {Problem.Echo(name)}.");
            return;
        }

        context.Response.ContentType = Wav;
        context.Response.ContentLength = sound.Length;
        await context.Response.Body.WriteAsync(sound, context.RequestAborted);
    }

    private async Task Upload(HttpContext context)
    {
        string name = MusicName.Of(Name(context));
        bool replaces = _files.Exists(name);
        if (replaces && context.Request.Query["replace"] != "yes")
        {
            await context.Problem(
                409,
                $"{name} is there already: upload it under another name, or say that it replaces the old one.",
                [new("name", $"{name} is there already")]
            );
            return;
        }

        await s_converting.WaitAsync(context.RequestAborted);
        try
        {
            byte[] file = await ReadBody(context);
            string problem = "";
            ConvertedMusic? music = await Task.Run(() => MusicUpload.Convert(file, out problem));
            if (music is null)
            {
                await context.Problem(
                    422,
                    $"{name} {problem}.",
                    [new("file", $"the file {problem}")]
                );
            }
            else if (_files.Save(name, music.Wav) is { } reason)
            {
                await context.Problem(507, $"{reason}.");
            }
            else
            {
                context.Response.StatusCode = replaces ? 200 : StatusCodes.Status201Created;
                await context.Json(json => Write(json, name, music));
            }
        }
        finally
        {
            s_converting.Release();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, ConvertedMusic music)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("bytes", music.Wav.Length);
        json.WriteNumber("seconds", Math.Round(music.Length.TotalSeconds, 1));
        json.WriteNumber("gainDb", Math.Round(music.GainDb, 1));
        json.WriteEndObject();
    }

    private async Task Delete(HttpContext context)
    {
        string name = Name(context);
        if (!_files.Exists(name))
        {
            await context.Problem(404, $"There is no music {Problem.Echo(name)}.");
        }
        else if (_files.Delete(name) is { } reason)
        {
            await context.Problem(409, $"{reason}.");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task<byte[]> ReadBody(HttpContext context)
    {
        using var file = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        return file.ToArray();
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
