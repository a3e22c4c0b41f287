using QX200.Lines;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Caller ID as it comes out of the line, read by a program that we did not write.</summary>
public sealed class CallerIdOnTheLineTests : CallScenario
{
    private const string Extensions = """
        [extension:101]
        name = Ann
        secret = s101
        [extension:111]
        line = fxs1
        [extension:77]
        type = park
        retrieve-timeout = 10s
        """;

    [Theory]
    [InlineData("us")]
    [InlineData("de")]
    [InlineData("uk")]
    public void Rule_5_1_Minimodem_reads_Park_77_on_the_line_of_the_telephone_that_parked(
        string code
    )
    {
        Minimodem.SkipUnlessInstalled();
        Use(Extensions, $"[line]\ncountry = {code}\necho-cancel = no\n");
        DeskPhone desk = Bench.Desks[0];
        PhoneCall ann = Bench.Phone("101").Call("111");
        desk.Lift();
        desk.Flash();
        desk.Press("77");
        desk.HangUp();
        desk.Line.Clear();
        for (int i = 0; i < 100; i++)
        {
            // In small steps, so that sound flows as it does in life.
            Bench.Pass(0.2);
        }

        Assert.True(ann.IsUp);
        string read = Minimodem.Read([.. desk.Line], Country.Find(code)!.CallerId);
        Assert.Contains("101", read, StringComparison.Ordinal);
        Assert.Contains("Park 77: Ann", read, StringComparison.Ordinal);
    }
}
