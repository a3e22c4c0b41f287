using System.Text.Json;

namespace QX200.Tests.House;

/// <summary>
/// The tests that failed, said again where a reader of a long log looks first: at its end. Read from the reports of the
/// test programs (https://ctrf.io).
/// </summary>
internal static class FailedTests
{
    // What a test printed and what it complained of may be long: its end tells most.
    private const int LinesOfEach = 25;

    /// <summary>Prints each test that failed with its complaint, its place and what it printed last.</summary>
    public static int Print(IReadOnlyList<string> reports, TextWriter to)
    {
        foreach (string report in reports)
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
            JsonElement tests = document.RootElement.GetProperty("results").GetProperty("tests");
            foreach (JsonElement test in tests.EnumerateArray())
            {
                if (test.GetProperty("status").GetString() == "failed")
                {
                    Print(test, to);
                }
            }
        }

        return 0;
    }

    private static void Print(JsonElement test, TextWriter to)
    {
        to.WriteLine($"FAILED {test.GetProperty("name").GetString()}");
        Indent(to, Text(test, "message"));
        Indent(to, Text(test, "trace"));
        if (test.TryGetProperty("stdout", out JsonElement printed))
        {
            Indent(to, printed.EnumerateArray().Select(static line => line.GetString()!));
        }
    }

    private static string[] Text(JsonElement test, string name) =>
        test.TryGetProperty(name, out JsonElement text)
            ? text.GetString()!.ReplaceLineEndings("\n").Split('\n')
            : [];

    private static void Indent(TextWriter to, IEnumerable<string> lines)
    {
        foreach (string line in lines.TakeLast(LinesOfEach))
        {
            to.WriteLine($"       {line}");
        }
    }
}
