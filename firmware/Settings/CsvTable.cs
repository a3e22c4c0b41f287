using System.Buffers;
using System.Text;

namespace QX200.Settings;

/// <summary>
/// Comma-separated values (RFC 4180) as spreadsheets write and read them: also with semicolons or tabs between the
/// fields, and with a byte order mark.
/// </summary>
internal static class CsvTable
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",;\t\"\r\n");

    private const int MostRows = 20_000;
    private const int LongestField = 4096;

    /// <summary>Rows of fields. Fields that a spreadsheet would take for a formula get an apostrophe before them.</summary>
    public static string Write(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (IEnumerable<string> row in rows)
        {
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>The rows, with the number of the line in which each begins; blank ones are left out.</summary>
    /// <param name="problem">One sentence; empty when all is well.</param>
    public static IReadOnlyList<(int Line, string[] Fields)> Read(string text, out string problem)
    {
        problem = "";
        text = text.TrimStart('\uFEFF');
        char separator = Separator(text);
        List<(int, string[])> rows = [];
        int at = 0;
        int line = 1;
        while (at < text.Length)
        {
            int began = line;
            List<string> fields = [];
            do
            {
                if (!TryField(text, separator, ref at, ref line, out string field))
                {
                    problem =
                        $"line {began}: a quotation mark is not closed, or there is something behind a closed one";
                    return [];
                }

                fields.Add(Plain(field));
            } while (at < text.Length && text[at - 1] == separator);

            if (fields.Exists(static f => f.Length > 0))
            {
                rows.Add((began, [.. fields]));
            }

            if (rows.Count > MostRows || fields.Exists(static f => f.Length > LongestField))
            {
                problem = $"line {began}: the table is too long, or a field is";
                return [];
            }
        }

        return rows;
    }

    private static string Field(string value)
    {
        string safe = IsFormula(value) ? $"'{value}" : value;
        return safe.AsSpan().ContainsAny(s_quoted) || safe != safe.Trim()
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    private static string Plain(string field)
    {
        string value = field.Trim();
        return value.StartsWith('\'') && IsFormula(value[1..]) ? value[1..] : value;
    }

    /// <summary>What a spreadsheet may run (CWE-1236).</summary>
    private static bool IsFormula(string value) =>
        value.Length > 0 && value[0] is '=' or '@' or '+' or '-' or '\t' or '\'';

    /// <summary>What stands most often in the first line.</summary>
    private static char Separator(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        ReadOnlySpan<char> head = end < 0 ? text : text.AsSpan(0, end);
        char best = ',';
        foreach (char candidate in (ReadOnlySpan<char>)[';', '\t'])
        {
            best = head.Count(candidate) > head.Count(best) ? candidate : best;
        }

        return best;
    }

    /// <summary>Reads one field and steps behind its separator or line end.</summary>
    private static bool TryField(
        string text,
        char separator,
        ref int at,
        ref int line,
        out string field
    )
    {
        var value = new StringBuilder();
        bool quoted = at < text.Length && text[at] == '"';
        at += quoted ? 1 : 0;
        field = "";
        while (quoted)
        {
            int close = text.IndexOf('"', at);
            if (close < 0)
            {
                return false;
            }

            value.Append(text, at, close - at);
            line += text.AsSpan(at, close - at).Count('\n');
            at = close + 1;
            quoted = at < text.Length && text[at] == '"';
            if (quoted)
            {
                value.Append('"');
                at++;
            }
        }

        int end = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
        end = end < 0 ? text.Length : at + end;
        bool clean = value.Length == 0 || text.AsSpan(at, end - at).IsWhiteSpace();
        field = value.Length == 0 ? text[at..end] : value.ToString();
        at = end;
        if (at < text.Length && text[at] == '\r')
        {
            at += at + 1 < text.Length && text[at + 1] == '\n' ? 1 : 0;
        }

        if (at < text.Length)
        {
            line += text[at] == separator ? 0 : 1;
            at++;
        }

        return clean;
    }
}
