namespace QX200.Parking;

/// <summary>What a park extension's word says of it.</summary>
internal enum SlotState : byte
{
    /// <summary>Nobody waits there.</summary>
    Free,

    /// <summary>A call waits, and its retrieve timeout runs.</summary>
    Parked,

    /// <summary>A call waits while its parker is rung (CALL-PARK 5.1); it may still be retrieved.</summary>
    Returning,
}

/// <summary>
/// All that is known of one park extension, in one 64-bit word that is replaced by a single compare-and-swap:
/// generation (30 bits), state (2 bits), number of the call that waits (32 bits).
/// </summary>
/// <remarks>
/// The transitions are pure: each says whether it is allowed from this word, and what the word becomes. The
/// generation is one more at each parking, so a ticket of an earlier parking fits no later word. Generation 0 is
/// never parked with, so the default ticket fits nothing.
/// </remarks>
internal readonly record struct ParkWord(ulong Bits)
{
    public const uint LastGeneration = (1u << 30) - 1;
    private const int StateShift = 32;
    private const int GenerationShift = 34;

    public ParkWord(uint generation, SlotState state, uint call)
        : this(((ulong)generation << GenerationShift) | ((ulong)state << StateShift) | call) { }

    public uint Generation => (uint)(Bits >> GenerationShift);

    public SlotState State => (SlotState)((Bits >> StateShift) & 3);

    /// <summary>The call that waits; 0 while the slot is free.</summary>
    public uint Call => (uint)Bits;

    public bool IsFree => State == SlotState.Free;

    /// <summary>Free to parked, with the next generation.</summary>
    public bool TryPark(uint call, out ParkWord next)
    {
        next = new ParkWord(After(Generation), SlotState.Parked, call);
        return IsFree;
    }

    /// <summary>Parked or returning to free: who is there comes out.</summary>
    public bool TryRetrieve(out ParkWord next)
    {
        next = new ParkWord(Generation, SlotState.Free, 0);
        return !IsFree;
    }

    /// <summary>As <see cref="TryRetrieve"/>, for one certain parking only.</summary>
    public bool TryTakeOut(uint generation, out ParkWord next) =>
        TryRetrieve(out next) && Generation == generation;

    /// <summary>Parked to returning, for one certain parking only.</summary>
    public bool TryExpire(uint generation, out ParkWord next)
    {
        next = new ParkWord(Generation, SlotState.Returning, Call);
        return State == SlotState.Parked && Generation == generation;
    }

    /// <summary>The generation that follows; 0 is skipped where the count wraps.</summary>
    public static uint After(uint generation) => generation == LastGeneration ? 1 : generation + 1;

    public override string ToString() => $"{State} #{Generation} call {Call}";
}

/// <summary>
/// Proof of one parking: the slot and the generation it had. Whatever is later done by ticket fails once that call
/// has left the slot, so nothing needs cancelling. The default value fits nothing.
/// </summary>
internal readonly record struct ParkTicket(int Slot, uint Generation)
{
    public bool IsSet => Generation != 0;
}
