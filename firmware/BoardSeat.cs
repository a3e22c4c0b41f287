namespace QX200;

/// <summary>What stands between the self-test and the board.</summary>
/// <param name="ChipIsHere">This machine has the GPIO chip of a QX200.</param>
/// <param name="ExchangeRuns">As systemd knows; it has the board then.</param>
/// <param name="IsOnTrial">See <see cref="ExchangeUnit.IsOnTrial"/>.</param>
/// <param name="Calls">That are up; null where that can't be seen.</param>
/// <param name="Holder">Some other program has the GPIO lines; null where none has.</param>
internal readonly record struct BoardStanding(
    bool ChipIsHere,
    bool ExchangeRuns,
    bool IsOnTrial,
    int? Calls,
    string? Holder
);

internal enum SeatStep : byte
{
    /// <summary>Open the board: nobody has it.</summary>
    Open,

    /// <summary>Stop the exchange, open the board, and start the exchange afterwards.</summary>
    StopExchange,

    /// <summary>The same after somebody has said yes to the sentence.</summary>
    AskFirst,

    /// <summary>Try the other parts, and say on the sheet why not these.</summary>
    LeaveOut,

    /// <summary>Try nothing: what was asked for can't be done now.</summary>
    Refuse,
}

/// <summary>Whether the self-test may have the board. The exchange and its calls come first. Pure.</summary>
/// <param name="Sentence">The question or the reason; empty where there is none.</param>
internal readonly record struct BoardSeat(SeatStep Step, string Sentence)
{
    /// <param name="attended">Somebody is at the console and can be asked.</param>
    public static BoardSeat For(CommandLine line, in BoardStanding now, bool attended) =>
        line.Board switch
        {
            BoardChoice.Simulated => Free,
            BoardChoice.Qx200 => Wanted(line, now, attended),
            _ => IfItCosts(now),
        };

    private static BoardSeat Free => new(SeatStep.Open, "");

    private static BoardSeat IfItCosts(in BoardStanding now) =>
        !now.ChipIsHere
            ? new(SeatStep.LeaveOut, "no GPIO chip with the label qx200 is on this machine")
        : now.ExchangeRuns
            ? new(
                SeatStep.LeaveOut,
                "the exchange runs and has them; qx200 selftest --board qx200 stops it for that and starts it again"
            )
        : now.Holder is { } holder
            ? new(SeatStep.LeaveOut, $"{holder} has them; end it, or use systemctl stop qx200")
        : Free;

    private static BoardSeat Wanted(CommandLine line, in BoardStanding now, bool attended) =>
        now switch
        {
            // Opening it says what is missing, and nobody has to be stopped for that.
            { ChipIsHere: false } => Free,
            { ExchangeRuns: true, IsOnTrial: true } => new(
                SeatStep.Refuse,
                "this system is still on trial, and a box whose exchange stands still would be started again: try again in some minutes"
            ),
            { ExchangeRuns: true } when line.Yes => new(SeatStep.StopExchange, ""),
            { ExchangeRuns: true } when attended => new(
                SeatStep.AskFirst,
                $"The exchange runs, and {Up(now.Calls)}. Stop it for the test? It is started again afterwards."
            ),
            { ExchangeRuns: true, Calls: 0 } => new(SeatStep.StopExchange, ""),
            { ExchangeRuns: true } => new(
                SeatStep.Refuse,
                $"{Up(now.Calls)}, and trying the board would end them: try again when nobody is on the telephone, or say --yes"
            ),
            { Holder: { } holder } => new(
                SeatStep.Refuse,
                $"{holder} has the GPIO lines: end it first"
            ),
            _ => Free,
        };

    private static string Up(int? calls) =>
        calls switch
        {
            null => "it can't be seen whether calls are up",
            0 => "no call is up",
            1 => "1 call is up",
            _ => $"{calls} calls are up",
        };
}
