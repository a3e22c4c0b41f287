namespace QX200.Parking;

/// <summary>
/// Sections 2 to 4 of the call park rules, as far as they decide who gets what: facts in, a decision out. What the
/// decision gives is claimed in the slots as its last step.
/// </summary>
internal static class ParkRules
{
    /// <summary>
    /// Call Park (2.1 to 2.4): into the first free slot of those whose Park Access List has the parker.
    /// </summary>
    /// <param name="allowed">Those slots; empty for whoever is no PBX extension (2.5).</param>
    public static ParkDecision ParkAnywhere(MeantCall meant, in SlotSet allowed, ParkSlots slots)
    {
        if (slots.Count == 0)
        {
            return new ParkDecision(ParkVerdict.NoParkExtension);
        }

        if (meant.Kind != MeantKind.One)
        {
            return NotOne(meant);
        }

        if (allowed.IsEmpty)
        {
            return new ParkDecision(ParkVerdict.ParkerNotListed);
        }

        return slots.TryPark(allowed, meant.Call, out ParkTicket ticket)
            ? new ParkDecision(ParkVerdict.Park, meant.Call, ticket)
            : new ParkDecision(ParkVerdict.NoneFree);
    }

    /// <summary>
    /// Directed park that can be nothing else: REFER to a park extension, at any time (3.2), and the park code
    /// followed by its number (3.6). Never a retrieve.
    /// </summary>
    /// <param name="parkerListed">Whether the slot's Park Access List has the parker.</param>
    public static ParkDecision ParkAt(MeantCall meant, bool parkerListed, ParkSlots slots, int slot)
    {
        if (meant.Kind != MeantKind.One)
        {
            return NotOne(meant);
        }

        if (!parkerListed)
        {
            return new ParkDecision(ParkVerdict.ParkerNotListed);
        }

        return slots.TryParkAt(slot, meant.Call, out ParkTicket ticket)
            ? new ParkDecision(ParkVerdict.Park, meant.Call, ticket)
            : new ParkDecision(ParkVerdict.Occupied);
    }

    /// <summary>
    /// A call to a park extension (3.1 to 3.4, 4.2 to 4.6): directed park of the call that is meant, or an attempt
    /// to retrieve. The order of the questions is that of 3.4.
    /// </summary>
    public static ParkDecision Dialled(in DialledSlot facts, ParkSlots slots, int slot)
    {
        // Past the window nothing is meant, and it is retrieving and nothing else (3.3).
        if (facts.Meant.Kind == MeantKind.None)
        {
            return Retrieve(facts, slots, slot);
        }

        // Somebody at a lit key (3.4).
        if (facts.OccupiedSince is { } since && since < facts.Meant.HeldAt)
        {
            return Retrieve(facts, slots, slot);
        }

        return ParkAt(facts.Meant, facts.ParkerListed, slots, slot);
    }

    private static ParkDecision Retrieve(in DialledSlot facts, ParkSlots slots, int slot)
    {
        ParkWord word = slots.Read(slot);
        if (word.IsFree)
        {
            return new ParkDecision(ParkVerdict.Empty);
        }

        if (!facts.RetrieverListed)
        {
            return facts.HasPassword
                ? new ParkDecision(
                    ParkVerdict.AskPassword,
                    word.Call,
                    new ParkTicket(slot, word.Generation)
                )
                : new ParkDecision(ParkVerdict.RetrieverNotListed);
        }

        return slots.TryRetrieve(slot, out uint call, out ParkTicket ticket)
            ? new ParkDecision(ParkVerdict.Retrieve, call, ticket)
            : new ParkDecision(ParkVerdict.Empty);
    }

    private static ParkDecision NotOne(in MeantCall meant) =>
        new(
            meant.Kind == MeantKind.Several ? ParkVerdict.AmbiguousHold : ParkVerdict.NothingToPark
        );
}

/// <summary>What has to be known when somebody calls a park extension.</summary>
/// <param name="Meant">
/// The call that he holds, by <see cref="HeldCalls.Choose"/> with the directed window; none for a caller from
/// outside.
/// </param>
/// <param name="OccupiedSince">When the call that waits in the slot was parked; null: the slot is empty.</param>
/// <param name="ParkerListed">Whether the slot's Park Access List has the caller.</param>
/// <param name="RetrieverListed">Whether its Retrieve Access List has the caller.</param>
/// <param name="HasPassword">Whether the slot has a password.</param>
internal readonly record struct DialledSlot(
    MeantCall Meant,
    TimeSpan? OccupiedSince,
    bool ParkerListed,
    bool RetrieverListed,
    bool HasPassword
);
