using Xunit;

namespace QX200.Tests.House;

public sealed class FailedTestsTests
{
    [Fact]
    public void Each_failed_test_is_named_with_its_complaint_its_place_and_what_it_printed()
    {
        Assert.Equal(
            """
            FAILED A.One
                   two
                   lines
                   at B.cs:7
                   a log

            """,
            Printed(
                """
                {"name":"A.One","status":"failed","message":"two\r\nlines","trace":"at B.cs:7","stdout":["a log"]},
                {"name":"A.Two","status":"passed","stdout":["nothing to tell"]},
                {"name":"A.Three","status":"skipped","message":"no such machine"}
                """
            )
        );
    }

    [Fact]
    public void One_that_failed_without_a_word_is_named() =>
        Assert.Equal("FAILED A.One\n", Printed("""{"name":"A.One","status":"failed"}"""));

    [Fact]
    public void Of_a_long_complaint_the_end_is_said()
    {
        string all = string.Join("\\n", Enumerable.Range(1, 100).Select(static n => $"line {n}."));
        string printed = Printed($$"""{"name":"A.One","status":"failed","message":"{{all}}"}""");
        Assert.DoesNotContain("line 75.", printed);
        Assert.Contains("line 76.", printed);
        Assert.Contains("line 100.", printed);
    }

    private static string Printed(string tests)
    {
        using var folder = new Settings.TemporaryFolder();
        string report = folder.In("report.json");
        File.WriteAllText(report, "{\"results\":{\"tests\":[" + tests + "]}}");
        using var printed = new StringWriter();
        Assert.Equal(0, FailedTests.Print([report], printed));
        return printed.ToString();
    }
}
