using QX200.Board;
using QX200.Board.Simulated;

namespace QX200;

/// <summary>Which board a command line means.</summary>
internal static class Hardware
{
    /// <summary>The real board is asked for, or is here and no other is asked for.</summary>
    public static bool IsReal(BoardChoice choice) =>
        choice == BoardChoice.Qx200 || (choice == BoardChoice.Found && Qx200Board.IsHere);

    /// <summary>The board that was asked for, or the one that is here.</summary>
    public static IBoard Make(BoardChoice choice) =>
        IsReal(choice)
            ? Qx200Board.Make(TimeProvider.System)
            : new SimulatedBoard(TimeProvider.System);
}
