using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary>
/// What the Extensions Management table does with many at once: <c>POST /api/v1/extensions/many</c>, <c>PUT</c> and
/// <c>DELETE /api/v1/extensions</c>; and what hangs on one, <c>GET /api/v1/extensions/77/uses</c>. Each is one edit: all
/// of it or nothing.
/// </summary>
internal sealed class ExtensionRoutes(SettingsStore store, StatusBoard status)
{
    public const string Path = "/api/v1/extensions";

    /// <summary>At once.</summary>
    private const int Most = 200;

    private readonly SectionRoutes _one = new(store, SectionShape.Extension, Path)
    {
        Complete = Complete,
    };

    public void Add(WebRoutes routes)
    {
        _one.Add(routes);
        routes.Post($"{Path}/many", Door.Staff, CreateMany);
        routes.Put(Path, Door.Staff, ChangeMany);
        routes.Delete(Path, Door.Staff, DeleteMany);
        routes.Get($"{Path}/{{id}}/uses", Door.Staff, Uses);
    }

    /// <summary>
    /// A new extension has a type, and a new telephone a secret that nobody has to think up. The checks that the file's
    /// reader can't make: a section with a bad number is left out there.
    /// </summary>
    private static NewSection Complete(
        string number,
        ImmutableArray<KeyEdit> keys,
        Dictionary<string, string> wrong
    )
    {
        if (!Digits.IsExtension(number) && !wrong.ContainsKey("number"))
        {
            wrong["number"] = "use 2 to 20 digits, and do not start with 0";
        }

        if (Value(keys, "type") is not { } type)
        {
            type = "user";
            keys = [.. keys.Where(static k => k.Key != "type"), new("type", type)];
        }

        bool isTelephone = type == "user" && (Value(keys, "line") ?? "sip") == "sip";
        return isTelephone && !keys.Any(static k => k.Key == "secret")
            ? new NewSection([.. keys, new("secret", FactorySettings.NewSecret())], ["secret"])
            : new NewSection(keys, []);
    }

