using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class PatternTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "101", true)]
    [InlineData("10?", "101", true)]
    [InlineData("10?", "10", false)]
    [InlineData("10?", "1011", false)]
    [InlineData("{101,102}", "102", true)]
    [InlineData("{101,102}", "10", false)]
    [InlineData("{a,b,11-15,!14}", "b", true)]
    [InlineData("{a,b,11-15,!14}", "11", true)]
    [InlineData("{a,b,11-15,!14}", "15", true)]
    [InlineData("{a,b,11-15,!14}", "14", false)]
    [InlineData("{a,b,11-15,!14}", "16", false)]
    [InlineData("{8-12}", "8", true)]
    [InlineData("{8-12}", "12", true)]
    [InlineData("{8-12}", "08", false)]
    [InlineData("{08-12}", "08", true)]
    [InlineData("{08-12}", "8", false)]
    [InlineData("{!14}", "15", true)]
    [InlineData("{!14}", "14", false)]
    [InlineData("1{1-3,!2}*", "13555", true)]
    [InlineData("1{1-3,!2}*", "12555", false)]
    [InlineData("10[1-3]", "102", true)]
    [InlineData("10[1-3]", "104", false)]
    [InlineData("10[137-9]", "108", true)]
    [InlineData("[a\\-c]", "-", true)]
    [InlineData("[a\\-c]", "b", false)]
    [InlineData("[-1]", "-", true)]
    [InlineData("\\*5", "*5", true)]
    [InlineData("\\*5", "15", false)]
    [InlineData("{anna-maria,bob}", "anna-maria", true)]
    [InlineData("Anna@Example.com", "anna@example.COM", true)]
    [InlineData("*@example.com", "bob@example.com", true)]
    [InlineData("*@example.com", "bob@example.org", false)]
    public void A_pattern_takes_what_it_should(string pattern, string text, bool expected)
    {
        Assert.True(Pattern.TryParse(pattern, out Pattern parsed, out string problem), problem);
        Assert.Equal(expected, parsed.Matches(text));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{1,2", "not closed")]
    [InlineData("{}", "empty item")]
    [InlineData("{1,,2}", "empty item")]
    [InlineData("{1,}", "empty item")]
    [InlineData("{!}", "empty item")]
    [InlineData("{15-11}", "backwards")]
    [InlineData("{01-100}", "mixes widths")]
    [InlineData("{1*}", "no meaning inside")]
    [InlineData("[1-3", "not closed")]
    [InlineData("[]", "holds no character")]
    [InlineData("[3-1]", "backwards")]
    [InlineData("1]", "closes nothing")]
    [InlineData("1}", "closes nothing")]
    [InlineData("1\\", "escapes nothing")]
    [InlineData("[1\\", "escapes nothing")]
    public void A_pattern_that_cannot_be_read_says_why(string pattern, string why)
    {
        Assert.False(Pattern.TryParse(pattern, out _, out string problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_are_too_long_match_nothing()
    {
        Assert.True(Pattern.Any.Matches(new string('1', Pattern.LongestText)));
        Assert.False(Pattern.Any.Matches(new string('1', Pattern.LongestText + 1)));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("1??*")]
    [InlineData("1[0-9]*")]
    [InlineData("{a,14}*")]
    [InlineData("{1-20,!15}*\\*")]
    public void Matching_allocates_nothing(string text)
    {
        Assert.True(Pattern.TryParse(text, out Pattern pattern, out _));
        bool matched = true;
        long allocated = Allocated.AtLeast(() => matched &= pattern.Matches("14512345*"));
        Assert.True(matched);
        Assert.Equal(0, allocated);
    }

    [Property(MaxTest = 2000)]
    public void The_matcher_agrees_with_a_naive_one(int seed)
    {
        var random = new Random(seed);
        NaivePattern naive = NaivePattern.Make(random);
        Assert.True(
            Pattern.TryParse(naive.Written, out Pattern pattern, out string problem),
            $"{naive.Written}: {problem}"
        );

        for (int i = 0; i < 30; i++)
        {
            string text = NaivePattern.Text(random);
            Assert.True(
                naive.Matches(text) == pattern.Matches(text),
                $"{naive.Written} and \"{text}\": naive says {naive.Matches(text)}"
            );
        }
    }

    [Property(MaxTest = 2000)]
    public void No_text_makes_the_reader_throw(string? anything)
    {
        if (Pattern.TryParse(anything ?? "", out Pattern pattern, out string problem))
        {
            _ = pattern.Matches(anything);
            Assert.Equal(anything, pattern.Text);
        }
        else
        {
            Assert.NotEmpty(problem);
        }
    }
}
