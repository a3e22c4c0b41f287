namespace QX200.Parking;

/// <summary>
/// The lock-free table of slots: one <see cref="ParkWord"/> each, and the only place in the room with atomics.
/// Any thread may use it; no verb blocks or allocates. Slot n is the n-th park extension in ascending order.
/// </summary>
/// <remarks>
/// Each verb that changes a slot does so by one compare-and-swap, which is a full fence: what the caller wrote
/// before parking is seen by whoever takes the call out. Reads are acquire loads. A verb that fails changes nothing
/// and has made an acquire load. The words lie side by side without padding: calls are parked at human speed, and a
/// sweep over 4096 slots then reads 32 KB in a row, so no summary of free slots has to be kept in step with them.
/// </remarks>
internal sealed class ParkSlots(int count)
{
    private ulong[] _words = new ulong[count];

    public int Count => Volatile.Read(ref _words).Length;

    /// <summary>The word as it is now. Acquire load.</summary>
    public ParkWord Read(int slot) => new(Volatile.Read(ref Volatile.Read(ref _words)[slot]));

    /// <summary>
    /// Parks <paramref name="call"/> in the first free slot of <paramref name="allowed"/>. Full fence. False means
    /// that there was a moment during the call at which none of them was free.
    /// </summary>
    /// <remarks>
    /// One sweep that finds nothing proves nothing, as a slot behind it may have become free while one before it
    /// was taken. Generations only grow, so when two sweeps in a row find all slots occupied and the same sum of
    /// generations, no slot was free at any time between them. Only other parkers' success makes it sweep on.
    /// </remarks>
    public bool TryPark(in SlotSet allowed, uint call, out ParkTicket ticket)
    {
        ulong[] words = Volatile.Read(ref _words);
        ulong? before = null;
        while (true)
        {
            ulong generations = 0;
            foreach (int slot in allowed)
            {
                if (slot >= words.Length)
                {
                    break;
                }

                if (TryPark(words, slot, call, out ticket, out uint occupied))
                {
                    return true;
                }

                generations += occupied;
            }

            if (before == generations)
            {
                ticket = default;
                return false;
            }

            before = generations;
        }
    }

    /// <summary>Parks <paramref name="call"/> in this very slot. Full fence. False when it is occupied.</summary>
    public bool TryParkAt(int slot, uint call, out ParkTicket ticket) =>
        TryPark(Volatile.Read(ref _words), slot, call, out ticket, out _);

    /// <summary>
    /// Takes out whoever waits in the slot, also while the parker is rung. Of any number at the same moment exactly
    /// one wins. Full fence. False when the slot is free.
    /// </summary>
    public bool TryRetrieve(int slot, out uint call, out ParkTicket ticket)
    {
        ref ulong word = ref Volatile.Read(ref _words)[slot];
        var seen = new ParkWord(Volatile.Read(ref word));
        while (seen.TryRetrieve(out ParkWord next))
        {
            if (TryReplace(ref word, ref seen, next))
            {
                call = seen.Call;
                ticket = new ParkTicket(slot, seen.Generation);
                return true;
            }
        }

        call = 0;
        ticket = default;
        return false;
    }

    /// <summary>
    /// Takes out the call that the ticket was given for: it hung up, its parker answered, a password was right.
    /// Full fence. False when it has left the slot already; then somebody else decides what becomes of it.
    /// </summary>
    public bool TryTakeOut(ParkTicket ticket)
    {
        if (!TryFind(ticket, out int slot))
        {
            return false;
        }

        ref ulong word = ref Volatile.Read(ref _words)[slot];
        var seen = new ParkWord(Volatile.Read(ref word));
        while (seen.TryTakeOut(ticket.Generation, out ParkWord next))
        {
            if (TryReplace(ref word, ref seen, next))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The retrieve timeout ended: the slot stays occupied while the parker is rung. Full fence. False when the call
    /// has left the slot or is being returned already.
    /// </summary>
    public bool TryExpire(ParkTicket ticket)
    {
        if (!TryFind(ticket, out int slot))
        {
            return false;
        }

        ref ulong word = ref Volatile.Read(ref _words)[slot];
        var seen = new ParkWord(Volatile.Read(ref word));
        while (seen.TryExpire(ticket.Generation, out ParkWord next))
        {
            if (TryReplace(ref word, ref seen, next))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Lays the table out anew: the call in old slot n moves to slot <paramref name="places"/>[n], or comes out
    /// where that is negative. All earlier tickets are void from here on; each call that was in the table is told
    /// in <paramref name="moves"/>. Signal thread, while no other thread uses the table.
    /// </summary>
    public void Rearrange(int newCount, ReadOnlySpan<int> places, List<SlotMove> moves)
    {
        ulong[] old = _words;
        uint generation = 0;
        foreach (ulong bits in old)
        {
            generation = Math.Max(generation, new ParkWord(bits).Generation);
        }

        // Above every ticket that is still held anywhere, whatever slot it names.
        generation = ParkWord.After(generation);
        ulong[] words = new ulong[newCount];
        Array.Fill(words, new ParkWord(generation, SlotState.Free, 0).Bits);
        for (int slot = 0; slot < old.Length; slot++)
        {
            var word = new ParkWord(old[slot]);
            if (word.IsFree)
            {
                continue;
            }

            ParkTicket after = default;
            if (places[slot] >= 0)
            {
                after = new ParkTicket(places[slot], generation);
                words[after.Slot] = new ParkWord(generation, word.State, word.Call).Bits;
            }

            moves.Add(new SlotMove(word.Call, new ParkTicket(slot, word.Generation), after));
        }

        Volatile.Write(ref _words, words);
    }

    private static bool TryPark(
        ulong[] words,
        int slot,
        uint call,
        out ParkTicket ticket,
        out uint occupied
    )
    {
        ref ulong word = ref words[slot];
        var seen = new ParkWord(Volatile.Read(ref word));
        while (seen.TryPark(call, out ParkWord next))
        {
            if (TryReplace(ref word, ref seen, next))
            {
                ticket = new ParkTicket(slot, next.Generation);
                occupied = 0;
                return true;
            }
        }

        ticket = default;
        occupied = seen.Generation;
        return false;
    }

    /// <summary>Full fence. Where another was quicker, <paramref name="seen"/> becomes what it left.</summary>
    private static bool TryReplace(ref ulong word, ref ParkWord seen, ParkWord next)
    {
        ulong found = Interlocked.CompareExchange(ref word, next.Bits, seen.Bits);
        if (found == seen.Bits)
        {
            return true;
        }

        seen = new ParkWord(found);
        return false;
    }

    private bool TryFind(ParkTicket ticket, out int slot)
    {
        slot = ticket.Slot;
        return ticket.IsSet && (uint)slot < (uint)Count;
    }
}

/// <summary>
/// What a new layout did to one parked call: its ticket before and after. <paramref name="After"/> is not set where
/// its slot was deleted: the call is out of the table and returns to its parker (CALL-PARK 7).
/// </summary>
internal readonly record struct SlotMove(uint Call, ParkTicket Before, ParkTicket After);
