using System.Collections.Immutable;
using System.Text.Json;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>A section of the settings as a JSON object, and back.</summary>
internal static class SectionJson
{
    /// <summary>Members that the box adds; in a body they are passed over.</summary>
    private static readonly ImmutableArray<string> s_added = ["has", "problems", "warnings"];

    /// <summary>
    /// Every key, written or not; which secrets there are stands in <c>has</c>, and what is wrong with what is written
    /// in <c>problems</c>.
    /// </summary>
    /// <param name="secrets">The secrets that were asked for by name.</param>
    public static void Write(
        Utf8JsonWriter json,
        SectionShape shape,
        SheetSection section,
        SettingsSheet sheet,
        IReadOnlyCollection<string> secrets
    )
    {
        json.WriteStartObject();
        if (shape.IdName.Length > 0)
        {
            json.WriteString(shape.IdName, section.Id);
        }

        ImmutableArray<SectionKey> keys = shape.KeysOf(section);
        foreach (SectionKey key in keys)
        {
            if (!key.IsSecret || secrets.Contains(key.Name))
            {
                json.WriteString(key.Name, section[key.Name] ?? key.Standard);
            }
        }

        WriteHas(json, section, keys);
        WriteProblems(json, section, sheet);
        json.WriteEndObject();
    }

    /// <summary>
    /// What a body asks to be written: strings as in the file; a number, true or false, or an array of them where they
    /// can mean one thing only. Null takes the key away, so that it has its standard value.
    /// </summary>
    /// <param name="wrong">A sentence for each member that can't be a value.</param>
    public static ImmutableArray<KeyEdit> Read(
        JsonElement body,
        SectionShape shape,
        Dictionary<string, string> wrong
    )
    {
        var edits = ImmutableArray.CreateBuilder<KeyEdit>();
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (member.Name == shape.IdName || s_added.Contains(member.Name))
            {
                continue;
            }

            if (TryText(member.Value, out string? text))
            {
                edits.Add(new KeyEdit(member.Name, text));
            }
            else
            {
                wrong[member.Name] = "write a string, as it stands in the settings file";
            }
        }

        return edits.ToImmutable();
    }

    /// <summary>A value as the settings file writes it; null for null.</summary>
    public static bool TryText(JsonElement value, out string? text)
    {
        text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array => Joined(value),
            _ => null,
        };
        return text is not null || value.ValueKind == JsonValueKind.Null;
    }

    private static string? Joined(JsonElement list)
    {
        var entries = new List<string>();
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (
                entry.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
                || !TryText(entry, out string? text)
                || text!.Contains(' ')
            )
            {
                return null;
            }

            entries.Add(text);
        }

        return string.Join(' ', entries);
    }

    private static void WriteHas(
        Utf8JsonWriter json,
        SheetSection section,
        ImmutableArray<SectionKey> keys
    )
    {
        json.WriteStartArray("has");
        foreach (SectionKey key in keys)
        {
            if (key.IsSecret && section[key.Name] is { Length: > 0 })
            {
                json.WriteStringValue(key.Name);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteProblems(
        Utf8JsonWriter json,
        SheetSection section,
        SettingsSheet sheet
    )
    {
        json.WriteStartObject("problems");
        foreach (
            IGrouping<string, Problem> about in sheet
                .Problems.Where(p => p.Section == section.Name)
                .GroupBy(static p => p.Key)
        )
        {
            json.WriteString(about.Key, string.Join("; ", about.Select(static p => p.Advice)));
        }

        json.WriteEndObject();
    }
}
