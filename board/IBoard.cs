using System.Collections.Immutable;

namespace QX200.Board;

/// <summary>
/// The hardware of the box: two telephone ports, six lamps and a button. Opened once, at the program's start; all
/// firmware above it is the same on the real and on the simulated board.
/// </summary>
/// <remarks>
/// Timestamps are <see cref="TimeProvider.GetTimestamp"/> of the clock that the board was opened with. What a board
/// tells, it tells on a thread of its own, called <c>gpio</c> here: whoever listens posts the news on and returns.
/// A listener is set before <see cref="Start"/> and stays.
/// </remarks>
public interface IBoard : IDisposable
{
    /// <summary><c>qx200</c> or <c>simulated</c>, as <c>--board</c> has it.</summary>
    string Name { get; }

    /// <summary>Ports 1 and 2, in this order.</summary>
    ImmutableArray<IFxsPort> Ports { get; }

    /// <summary>The button has been pressed or let go. Undebounced; the <c>gpio</c> thread.</summary>
    Action<ButtonEdge>? ButtonMoved { get; set; }

    /// <summary>
    /// What is wrong with the lamps and the button; null when that is over. A sentence for the log. Ports tell their
    /// own. Any thread.
    /// </summary>
    Action<string?>? PanelFaulted { get; set; }

    /// <summary>Opens the lamps and the button, where they are to serve before the lines do. Once.</summary>
    void StartFront();

    /// <summary>Powers the lines and begins to tell, and <see cref="StartFront"/> where that has not been. Once.</summary>
    void Start();

    /// <summary>
    /// Any thread; some microseconds. A lamp that can't be reached is tried again after growing pauses, and then shows
    /// what was set last.
    /// </summary>
    void SetLamp(Lamp lamp, bool lit);

    /// <summary>
    /// What the GPIO chip reads at one of its lines at this moment, be it an output: for a self-test. Any thread; a
    /// system call.
    /// </summary>
    /// <param name="line">As in <c>board/README.md</c>.</param>
    PinReading ReadPin(int line);
}

/// <summary>One line of the GPIO chip, read.</summary>
/// <param name="High">Its level; null where it can't be read.</param>
/// <param name="Failure">Why not: a part of a sentence.</param>
public readonly record struct PinReading(bool? High, string? Failure);

/// <summary>The lamps, in the order in which they stand on the front panel.</summary>
public enum Lamp : byte
{
    Power,
    Status,
    Network,
    Line1,
    Line2,
    Park,
}

/// <param name="Pressed">False: let go.</param>
/// <param name="At">Timestamp.</param>
public readonly record struct ButtonEdge(bool Pressed, long At);
