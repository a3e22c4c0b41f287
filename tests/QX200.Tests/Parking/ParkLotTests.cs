using FsCheck.Xunit;
using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class ParkLotTests
{
    [Fact]
    public void Numbers_stand_in_ascending_order_of_their_value()
    {
        var lot = new ParkLot(["700", "71", "99999999999999999999", "9", "71", "80"]);
        Assert.Equal(
            ["9", "71", "80", "700", "99999999999999999999"],
            Enumerable.Range(0, lot.Numbers.Count).Select(slot => lot.Numbers[slot])
        );
        Assert.Equal(3, lot.Numbers.IndexOf("700"));
        Assert.Equal(-1, lot.Numbers.IndexOf("72"));
    }

    [Fact]
    public void A_call_stays_with_its_number_when_a_lower_one_is_added()
    {
        var lot = new ParkLot(["71", "72"]);
        Assert.True(lot.Slots.TryParkAt(1, 5, out ParkTicket before));
        Assert.True(lot.Slots.TryExpire(before));

        SlotMove move = Assert.Single(lot.Reload(["70", "71", "72"]));

        Assert.Equal((5u, before, 2), (move.Call, move.Before, move.After.Slot));
        Assert.Equal(SlotState.Returning, lot.Slots.Read(2).State);
        Assert.False(lot.Slots.TryTakeOut(before));
        Assert.True(lot.Slots.TryTakeOut(move.After));
    }

    [Fact]
    public void Rule_7d_The_call_of_a_deleted_slot_comes_out_of_the_table()
    {
        var lot = new ParkLot(["71", "72"]);
        Assert.True(lot.Slots.TryParkAt(0, 5, out ParkTicket before));

        SlotMove move = Assert.Single(lot.Reload(["72"]));

        Assert.False(move.After.IsSet);
        Assert.Equal(1, lot.Slots.Count);
        Assert.False(lot.Slots.TryRetrieve(0, out _, out _));
        Assert.False(lot.Slots.TryTakeOut(before));
    }

    [Fact]
    public void A_reload_without_a_change_leaves_tickets_in_force()
    {
        var lot = new ParkLot(["71", "72"]);
        Assert.True(lot.Slots.TryParkAt(0, 5, out ParkTicket ticket));
        Assert.Empty(lot.Reload(["72", "71"]));
        Assert.True(lot.Slots.TryTakeOut(ticket));
    }

    [Property]
    public void Any_reload_keeps_each_call_with_its_number_and_voids_all_earlier_tickets(
        byte[] numbers,
        byte[] parked,
        byte[] reloaded
    )
    {
        var lot = new ParkLot(numbers.Select(Text));
        var waiting = new Dictionary<string, uint>();
        var tickets = new List<ParkTicket>();
        foreach (byte number in parked.Where(p => lot.Numbers.IndexOf(Text(p)) >= 0))
        {
            int slot = lot.Numbers.IndexOf(Text(number));
            if (lot.Slots.TryParkAt(slot, number + 1u, out ParkTicket ticket))
            {
                waiting[Text(number)] = number + 1u;
                tickets.Add(ticket);
            }
        }

        bool changed = !new SlotNumbers(reloaded.Select(Text)).SequenceEqual(lot.Numbers);
        IReadOnlyList<SlotMove> moves = lot.Reload(reloaded.Select(Text));

        Assert.Equal(changed ? waiting.Count : 0, moves.Count);
        Assert.All(tickets, t => Assert.Equal(!changed, lot.Slots.TryExpire(t)));
        for (int slot = 0; slot < lot.Numbers.Count; slot++)
        {
            Assert.Equal(waiting.GetValueOrDefault(lot.Numbers[slot]), lot.Slots.Read(slot).Call);
        }
    }

    private static string Text(byte number) => $"{10 + (number % 12)}";
}
