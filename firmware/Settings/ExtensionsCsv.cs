using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>What a table of extensions would do.</summary>
/// <param name="Edit">To be applied when there is no problem.</param>
/// <param name="Problems">A sentence for each row that can't be used, beginning with its line.</param>
/// <param name="Lines">The line of the table that each section of the edit comes from.</param>
internal sealed record ExtensionsImport(
    SettingsEdit Edit,
    ImmutableArray<string> Problems,
    IReadOnlyDictionary<string, int> Lines
);

/// <summary>The extensions as a table for spreadsheets: one row each, the columns named like the keys.</summary>
internal static class ExtensionsCsv
{
    private const string Number = "number";

    private static readonly string[] s_columns =
    [
        "type",
        "name",
        "line",
        "secret",
        "password",
        "park-access",
        "retrieve-access",
        "retrieve-timeout",
        "hold-music",
        "wrong-password",
        "password-tries",
        "push-back",
        "sip-server",
        "sip-user",
        "sip-auth-user",
        "sip-password",
        "sip-expires",
        "sip-tls-verify",
    ];

    /// <param name="secrets">Whether secrets and passwords are in it; else there are no such columns.</param>
    public static string Write(SettingsSheet sheet, bool secrets)
    {
        string[] columns = [.. s_columns.Where(c => secrets || !SettingsDiff.IsSecret(c))];
        IEnumerable<IEnumerable<string>> rows = sheet
            .Of("extension")
            .OrderBy(static s => s.Id.Length)
            .ThenBy(static s => s.Id, StringComparer.Ordinal)
            .Select(s => columns.Select(c => s[c] ?? "").Prepend(s.Id));
        return CsvTable.Write(rows.Prepend(columns.Prepend(Number)));
    }

    /// <summary>
    /// Rows change the extensions that are there and add the others; none is deleted. Only the columns that the table has
    /// are touched; an empty field takes the key away where the table says so by having other values in that row's kind.
    /// </summary>
    public static ExtensionsImport Read(string text, SettingsSheet sheet, Func<string> newSecret)
    {
        IReadOnlyList<(int Line, string[] Fields)> rows = CsvTable.Read(text, out string problem);
        if (problem.Length > 0 || rows.Count == 0)
        {
            return Nothing(
                problem.Length > 0
                    ? problem
                    : "the file is empty: it needs a first line with the names of the columns"
            );
        }

        string[] columns = [.. rows[0].Fields.Select(static f => f.ToLowerInvariant())];
        if (Wrong(columns) is { } wrong)
        {
            return Nothing($"line {rows[0].Line}: {wrong}");
        }

        List<string> problems = [];
        List<SectionEdit> edits = [];
        Dictionary<string, int> lines = [];
        foreach ((int line, string[] fields) in rows.Skip(1))
        {
            string number = fields.ElementAtOrDefault(Array.IndexOf(columns, Number)) ?? "";
            string section = $"extension:{number}";
            string? fault =
                fields.Length > columns.Length ? "there are more fields than columns"
                : !Digits.IsExtension(number)
                    ? $"\"{Problem.Echo(number)}\" is no extension: a number has 2 to 20 digits and does not start with 0"
                : !lines.TryAdd(section, line)
                    ? $"extension {number} stands in line {lines[section]} already"
                : null;
            if (fault is not null)
            {
                problems.Add($"line {line}: {fault}");
                continue;
            }

            edits.Add(Row(section, columns, fields, sheet.Find(section), newSecret));
        }

        return new ExtensionsImport(new SettingsEdit([.. edits]), [.. problems], lines);
    }

    private static string? Wrong(string[] columns) =>
        !columns.Contains(Number) ? "a column named number is missing"
        : columns.FirstOrDefault(static c => c != Number && !s_columns.Contains(c)) is { } unknown
            ? $"there is no column \"{Problem.Echo(unknown)}\": use {Number} {string.Join(' ', s_columns)}"
        : columns.Distinct().Count() < columns.Length ? "a column stands there twice"
        : null;

    private static SectionEdit Row(
        string section,
        string[] columns,
        string[] fields,
        SheetSection? there,
        Func<string> newSecret
    )
    {
        var keys = ImmutableArray.CreateBuilder<KeyEdit>();
        for (int i = 0; i < columns.Length; i++)
        {
            string value = fields.ElementAtOrDefault(i) ?? "";
            if (columns[i] == Number)
            {
                continue;
            }

            if (value.Length > 0)
            {
                keys.Add(new KeyEdit(columns[i], value));
            }
            else if (there?[columns[i]] is { Length: > 0 })
            {
                keys.Add(new KeyEdit(columns[i], null));
            }
        }

        bool isNewTelephone =
            there is null
            && !keys.Any(static k => k is { Key: "type", Value: "park" })
            && !keys.Any(static k => k.Key == "secret");
        if (isNewTelephone)
        {
            keys.Add(new KeyEdit("secret", newSecret()));
        }

        return new SectionEdit(section)
        {
            Kind = there is null ? EditKind.Add : EditKind.Change,
            BasedOn = there?.Version,
            Keys = keys.ToImmutable(),
        };
    }

    private static ExtensionsImport Nothing(string problem) =>
        new(new SettingsEdit(), [problem], new Dictionary<string, int>());
}