    private async Task CreateMany(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        var wrong = new Dictionary<string, string>();
        string first = Text(body, "first");
        int quantity = Quantity(body, wrong);
        if (!Digits.IsExtension(first))
        {
            wrong["first"] = "use 2 to 20 digits, and do not start with 0";
        }

        ImmutableArray<KeyEdit> keys =
        [
            .. SectionJson
                .Read(body, SectionShape.Extension, wrong)
                .Where(static k => k.Key is not ("first" or "quantity" or "secret")),
        ];
        if (wrong.Count > 0)
        {
            await context.Problem(422, string.Join(". ", wrong.Values) + ".", wrong);
            return;
        }

        string[] numbers = [.. Enumerable.Range(0, quantity).Select(i => Next(first, i))];
        if (
            numbers.FirstOrDefault(n => store.Sheet.Find(_one.SectionOf(n)) is not null) is
            { } taken
        )
        {
            string there = $"{taken} is there already: begin somewhere else, or make fewer";
            await context.Problem(409, there + ".", [new("first", there)]);
            return;
        }

        var edit = new SettingsEdit([
            .. numbers.Select(n => new SectionEdit(_one.SectionOf(n))
            {
                Kind = EditKind.Add,
                Keys = _one.InOrder(Complete(n, Named(keys, n), wrong).Keys),
            }),
        ]);
        if (await context.Apply(store, edit, "first") is { } saved)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            await Tell(context, numbers, saved.Sheet, ["secret"]);
        }
    }

    /// <summary><c>{"numbers": ["101", "102"], "set": {"line": "sip"}}</c>.</summary>
    private async Task ChangeMany(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        var wrong = new Dictionary<string, string>();
        string[] numbers = Numbers(body);
        ImmutableArray<KeyEdit> keys =
            body.TryGetProperty("set", out JsonElement set) && set.ValueKind == JsonValueKind.Object
                ? SectionJson.Read(set, SectionShape.Extension, wrong)
                : [];
        if (numbers.Length == 0 || keys.IsEmpty)
        {
            wrong["numbers"] = "name extensions in numbers, and what to set in set";
        }

        if (await IsWrong(context, wrong) || await IsMissing(context, numbers))
        {
            return;
        }

        var edit = new SettingsEdit([
            .. numbers.Select(n => new SectionEdit(_one.SectionOf(n)) { Keys = Named(keys, n) }),
        ]);
        if (await context.Apply(store, edit, "numbers") is { } saved)
        {
            await Tell(context, numbers, saved.Sheet, []);
        }
    }

    /// <summary><c>?numbers=101,102</c>.</summary>
    private async Task DeleteMany(HttpContext context)
    {
        string[] numbers = context
            .Request.Query["numbers"]
            .ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wrong = new Dictionary<string, string>();
        if (numbers.Length == 0)
        {
            wrong["numbers"] = "name the extensions: ?numbers=101,102";
        }

        if (await IsWrong(context, wrong) || await IsMissing(context, numbers))
        {
            return;
        }

        var edit = new SettingsEdit([
            .. numbers
                .Distinct()
                .Select(n => new SectionEdit(_one.SectionOf(n)) { Kind = EditKind.Delete }),
        ]);
        if (await context.Apply(store, edit, "numbers") is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private Task Uses(HttpContext context)
    {
        string number = (string)context.Request.RouteValues["id"]!;
        if (store.InForce.FindExtension(number) is null)
        {
            return context.Problem(404, $"There is no extension {Problem.Echo(number)}.");
        }

        return context.Json(json =>
        {
            json.WriteStartArray();
            foreach (string sentence in UsesOf(number))
            {
                json.WriteStringValue(sentence);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>What would be otherwise without that extension, as sentences.</summary>
    private IEnumerable<string> UsesOf(string number)
    {
        BoxSettings settings = store.InForce;
        StatusSnapshot now = status.Current;
        foreach (ParkExtensionSettings park in settings.Extensions.OfType<ParkExtensionSettings>())
        {
            if (park.PushBack is { Type: CallType.Pbx } to && to.Address == number)
            {
                yield return $"Park extension {park.Number} pushes calls back to {number} that nobody takes.";
            }
        }

        foreach (TrunkSettings trunk in settings.Trunks.Where(t => t.Incoming == number))
        {
            yield return $"Calls that come in over the outside line {trunk.Name} go to {number}.";
        }

        if (now.Parked.FirstOrDefault(p => p.Slot == number) is { } parked)
        {
            yield return $"{parked.Party} waits on {number} at this moment, and returns at once to {parked.Parker}.";
        }

        int telephones =
            now.Extensions.FirstOrDefault(e => e.Number == number)?.Registrations.Length ?? 0;
        if (telephones > 0)
        {
            yield return telephones == 1
                ? $"A telephone is registered as {number} and will be turned away."
                : $"{telephones} telephones are registered as {number} and will be turned away.";
        }

        if (now.Calls.Any(c => c.From == number || c.To == number))
        {
            yield return $"{number} is in a call at this moment; the call goes on to its end.";
        }
    }

    private Task Tell(
        HttpContext context,
        string[] numbers,
        SettingsSheet sheet,
        string[] secrets
    ) =>
        context.Json(json =>
        {
            json.WriteStartArray();
            foreach (string number in numbers)
            {
                if (sheet.Find(_one.SectionOf(number)) is { } section)
                {
                    SectionJson.Write(json, SectionShape.Extension, section, sheet, secrets);
                }
            }

            json.WriteEndArray();
        });

    private async Task<bool> IsMissing(HttpContext context, string[] numbers)
    {
        string? missing = numbers.FirstOrDefault(n => store.Sheet.Find(_one.SectionOf(n)) is null);
        if (missing is not null)
        {
            await context.Problem(404, $"There is no extension {Problem.Echo(missing)}.");
        }

        return missing is not null;
    }

    private static async Task<bool> IsWrong(HttpContext context, Dictionary<string, string> wrong)
    {
        if (wrong.Count > 0)
        {
            await context.Problem(422, string.Join(". ", wrong.Values) + ".", wrong);
        }

        return wrong.Count > 0;
    }

    /// <summary>In a name, <c>{number}</c> stands for the number of each.</summary>
    private static ImmutableArray<KeyEdit> Named(ImmutableArray<KeyEdit> keys, string number) =>
        [
            .. keys.Select(k =>
                k.Key == "name"
                    ? k with
                    {
                        Value = k.Value?.Replace("{number}", number, StringComparison.Ordinal),
                    }
                    : k
            ),
        ];

    private static int Quantity(JsonElement body, Dictionary<string, string> wrong)
    {
        if (
            int.TryParse(
                Text(body, "quantity"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int quantity
            ) && quantity is >= 1 and <= Most
        )
        {
            return quantity;
        }

        wrong["quantity"] = $"use a number from 1 to {Most}";
        return 0;
    }

    private static string[] Numbers(JsonElement body) =>
        body.TryGetProperty("numbers", out JsonElement list)
        && list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Select(n => SectionJson.TryText(n, out string? t) ? t ?? "" : "")
                    .Distinct(),
            ]
            : [];

    private static string Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value)
        && SectionJson.TryText(value, out string? text)
            ? text ?? ""
            : "";

    private static string Next(string first, int more) =>
        (System.Numerics.BigInteger.Parse(first, CultureInfo.InvariantCulture) + more).ToString(
            CultureInfo.InvariantCulture
        );

    private static string? Value(ImmutableArray<KeyEdit> keys, string key) =>
        keys.FirstOrDefault(k => k.Key == key).Value;
}
