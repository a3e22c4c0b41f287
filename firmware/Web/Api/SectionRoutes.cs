using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>
/// A list of sections of one kind: <c>GET</c> and <c>POST /api/v1/trunks</c>, <c>GET</c>, <c>PUT</c> and <c>DELETE
/// /api/v1/trunks/NAME</c>. PUT changes the keys that it names and leaves the others; with <c>If-Match</c> only where
/// nobody has changed it since.
/// </summary>
internal sealed class SectionRoutes(SettingsStore store, SectionShape shape, string path)
{
    public void Add(WebRoutes routes)
    {
        string one = $"{path}/{{id}}";
        routes.Get(path, Door.Staff, List);
        routes.Post(path, Door.Staff, Create);
        routes.Get(one, Door.Staff, Look);
        routes.Put(one, Door.Staff, Change);
        routes.Delete(one, Door.Staff, Delete);
    }

    public string SectionOf(string id) => $"{shape.Kind}:{id.ToLowerInvariant()}";

    /// <summary>Fills in what a new section has to have; a sentence for each member that will not do.</summary>
    public Func<
        string,
        ImmutableArray<KeyEdit>,
        Dictionary<string, string>,
        NewSection
    > Complete { get; init; } = static (_, keys, _) => new NewSection(keys, []);

    /// <summary>In the order of the file's keys, whatever the order of the body; unknown ones come last.</summary>
    public ImmutableArray<KeyEdit> InOrder(ImmutableArray<KeyEdit> keys)
    {
        string type = keys.FirstOrDefault(static k => k.Key == "type").Value ?? "";
        ImmutableArray<SectionKey> order = shape.Keys(type.ToLowerInvariant());
        return
        [
            .. keys.OrderBy(k =>
                order.Select(static o => o.Name).ToList().IndexOf(k.Key) is >= 0 and var at
                    ? at
                    : int.MaxValue
            ),
        ];
    }

    private Task List(HttpContext context)
    {
        SettingsSheet sheet = store.Sheet;
        HashSet<string> secrets = Secrets(context);
        EntityTag.Set(context, sheet.Version);
        return context.Json(json =>
        {
            json.WriteStartArray();
            foreach (SheetSection section in Sorted(sheet))
            {
                SectionJson.Write(json, shape, section, sheet, secrets);
            }

            json.WriteEndArray();
        });
    }

    private IEnumerable<SheetSection> Sorted(SettingsSheet sheet) =>
        sheet
            .Of(shape.Kind)
            .Where(static s => s.Id.Length > 0)
            .OrderBy(static s => s.Id.All(char.IsAsciiDigit) ? s.Id.Length : int.MaxValue)
            .ThenBy(static s => s.Id, StringComparer.Ordinal);

    private Task Look(HttpContext context) =>
        store.Sheet.Find(SectionOf(Id(context))) is { } section
            ? Tell(context, section, store.Sheet, Secrets(context))
            : NotThere(context);

