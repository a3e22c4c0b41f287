using QX200.Board;
using QX200.Board.Simulated;

namespace QX200;

/// <summary>Which board a command line means, and opening it.</summary>
internal static class Hardware
{
    /// <summary>The real board is asked for, or is here and no other is asked for.</summary>
    public static bool IsReal(BoardChoice choice) =>
        choice == BoardChoice.Qx200 || (choice == BoardChoice.Found && Qx200Board.IsHere);

    /// <summary>The board that was asked for, or the one that is here; null and a sentence where it can't be opened.</summary>
    public static IBoard? Open(BoardChoice choice, out string? why)
    {
        why = null;
        return IsReal(choice)
            ? Qx200Board.Open(TimeProvider.System, out why)
            : new SimulatedBoard(TimeProvider.System);
    }
}
