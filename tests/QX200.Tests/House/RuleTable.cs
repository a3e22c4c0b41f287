using System.Text.Json;
using System.Text.RegularExpressions;

namespace QX200.Tests.House;

/// <summary>A rule of Call Park as <c>tests/rules.txt</c> has it, and the tests that prove it.</summary>
internal sealed record ProvenRule(string Number, string Title, IReadOnlyList<string> Tests);

/// <summary>
/// Which tests prove which rule of Call Park. A test names its rules: <c>Rule_4_3_...</c>, <c>Rule_2_1a_...</c>,
/// <c>Rule_4_1_and_4_3_...</c>. Only tests that ran and passed count, so it reads the reports of the test programs
/// (https://ctrf.io) and not their sources.
/// </summary>
internal static partial class RuleTable
{
    /// <summary>
    /// Writes the table to a file, with the name of every test, and prints how many tests each rule has. The exit code:
    /// 1 where a rule has none, or a test names a rule that is none.
    /// </summary>
    public static int Write(string rules, string to, IReadOnlyList<string> reports, TextWriter said)
    {
        string[] passed =
        [
            .. reports.SelectMany(r => Passed(File.ReadAllText(r))).Distinct().Order(),
        ];
        IReadOnlyList<ProvenRule> table = Of(File.ReadAllText(rules), passed);
        using var file = new StreamWriter(to);
        foreach (ProvenRule rule in table)
        {
            string count = rule.Tests.Count == 0 ? "NO TEST" : $"{rule.Tests.Count} tests";
            string line = $"{rule.Number, -5}{rule.Title, -84}{count, 9}";
            said.WriteLine(line);
            file.WriteLine(line);
            foreach (string test in rule.Tests)
            {
                file.WriteLine($"       {test}");
            }
        }

        string[] unproven = [.. table.Where(r => r.Tests.Count == 0).Select(r => r.Number)];
        string[] unknown = [.. passed.Where(t => Unknown(t, table))];
        Complain(said, "rules without a test that passed", unproven);
        Complain(said, "tests that name a rule which is not in the list", unknown);
        return unproven.Length + unknown.Length == 0 ? 0 : 1;
    }

    /// <summary>The rules in their order, each with those of the tests that name it.</summary>
    public static IReadOnlyList<ProvenRule> Of(string rules, IReadOnlyList<string> tests) =>
        [
            .. rules
                .Split('\n')
                .Where(static line => line.Length > 0 && line[0] != '#')
                .Select(static line => line.Split(' ', 2))
                .Select(words => new ProvenRule(
                    words[0],
                    words[1].Trim(),
                    [.. tests.Where(t => Named(t).Contains(words[0]))]
                )),
        ];

    /// <summary>The rules that a test's name names.</summary>
    public static IReadOnlyList<string> Named(string test) =>
        RuleName().Match(test) is { Success: true } name
            ? [.. name.Groups["rule"].Captures.Select(c => c.Value.Replace('_', '.'))]
            : [];

    /// <summary>The tests of a report that passed, as class and method, without their arguments.</summary>
    public static IEnumerable<string> Passed(string report)
    {
        using JsonDocument document = JsonDocument.Parse(report);
        JsonElement tests = document.RootElement.GetProperty("results").GetProperty("tests");
        string[] all =
        [
            .. tests
                .EnumerateArray()
                .Where(static t => t.GetProperty("status").GetString() == "passed")
                .Select(static t => t.GetProperty("name").GetString()!.Split('(')[0]),
        ];
        return all.Select(static name => string.Join('.', name.Split('.')[^2..]));
    }

    private static bool Unknown(string test, IReadOnlyList<ProvenRule> table) =>
        Named(test).Any(named => table.All(rule => rule.Number != named));

    private static void Complain(TextWriter to, string what, string[] which)
    {
        if (which.Length > 0)
        {
            to.WriteLine($"{what}: {string.Join(' ', which)}");
        }
    }

    [GeneratedRegex(
        @"(^|\.)Rule_(?<rule>\d(_\d)?[a-z]?)(_and_(?<rule>\d(_\d)?[a-z]?))*_",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex RuleName();
}