    private async Task Create(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        var wrong = new Dictionary<string, string>();
        string id =
            body.TryGetProperty(shape.IdName, out JsonElement given)
            && SectionJson.TryText(given, out string? text)
                ? text ?? ""
                : "";
        if (id.Length == 0)
        {
            wrong[shape.IdName] = $"write the {shape.IdName}";
        }

        NewSection made = Complete(id, SectionJson.Read(body, shape, wrong), wrong);
        if (wrong.Count > 0)
        {
            await context.Problem(422, string.Join(" ", wrong.Values) + ".", wrong);
            return;
        }

        var edit = new SettingsEdit(
            new SectionEdit(SectionOf(id)) { Kind = EditKind.Add, Keys = InOrder(made.Keys) }
        );
        if (await context.Apply(store, edit, shape.IdName) is { } saved)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"{path}/{Uri.EscapeDataString(id)}";
            // A secret that the box has made up is told this once.
            string[] secrets = [.. Secrets(context), .. made.MadeUp];
            await Tell(context, saved.Sheet.Find(SectionOf(id))!, saved.Sheet, secrets);
        }
    }

    private async Task Change(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (store.Sheet.Find(SectionOf(Id(context))) is not { } section)
        {
            await NotThere(context);
            return;
        }

        var wrong = new Dictionary<string, string>();
        ImmutableArray<KeyEdit> keys = SectionJson.Read(body, shape, wrong);
        string? name = NewName(body, section.Id, wrong);
        if (wrong.Count > 0)
        {
            await context.Problem(422, string.Join(" ", wrong.Values) + ".", wrong);
            return;
        }

        var edit = new SettingsEdit(
            new SectionEdit(section.Name)
            {
                BasedOn = EntityTag.Asked(context),
                Keys = [.. keys, .. Foreign(section, keys)],
                RenameTo = name is null ? null : SectionOf(name),
            }
        );
        if (name is not null && store.Sheet.Find(SectionOf(name)) is not null)
        {
            string there = $"{name} is there already: choose another";
            await context.Problem(409, there + ".", [new(shape.IdName, there)]);
            return;
        }

        if (await context.Apply(store, edit, shape.IdName) is { } saved)
        {
            await Tell(
                context,
                saved.Sheet.Find(SectionOf(name ?? section.Id))!,
                saved.Sheet,
                Secrets(context)
            );
        }
    }

    private async Task Delete(HttpContext context)
    {
        string section = SectionOf(Id(context));
        if (store.Sheet.Find(section) is null)
        {
            await NotThere(context);
            return;
        }

        var edit = new SettingsEdit(
            new SectionEdit(section) { Kind = EditKind.Delete, BasedOn = EntityTag.Asked(context) }
        );
        if (await context.Apply(store, edit, shape.IdName) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>Keys that the section can't have any more, once its type is another.</summary>
    private IEnumerable<KeyEdit> Foreign(SheetSection section, ImmutableArray<KeyEdit> keys)
    {
        string? type = keys.FirstOrDefault(static k => k.Key == "type").Value?.ToLowerInvariant();
        if (type is null)
        {
            return [];
        }

        ImmutableArray<SectionKey> fitting = shape.Keys(type);
        return shape
            .KeysOf(section)
            .Where(k => !fitting.Any(f => f.Name == k.Name) && section[k.Name] is not null)
            .Where(k => !keys.Any(given => given.Key == k.Name))
            .Select(static k => new KeyEdit(k.Name, null));
    }

    private string? NewName(JsonElement body, string id, Dictionary<string, string> wrong)
    {
        if (!body.TryGetProperty(shape.IdName, out JsonElement given))
        {
            return null;
        }

        if (!SectionJson.TryText(given, out string? name) || name is not { Length: > 0 })
        {
            wrong[shape.IdName] = $"write the {shape.IdName}";
            return null;
        }

        return name.Equals(id, StringComparison.OrdinalIgnoreCase) ? null : name;
    }

    private Task Tell(
        HttpContext context,
        SheetSection section,
        SettingsSheet sheet,
        IReadOnlyCollection<string> secrets
    )
    {
        EntityTag.Set(context, section.Version);
        return context.Json(json => SectionJson.Write(json, shape, section, sheet, secrets));
    }

    private Task NotThere(HttpContext context) =>
        context.Problem(404, $"There is no {shape.Kind} {Problem.Echo(Id(context))}.");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    /// <summary><c>?secrets=secret,password</c>: the secrets that are asked for by name.</summary>
    private static HashSet<string> Secrets(HttpContext context) =>
        [
            .. context
                .Request.Query["secrets"]
                .ToString()
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];
}

/// <param name="MadeUp">The secrets among the keys that the box has thought up.</param>
internal sealed record NewSection(ImmutableArray<KeyEdit> Keys, ImmutableArray<string> MadeUp);
