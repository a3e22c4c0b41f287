using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

/// <summary>Real threads on the real table, for a second: what the walk of interleavings cannot see.</summary>
public sealed class ParkSlotsStress
{
    private const int Slots = 5;
    private const int Parkers = 3;
    private const int Takers = 3;
    private const int CallsEach = 60_000;

    private readonly ParkSlots _slots = new(Slots);
    private readonly int[] _out = new int[(Parkers * CallsEach) + 1];
    private int _left = Parkers * CallsEach;

    [Fact]
    public void Rules_2_2_and_4_6_Every_parked_call_comes_out_exactly_once()
    {
        Thread[] threads =
        [
            .. Enumerable.Range(0, Parkers).Select(p => new Thread(() => ParkAll(p))),
            .. Enumerable.Range(0, Takers).Select(t => new Thread(() => TakeUntilDone(t))),
        ];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.All(_out.Skip(1), times => Assert.Equal(1, times));
        Assert.All(Enumerable.Range(0, Slots), s => Assert.True(_slots.Read(s).IsFree));
    }

    /// <summary>Parks each call; every third one is hung up by its own ticket if nobody was quicker.</summary>
    private void ParkAll(int parker)
    {
        SlotSet all = SlotSet.All(Slots);
        for (uint call = (uint)(parker * CallsEach) + 1; call <= (parker + 1) * CallsEach; call++)
        {
            ParkTicket ticket;
            while (!_slots.TryPark(all, call, out ticket))
            {
                Thread.Yield();
            }

            _slots.TryExpire(ticket);
            if (call % 3 == 0 && _slots.TryTakeOut(ticket))
            {
                Count(call);
            }
        }
    }

    private void TakeUntilDone(int taker)
    {
        int slot = taker;
        while (Volatile.Read(ref _left) > 0)
        {
            slot = (slot + 1) % Slots;
            if (_slots.TryRetrieve(slot, out uint call, out ParkTicket ticket))
            {
                Count(call);

                // The ticket is spent: whatever is in the slot by now must not be touched by it.
                if (_slots.TryTakeOut(ticket))
                {
                    Count(call);
                }
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private void Count(uint call)
    {
        Interlocked.Increment(ref _out[call]);
        Interlocked.Decrement(ref _left);
    }
}
