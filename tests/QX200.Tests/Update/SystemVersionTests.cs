using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

public sealed class SystemVersionTests
{
    [Fact]
    public void Versions_are_in_the_order_of_semver()
    {
        string[] rising =
        [
            "0.9.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.10",
            "1.2.0",
            "10.0.0",
        ];
        SystemVersion[] parsed = [.. rising.Select(Parse)];
        for (int i = 0; i < parsed.Length; i++)
        {
            for (int j = 0; j < parsed.Length; j++)
            {
                Assert.Equal(Math.Sign(i - j), Math.Sign(parsed[i].CompareTo(parsed[j])));
            }

            Assert.Equal(rising[i], parsed[i].ToString());
        }
    }

    [Fact]
    public void What_was_built_from_has_no_order() =>
        Assert.Equal(Parse("1.2.3"), Parse("1.2.3+20260101"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("1.-2.3")]
    [InlineData("1.2.x")]
    [InlineData("1.2.3-")]
    [InlineData("99999999999.0.0")]
    public void What_is_no_version_is_refused(string? text) =>
        Assert.False(SystemVersion.TryParse(text, out _));

    private static SystemVersion Parse(string text)
    {
        Assert.True(SystemVersion.TryParse(text, out SystemVersion version), text);
        return version;
    }
}
