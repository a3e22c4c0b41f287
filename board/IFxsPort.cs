namespace QX200.Board;

/// <summary>
/// One telephone port: a ringing SLIC module and its voice device. Cadences, debouncing, dialling and caller ID are
/// not its business; ringing current, ring trip and the feed of the line are.
/// </summary>
public interface IFxsPort
{
    /// <summary>1 or 2.</summary>
    int Number { get; }

    /// <summary>Loop current flows: the receiver is lifted, between two dial pulses. As of the last edge. Any thread.</summary>
    bool LoopClosed { get; }

    /// <summary>
    /// SHK has changed. Raw: contacts bounce, dial pulses and flashes come as the edges that they are. The
    /// <c>gpio</c> thread of this port.
    /// </summary>
    Action<LoopEdge>? LoopChanged { get; set; }

    /// <summary>How the line is fed now. Any thread.</summary>
    LineFeed Feed { get; }

    /// <summary>
    /// Any thread, one at a time. Stops ringing first. Without feed there is no loop: SHK reads open until the line
    /// has had its feed back for about 50 ms, and a lifted receiver is then told as a new edge.
    /// </summary>
    void SetFeed(LineFeed feed);

    /// <summary>Ringing current is on the line. Any thread.</summary>
    bool Ringing { get; }

    /// <summary>
    /// Puts ringing current on the line until <see cref="StopRinging"/>, a lifted receiver or a fault ends it: RM high
    /// and F/R toggled twice a period by a thread of the board's own. The on and off of the cadence is the caller's.
    /// Any thread, one at a time.
    /// </summary>
    /// <param name="hertz">16 to 68; 20 and 25 are usual.</param>
    /// <returns>
    /// False where nothing will ring: the loop is closed, the line is without feed, or the port is out of service.
    /// </returns>
    bool StartRinging(int hertz);

    /// <summary>
    /// Ends ringing current within half a period (at once when the receiver was lifted: the driver has done that by
    /// itself before it tells the edge), and leaves F/R as the feed wants it. Any thread, one at a time.
    /// </summary>
    void StopRinging();

    /// <summary>Why the port is out of service; null while it is in service. Any thread.</summary>
    PortFault? Fault { get; }

    /// <summary>
    /// The port has gone out of service, or with null has come back. The board itself tries again, with growing
    /// pauses. Any thread of the board's.
    /// </summary>
    Action<PortFault?>? FaultChanged { get; set; }

    /// <summary>The voice of this port. Always there; silent while the port is out of service.</summary>
    IVoiceDevice Voice { get; }
}

/// <summary>How the line is fed.</summary>
public enum LineFeed : byte
{
    /// <summary>PD high: no battery on the line. A pause of this kind tells the telephone that the other side has gone.</summary>
    Open,

    /// <summary>F/R high: Ring is negative against Tip. The ordinary state.</summary>
    Forward,

    /// <summary>F/R low: polarity reversed.</summary>
    Reversed,
}

/// <param name="Closed">Loop current flows from now on.</param>
/// <param name="At">Timestamp.</param>
/// <param name="WhileRinging">Ringing current was on the line; if the loop stays closed, the driver takes it off within 65 ms.</param>
public readonly record struct LoopEdge(bool Closed, long At, bool WhileRinging);

public enum PortFaultKind : byte
{
    /// <summary>A GPIO line of the module can't be opened, read or set.</summary>
    Pins,

    /// <summary>The voice device can't be opened or has failed.</summary>
    Voice,

    /// <summary>The module answers otherwise than its wiring should: for example RM stays high with the receiver lifted.</summary>
    Wiring,
}

/// <param name="Sentence">What is wrong and what to look at, for the log and the status page.</param>
public sealed record PortFault(PortFaultKind Kind, string Sentence);
