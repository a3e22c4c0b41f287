using Xunit;

namespace QX200.Tests;

public sealed class BoardSeatTests
{
    private static readonly BoardStanding s_free = new(
        ChipIsHere: true,
        ExchangeRuns: false,
        IsOnTrial: false,
        Calls: null,
        Holder: null
    );

    private static readonly BoardStanding s_busy = s_free with
    {
        ExchangeRuns = true,
        Calls = 2,
        Holder = "qx200",
    };

    public static TheoryData<string, bool, string, string> Table { get; } =
        new()
        {
            // arguments, attended, standing, step and the beginning of its sentence
            { "", true, "free", "Open" },
            { "", false, "free", "Open" },
            { "", true, "no chip", "LeaveOut no GPIO chip with the label qx200" },
            { "", true, "busy", "LeaveOut the exchange runs and has them; qx200 selftest --board" },
            { "", true, "held", "LeaveOut gpioset has them; end it" },
            { "--yes", true, "busy", "LeaveOut the exchange runs" },
            { "--board simulated", true, "busy", "Open" },
            { "--board qx200", true, "free", "Open" },
            { "--board qx200", true, "no chip", "Open" },
            { "--board qx200", false, "busy, no chip", "Open" },
            { "--board qx200", true, "held", "Refuse gpioset has the GPIO lines: end it first" },
            { "--board qx200", true, "busy", "AskFirst The exchange runs, and 2 calls are up." },
            { "--board qx200", true, "one call", "AskFirst The exchange runs, and 1 call is up." },
            { "--board qx200", true, "idle", "AskFirst The exchange runs, and no call is up." },
            { "--board qx200", false, "busy", "Refuse 2 calls are up, and trying the board" },
            { "--board qx200", false, "mute", "Refuse it can't be seen whether calls are up" },
            { "--board qx200", false, "idle", "StopExchange" },
            { "--board qx200 --yes", false, "busy", "StopExchange" },
            { "--board qx200 --yes", true, "busy", "StopExchange" },
            { "--board qx200 --yes", true, "trial", "Refuse this system is still on trial" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_exchange_and_its_calls_come_first(
        string arguments,
        bool attended,
        string standing,
        string answer
    )
    {
        CommandLine line = CommandLine.Parse([
            "selftest",
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);
        BoardStanding now = standing switch
        {
            "free" => s_free,
            "no chip" => s_free with { ChipIsHere = false },
            "busy, no chip" => s_busy with { ChipIsHere = false, Holder = null },
            "held" => s_free with { Holder = "gpioset" },
            "one call" => s_busy with { Calls = 1 },
            "idle" => s_busy with { Calls = 0 },
            "mute" => s_busy with { Calls = null },
            "trial" => s_busy with { IsOnTrial = true },
            _ => s_busy,
        };
        var seat = BoardSeat.For(line, now, attended);
        Assert.StartsWith(answer, $"{seat.Step} {seat.Sentence}".Trim(), StringComparison.Ordinal);
        Assert.Equal(
            seat.Step is SeatStep.Open or SeatStep.StopExchange,
            seat.Sentence.Length == 0
        );
    }
}
