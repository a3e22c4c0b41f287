using Xunit;

namespace QX200.Tests.House;

public sealed class RuleTableTests
{
    private const string Rules = """
        # a comment
        2.1a in-call digits
        4.3  passwords
        7b   the parked party hangs up
        """;

    [Theory]
    [InlineData("A.Rule_4_3_The_right_password", "4.3")]
    [InlineData("A.Rule_4_3_a_caller_waits", "4.3")]
    [InlineData("A.Rule_2_1a_As_INFO", "2.1a")]
    [InlineData("A.Rule_7b_He_hangs_up", "7b")]
    [InlineData("A.Rule_4_1_and_4_3_a_parked_call", "4.1 4.3")]
    [InlineData("A.Nobody_follows_Rule_4_3_here", "")]
    public void A_test_names_its_rules(string test, string rules) =>
        Assert.Equal(rules, string.Join(' ', RuleTable.Named(test)));

    [Fact]
    public void Every_rule_has_the_tests_that_name_it()
    {
        IReadOnlyList<ProvenRule> table = RuleTable.Of(
            Rules,
            ["A.Rule_4_3_One", "B.Rule_4_3_Two", "A.Rule_2_1a_Three", "A.Other"]
        );
        Assert.Equal(["2.1a", "4.3", "7b"], table.Select(r => r.Number));
        Assert.Equal("passwords", table[1].Title);
        Assert.Equal([1, 2, 0], table.Select(r => r.Tests.Count));
    }

    [Theory]
    [InlineData("failed", "A.Rule_2_1a_One", "rules without a test that passed: 2.1a")]
    [InlineData("skipped", "A.Rule_2_1a_One", "rules without a test that passed: 2.1a")]
    [InlineData("passed", "A.Rule_9_9_One", "tests that name a rule which is not in the list")]
    public void It_fails_where_something_is_missing(string status, string test, string complaint)
    {
        using var folder = new Settings.TemporaryFolder();
        string rules = folder.In("rules.txt");
        string table = folder.In("table.txt");
        string report = folder.In("report.json");
        File.WriteAllText(rules, Rules);
        File.WriteAllText(
            report,
            Report(
                ("A.Rule_4_3_One(digits: \\\"1.2\\\")", "passed"),
                ("A.Rule_7b_Two", "passed"),
                (test, status)
            )
        );
        using var printed = new StringWriter();
        Assert.Equal(1, RuleTable.Write(rules, table, [report], printed));
        Assert.Contains(complaint, printed.ToString());
        Assert.Contains("A.Rule_4_3_One\n", File.ReadAllText(table));
    }

    [Fact]
    public void It_is_content_where_every_rule_has_a_test()
    {
        using var folder = new Settings.TemporaryFolder();
        string rules = folder.In("rules.txt");
        string table = folder.In("table.txt");
        string report = folder.In("report.json");
        File.WriteAllText(rules, "4.3 passwords\n");
        File.WriteAllText(report, Report(("A.Rule_4_3_One", "passed")));
        Assert.Equal(0, RuleTable.Write(rules, table, [report], TextWriter.Null));
    }

    private static string Report(params (string Name, string Status)[] tests)
    {
        IEnumerable<string> entries = tests.Select(static t =>
            $$"""{"name":"Q.{{t.Name}}","status":"{{t.Status}}"}"""
        );
        return "{\"results\":{\"tests\":[" + string.Join(',', entries) + "]}}";
    }
}
