namespace QX200.Parking;

/// <summary>
/// The park extensions and their slots, as the settings have them now. Signal thread; other threads may use
/// <see cref="Slots"/> while no settings are being loaded.
/// </summary>
internal sealed class ParkLot
{
    public ParkLot(IEnumerable<string> numbers)
    {
        Numbers = new SlotNumbers(numbers);
        Slots = new ParkSlots(Numbers.Count);
    }

    public SlotNumbers Numbers { get; private set; }

    public ParkSlots Slots { get; }

    /// <summary>The slots whose number <paramref name="isIn"/> says yes to: to be made again after a reload.</summary>
    public SlotSet Select(Predicate<string> isIn) =>
        SlotSet.Of(Numbers.Count, slot => isIn(Numbers[slot]));

    /// <summary>
    /// Takes over a new list of park extensions. A call stays with its number, wherever that now stands in the
    /// order; a call whose number is gone comes out of the table (CALL-PARK 7: it returns to its parker at once).
    /// </summary>
    /// <returns>
    /// Every parked call whose ticket changed, with the new one: tickets from before are void. Empty where the
    /// list is as it was. Sets of slots made before name the wrong slots now.
    /// </returns>
    public IReadOnlyList<SlotMove> Reload(IEnumerable<string> numbers)
    {
        var next = new SlotNumbers(numbers);
        if (next.SequenceEqual(Numbers))
        {
            return [];
        }

        int[] places = new int[Numbers.Count];
        for (int slot = 0; slot < places.Length; slot++)
        {
            places[slot] = next.IndexOf(Numbers[slot]);
        }

        var moves = new List<SlotMove>();
        Slots.Rearrange(next.Count, places, moves);
        Numbers = next;
        return moves;
    }
}
