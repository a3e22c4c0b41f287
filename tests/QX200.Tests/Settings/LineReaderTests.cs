using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("flash-min = 80ms", true)]
    [InlineData("flash-min = 79ms", false)]
    [InlineData("flash-max = 800ms", true)]
    [InlineData("flash-max = 801ms", false)]
    [InlineData("flash-min = 500ms\nflash-max = 400ms", false)]
    [InlineData("first-digit = 1s", true)]
    [InlineData("first-digit = 61s", false)]
    [InlineData("inter-digit = 500ms", false)]
    [InlineData("hear-gain = -12", true)]
    [InlineData("hear-gain = -13", false)]
    [InlineData("speak-gain = 12", true)]
    [InlineData("speak-gain = 13", false)]
    [InlineData("loop-break = 0s", true)]
    [InlineData("loop-break = 3s", false)]
    [InlineData("call-waiting = perhaps", false)]
    [InlineData("call-waiting-id = no", true)]
    [InlineData("call-waiting-id = 1", false)]
    [InlineData("country = fr", true)]
    [InlineData("country = atlantis", false)]
    public void Each_figure_has_its_limits(string lines, bool isGood)
    {
        (BoxSettings settings, string[] problems) = Read.Texts($"[line]\n{lines}\n");
        Assert.Equal(isGood, problems.Length == 0);
        Assert.Equal(isGood, settings.System.Line != new LineSettings());
    }

    [Theory]
    [InlineData("9*", "9", true)]
    [InlineData("9*", "8", false)]
    [InlineData("9????", "91", true)]
    [InlineData("9????", "91234", false)]
    [InlineData("{112,911}", "11", true)]
    [InlineData("{112,911}", "112", false)]
    [InlineData("{112,911}", "12", false)]
    [InlineData("{11-15}", "1", true)]
    [InlineData("{11-15}", "2", false)]
    [InlineData("{8-12}", "1", true)]
    [InlineData("{8-12}", "9", false)]
    [InlineData("0[1-3]5", "02", true)]
    [InlineData("0[1-3]5", "04", false)]
    public void A_pattern_knows_whether_dialled_digits_can_grow_into_it(
        string text,
        string digits,
        bool canGrow
    )
    {
        Assert.True(Pattern.TryParse(text, out Pattern pattern, out _));
        Assert.Equal(canGrow, pattern.MatchesBeyond(digits));
    }

    [Fact]
    public void Two_extensions_on_one_line_are_a_problem_and_the_first_keeps_it()
    {
        (_, string[] problems) = Read.Texts(
            extensions: "[extension:111]\nline = fxs1\n[extension:112]\nline = fxs1\n"
        );
        Assert.Equal(
            [
                "extensions.ini:4: [extension:112] line = fxs1 belongs to extension 111 already, which keeps it: use another line",
            ],
            problems
        );
    }
}
