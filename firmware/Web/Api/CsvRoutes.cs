using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>
/// The extensions as a table for spreadsheets: <c>GET /api/v1/extensions/csv</c> (secrets only with
/// <c>?secrets=yes</c>), and <c>POST /api/v1/extensions/csv</c> takes one, with <c>?try=yes</c> without changing
/// anything.
/// </summary>
internal sealed class CsvRoutes(SettingsStore store, TimeProvider clock)
{
    private const string Path = "/api/v1/extensions/csv";
    private const int Largest = 4 << 20;

    public void Add(WebRoutes routes)
    {
        routes.Get(Path, Door.Staff, Export);
        routes.Post(Path, Door.Staff, Import, Largest);
    }

    private async Task Export(HttpContext context)
    {
        string text = ExtensionsCsv.Write(store.Sheet, context.Request.Query["secrets"] == "yes");
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition =
            $"attachment; filename=\"extensions-{clock.GetUtcNow().UtcDateTime:yyyyMMdd}.csv\"";
        // Spreadsheets take a file without the mark for one in a code page of old.
        await context.Response.WriteAsync("\uFEFF" + text, context.RequestAborted);
    }

    private async Task Import(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string text = await reader.ReadToEndAsync(context.RequestAborted);
        ExtensionsImport import = ExtensionsCsv.Read(text, store.Sheet, FactorySettings.NewSecret);
        if (!import.Problems.IsEmpty)
        {
            await Refuse(context, import.Problems);
            return;
        }

        bool onlyTry = context.Request.Query["try"] == "yes";
        EditResult result = onlyTry ? store.Try(import.Edit) : store.Apply(import.Edit);
        switch (result.Outcome)
        {
            case EditOutcome.Saved:
                await Tell(context, import, onlyTry);
                break;
            case EditOutcome.Refused:
                await Refuse(context, result.Problems.Select(p => InLine(p, import)));
                break;
            case EditOutcome.Conflict:
                await context.Problem(412, $"{result.Reason}.");
                break;
            default:
                await context.Problem(507, $"{result.Reason}.");
                break;
        }
    }

    private static string InLine(Problem problem, ExtensionsImport import) =>
        import.Lines.TryGetValue(problem.Section, out int line)
            ? $"line {line}: {problem.Advice}"
            : problem.Text;

    private static Task Refuse(HttpContext context, IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        string more = all.Length > 20 ? $"\n... and {all.Length - 20} more" : "";
        return context.Problem(
            422,
            "Nothing was changed: the table has mistakes.",
            [new("file", string.Join('\n', all.Take(20)) + more)]
        );
    }

    private static Task Tell(HttpContext context, ExtensionsImport import, bool onlyTried) =>
        context.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("tried", onlyTried);
            WriteNumbers(json, "added", import, EditKind.Add);
            WriteNumbers(json, "changed", import, EditKind.Change);
            json.WriteEndObject();
        });

    private static void WriteNumbers(
        Utf8JsonWriter json,
        string name,
        ExtensionsImport import,
        EditKind kind
    )
    {
        json.WriteStartArray(name);
        foreach (
            SectionEdit edit in import.Edit.Sections.Where(e => e.Kind == kind && !e.Keys.IsEmpty)
        )
        {
            json.WriteStringValue(edit.Section.Split(':')[^1]);
        }

        json.WriteEndArray();
    }
}
