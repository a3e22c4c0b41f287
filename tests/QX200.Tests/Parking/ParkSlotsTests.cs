using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class ParkSlotsTests
{
    [Fact]
    public void Rule_2_2_The_first_free_slot_in_ascending_order_is_taken()
    {
        var slots = new ParkSlots(3);
        SlotSet all = SlotSet.All(3);
        Assert.True(slots.TryPark(all, 10, out ParkTicket first));
        Assert.True(slots.TryPark(all, 11, out ParkTicket second));
        Assert.True(slots.TryTakeOut(first));
        Assert.True(slots.TryPark(all, 12, out ParkTicket again));
        Assert.True(slots.TryPark(all, 13, out ParkTicket third));

        Assert.Equal((0, 1, 0, 2), (first.Slot, second.Slot, again.Slot, third.Slot));
        Assert.False(slots.TryPark(all, 14, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    public void Every_slot_of_a_lot_of_any_size_is_found_and_no_more(int count)
    {
        var slots = new ParkSlots(count);
        SlotSet all = SlotSet.All(count);
        for (int slot = 0; slot < count; slot++)
        {
            Assert.True(slots.TryPark(all, (uint)slot + 1, out ParkTicket ticket));
            Assert.Equal(slot, ticket.Slot);
        }

        Assert.False(slots.TryPark(all, 9999, out _));
        Assert.True(slots.TryRetrieve(count - 1, out uint last, out _));
        Assert.Equal((uint)count, last);
    }

    [Fact]
    public void Rule_2_2_A_slot_outside_the_set_is_never_taken()
    {
        var slots = new ParkSlots(200);
        SlotSet some = SlotSet.Of(200, slot => slot is 3 or 70 or 199);
        var taken = new List<int>();
        while (slots.TryPark(some, 1, out ParkTicket ticket))
        {
            taken.Add(ticket.Slot);
        }

        Assert.Equal([3, 70, 199], taken);
        Assert.False(slots.TryPark(default, 1, out _));
        Assert.False(slots.TryPark(SlotSet.Of(500, slot => slot >= 200), 1, out _));
    }

    [Fact]
    public void A_ticket_fits_its_own_parking_only()
    {
        var slots = new ParkSlots(1);
        Assert.True(slots.TryParkAt(0, 1, out ParkTicket old));
        Assert.True(slots.TryRetrieve(0, out _, out ParkTicket retrieved));
        Assert.Equal(old, retrieved);
        Assert.False(slots.TryExpire(old));
        Assert.False(slots.TryTakeOut(old));

        Assert.True(slots.TryParkAt(0, 2, out ParkTicket fresh));
        Assert.False(slots.TryExpire(old));
        Assert.False(slots.TryTakeOut(old));
        Assert.True(slots.TryExpire(fresh));
        Assert.False(slots.TryExpire(fresh));
        Assert.Equal(SlotState.Returning, slots.Read(0).State);
    }

    [Fact]
    public void The_default_ticket_fits_nothing()
    {
        var slots = new ParkSlots(1);
        Assert.False(slots.TryTakeOut(default));
        Assert.True(slots.TryParkAt(0, 1, out _));
        Assert.False(slots.TryTakeOut(default));
        Assert.False(slots.TryExpire(default));
    }

    [Fact]
    public void Rule_5_3_A_call_that_is_being_returned_keeps_its_slot_and_may_be_retrieved()
    {
        var slots = new ParkSlots(1);
        Assert.True(slots.TryParkAt(0, 7, out ParkTicket ticket));
        Assert.True(slots.TryExpire(ticket));
        Assert.False(slots.TryParkAt(0, 8, out _));
        Assert.True(slots.TryRetrieve(0, out uint call, out _));
        Assert.Equal(7u, call);
        Assert.False(slots.TryTakeOut(ticket));
    }

    [Fact]
    public void The_generation_skips_zero_where_it_wraps()
    {
        var last = new ParkWord(ParkWord.LastGeneration, SlotState.Free, 0);
        Assert.True(last.TryPark(uint.MaxValue, out ParkWord next));
        Assert.Equal(
            (1u, SlotState.Parked, uint.MaxValue),
            (next.Generation, next.State, next.Call)
        );
    }

    [Fact]
    public void Parking_and_retrieving_allocate_nothing()
    {
        var slots = new ParkSlots(100);
        SlotSet all = SlotSet.All(100);
        uint call = 1;
        long allocated = Allocated.AtLeast(() =>
        {
            slots.TryPark(all, ++call, out ParkTicket a);
            slots.TryPark(all, call, out ParkTicket b);
            slots.TryExpire(a);
            slots.TryRetrieve(a.Slot, out _, out _);
            slots.TryTakeOut(b);
        });

        Assert.Equal(0, allocated);
    }
}
