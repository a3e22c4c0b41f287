using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>
/// <c>system.ini</c>: <c>GET /api/v1/system</c> has all its sections, <c>GET</c> and <c>PUT /api/v1/system/park</c> one.
/// PUT changes the keys that it names.
/// </summary>
internal sealed class SystemRoutes(SettingsStore store)
{
    private const string Path = "/api/v1/system";

    /// <summary>The version of a section that is not in the file, which the store knows as empty.</summary>
    private const string Unwritten = "unwritten";

    // What a section that is not written looks like: all keys have their standard values.
    private static readonly IniDocument s_nothing = IniDocument.Parse(
        "system.ini",
        Encoding.UTF8.GetBytes(
            string.Concat(SectionShape.System.Select(static shape => $"[{shape.Kind}]\n"))
        )
    );

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, All);
        routes.Get($"{Path}/{{section}}", Door.Staff, Look);
        routes.Put($"{Path}/{{section}}", Door.Staff, Change);
    }

    private Task All(HttpContext context)
    {
        SettingsSheet sheet = store.Sheet;
        return context.Json(json =>
        {
            json.WriteStartObject();
            foreach (SectionShape shape in SectionShape.System)
            {
                json.WritePropertyName(shape.Kind);
                SectionJson.Write(json, shape, Find(sheet, shape), sheet, []);
            }

            json.WriteEndObject();
        });
    }

    private Task Look(HttpContext context) =>
        ShapeOf(context) is { } shape ? Tell(context, shape, store.Sheet) : NotThere(context);

    private async Task Change(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (ShapeOf(context) is not { } shape)
        {
            await NotThere(context);
            return;
        }

        var wrong = new Dictionary<string, string>();
        ImmutableArray<KeyEdit> keys = SectionJson.Read(body, shape, wrong);
        if (wrong.Count > 0)
        {
            await context.Problem(422, string.Join(". ", wrong.Values) + ".", wrong);
            return;
        }

        var edit = new SettingsEdit(
            new SectionEdit(shape.Kind)
            {
                BasedOn = EntityTag.Asked(context) is { } asked
                    ? asked.Replace(Unwritten, "")
                    : null,
                Keys = keys,
            }
        );
        if (await context.Apply(store, edit) is { } saved)
        {
            await Tell(context, shape, saved.Sheet);
        }
    }

    private static Task Tell(HttpContext context, SectionShape shape, SettingsSheet sheet)
    {
        SheetSection section = Find(sheet, shape);
        bool written = sheet.Find(shape.Kind) is not null;
        EntityTag.Set(context, written ? section.Version : Unwritten);
        return context.Json(json => SectionJson.Write(json, shape, section, sheet, []));
    }

    private static SheetSection Find(SettingsSheet sheet, SectionShape shape) =>
        sheet.Find(shape.Kind)
        ?? new SheetSection(
            SettingsReading.SystemFile,
            s_nothing.Sections.First(s => s.Name == shape.Kind)
        );

    private static SectionShape? ShapeOf(HttpContext context) =>
        SectionShape.System.FirstOrDefault(s =>
            s.Kind == (string)context.Request.RouteValues["section"]!
        );

    private static Task NotThere(HttpContext context) =>
        context.Problem(
            404,
            $"There is no such section: use {string.Join(", ", SectionShape.System.Select(static s => s.Kind))}."
        );
}
