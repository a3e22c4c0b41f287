using QX200.Calls;
using QX200.Lines;
using QX200.Settings;
using QX200.Tests.Settings;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>What can still come of digits that are dialled one by one.</summary>
public sealed class DialHopeTests
{
    private static readonly BoxSettings Office = Read.Texts(
        "",
        """
        [extension:101]
        secret = a
        [extension:1015]
        secret = b
        [extension:77]
        type = park
        """,
        """
        [trunk:city]
        server = 192.0.2.9
        user = u
        [route:1]
        pattern = 9???
        strip = 1
        trunk = city
        """
    ).Settings;

    [Theory]
    [InlineData("1", false, true)]
    [InlineData("101", true, true)]
    [InlineData("1015", true, false)]
    [InlineData("77", true, false)]
    [InlineData("78", false, false)]
    [InlineData("*", false, true)]
    [InlineData("*5", true, true)]
    [InlineData("*57", false, true)]
    [InlineData("*577", true, false)]
    [InlineData("*6", false, false)]
    [InlineData("91", false, true)]
    [InlineData("9123", true, false)]
    public void Hope(string digits, bool isNumber, bool canGrow) =>
        Assert.Equal(
            new DigitHope(isNumber, canGrow),
            DialPlan.Hope(Office, digits, caller: "101")
        );
}
