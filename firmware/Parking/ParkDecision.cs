namespace QX200.Parking;

/// <summary>What is to be done about a wish to park or to retrieve.</summary>
internal enum ParkVerdict : byte
{
    /// <summary>Parked: the call is in the slot of the ticket already.</summary>
    Park,

    /// <summary>Retrieved: the call is out of the slot already and waits to be connected to the caller (4.2).</summary>
    Retrieve,

    /// <summary>Ask for the slot's password; the ticket says for which parking it counts (4.3, 4.8).</summary>
    AskPassword,

    /// <summary>There is no park extension at all (1.1).</summary>
    NoParkExtension,

    /// <summary>The parker has no call that could be parked (2.1b).</summary>
    NothingToPark,

    /// <summary>All slots that the parker may use are occupied (2.4).</summary>
    NoneFree,

    /// <summary>The parker is on no Park Access List, or not on that of the slot he names (2.4, 3.4).</summary>
    ParkerNotListed,

    /// <summary>The slot he names holds another call (3.4).</summary>
    Occupied,

    /// <summary>Several held calls could be meant; all are kept (3.1).</summary>
    AmbiguousHold,

    /// <summary>The caller may not retrieve, and the slot has no password (4.4).</summary>
    RetrieverNotListed,

    /// <summary>Nobody waits in the slot (4.5).</summary>
    Empty,
}

/// <summary>
/// A verdict, with the call that it is about and that call's ticket where there is one. What had to be claimed is
/// claimed: deciding and claiming are one step, so that of two who wish the same exactly one gets it (2.2, 4.6).
/// </summary>
internal readonly record struct ParkDecision(
    ParkVerdict Verdict,
    uint Call = 0,
    ParkTicket Ticket = default
)
{
    /// <summary>
    /// The status that refuses an INVITE (after the prompt, as early media) or a REFER (3.5); 0 where nothing is
    /// refused.
    /// </summary>
    public int Status =>
        Verdict switch
        {
            ParkVerdict.ParkerNotListed or ParkVerdict.RetrieverNotListed => 403,
            ParkVerdict.NoParkExtension => 404,
            ParkVerdict.NothingToPark or ParkVerdict.Empty => 480,
            ParkVerdict.NoneFree or ParkVerdict.Occupied or ParkVerdict.AmbiguousHold => 486,
            _ => 0,
        };
}
