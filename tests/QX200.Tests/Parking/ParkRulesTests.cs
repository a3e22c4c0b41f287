using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class ParkRulesTests
{
    private const uint Mine = 1;
    private const uint Theirs = 2;

    private static readonly MeantCall Meant = MeantCall.One(Mine, S(10));
    private static readonly MeantCall Several = new(MeantKind.Several, 0, S(10));

    private readonly ParkSlots _slots = new(2);

    [Fact]
    public void Rule_2_2_The_code_parks_in_the_first_free_slot_that_the_parker_may_use()
    {
        ParkDecision first = ParkRules.ParkAnywhere(Meant, SlotSet.All(2), _slots);
        ParkDecision second = ParkRules.ParkAnywhere(MeantCall.One(Theirs), SlotSet.All(2), _slots);
        Assert.Equal((ParkVerdict.Park, Mine, 0, 0), Facts(first));
        Assert.Equal((ParkVerdict.Park, Theirs, 1, 0), Facts(second));
        Assert.Equal(Mine, _slots.Read(0).Call);
    }

    [Fact]
    public void Rule_1_1_Without_park_extensions_the_code_says_so() =>
        Assert.Equal(
            (ParkVerdict.NoParkExtension, 404),
            Refusal(ParkRules.ParkAnywhere(Meant, default, new ParkSlots(0)))
        );

    [Fact]
    public void Rule_2_1b_The_code_without_a_call_has_nothing_to_park() =>
        Assert.Equal(
            (ParkVerdict.NothingToPark, 480),
            Refusal(ParkRules.ParkAnywhere(MeantCall.None, SlotSet.All(2), _slots))
        );

    [Fact]
    public void Rule_2_4_Nothing_free_is_486_and_the_lot_is_as_before()
    {
        _slots.TryParkAt(0, Theirs, out _);
        SlotSet lowest = SlotSet.Of(2, slot => slot == 0);
        Assert.Equal(
            (ParkVerdict.NoneFree, 486),
            Refusal(ParkRules.ParkAnywhere(Meant, lowest, _slots))
        );
        Assert.True(_slots.Read(1).IsFree);
    }

    [Fact]
    public void Rules_2_4_and_2_5_A_parker_on_no_list_gets_403() =>
        Assert.Equal(
            (ParkVerdict.ParkerNotListed, 403),
            Refusal(ParkRules.ParkAnywhere(Meant, default, _slots))
        );

    [Fact]
    public void Rule_3_1_The_code_with_several_calls_to_choose_from_parks_none() =>
        Assert.Equal(
            (ParkVerdict.AmbiguousHold, 486),
            Refusal(ParkRules.ParkAnywhere(Several, SlotSet.All(2), _slots))
        );

    [Fact]
    public void Rule_3_2_A_transfer_to_a_park_extension_parks_there() =>
        Assert.Equal(
            (ParkVerdict.Park, Mine, 1, 0),
            Facts(ParkRules.ParkAt(MeantCall.One(Mine), parkerListed: true, _slots, 1))
        );

    [Fact]
    public void Rules_3_2_and_3_4_A_transfer_to_an_occupied_slot_is_486_and_never_retrieves()
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal(
            (ParkVerdict.Occupied, 486),
            Refusal(ParkRules.ParkAt(MeantCall.One(Mine), parkerListed: true, _slots, 1))
        );
        Assert.Equal(Theirs, _slots.Read(1).Call);
    }

    [Fact]
    public void Rules_3_2_and_3_4_A_transfer_by_somebody_not_listed_is_403_before_486()
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal(
            (ParkVerdict.ParkerNotListed, 403),
            Refusal(ParkRules.ParkAt(MeantCall.One(Mine), parkerListed: false, _slots, 1))
        );
    }

    [Theory]
    [InlineData((byte)MeantKind.None, ParkVerdict.NothingToPark, 480)]
    [InlineData((byte)MeantKind.Several, ParkVerdict.AmbiguousHold, 486)]
    public void Rule_3_6_The_directed_code_needs_one_call(byte kind, object verdict, int status)
    {
        var meant = new MeantCall((MeantKind)kind, 0, S(10));
        ParkDecision decision = ParkRules.ParkAt(meant, parkerListed: true, _slots, 0);
        Assert.Equal(((ParkVerdict)verdict, status), Refusal(decision));
    }

    [Fact]
    public void Rule_3_1_Dialling_a_free_slot_after_the_hold_parks_the_held_call() =>
        Assert.Equal((ParkVerdict.Park, Mine, 1, 0), Facts(Dial(Meant, occupiedSince: null)));

    [Fact]
    public void Rule_3_4_A_slot_occupied_since_before_the_hold_is_retrieved_from()
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal((ParkVerdict.Retrieve, Theirs, 1, 0), Facts(Dial(Meant, S(9.999))));
        Assert.True(_slots.Read(1).IsFree);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void Rule_3_4_A_slot_occupied_at_or_after_the_hold_is_486(double since)
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal((ParkVerdict.Occupied, 486), Refusal(Dial(Meant, S(since))));
        Assert.Equal(Theirs, _slots.Read(1).Call);
    }

    [Fact]
    public void Rule_3_4_A_parker_not_listed_is_403_before_486_and_after_the_lit_key()
    {
        Assert.Equal((ParkVerdict.ParkerNotListed, 403), Refusal(Dial(Meant, null, parker: false)));
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal(
            (ParkVerdict.ParkerNotListed, 403),
            Refusal(Dial(Meant, S(12), parker: false))
        );
        Assert.Equal(ParkVerdict.Retrieve, Dial(Meant, S(9), parker: false).Verdict);
    }

    [Fact]
    public void Rule_3_4_At_a_lit_key_section_4_applies_in_full()
    {
        _slots.TryParkAt(1, Theirs, out ParkTicket waiting);
        Assert.Equal(
            (ParkVerdict.RetrieverNotListed, 403),
            Refusal(Dial(Meant, S(9), retriever: false))
        );
        Assert.Equal(
            new ParkDecision(ParkVerdict.AskPassword, Theirs, waiting),
            Dial(Meant, S(9), retriever: false, password: true)
        );
    }

    [Fact]
    public void Rule_3_1_Several_held_calls_park_none_but_a_lit_key_is_still_one()
    {
        Assert.Equal((ParkVerdict.AmbiguousHold, 486), Refusal(Dial(Several, null)));
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal((ParkVerdict.AmbiguousHold, 486), Refusal(Dial(Several, S(11))));
        Assert.Equal(ParkVerdict.Retrieve, Dial(Several, S(9)).Verdict);
    }

    [Fact]
    public void Rules_3_3_and_4_5_Past_the_window_an_empty_slot_is_480_and_parks_nothing()
    {
        Assert.Equal((ParkVerdict.Empty, 480), Refusal(Dial(MeantCall.None, null)));
        Assert.True(_slots.Read(1).IsFree);
    }

    [Fact]
    public void Rules_3_3_and_4_2_Past_the_window_an_occupied_slot_is_retrieved_from()
    {
        _slots.TryParkAt(1, Theirs, out ParkTicket waiting);
        Assert.Equal(
            new ParkDecision(ParkVerdict.Retrieve, Theirs, waiting),
            Dial(MeantCall.None, S(12))
        );
    }

    [Fact]
    public void Rule_4_3_Whoever_is_not_listed_is_asked_for_the_password_and_the_call_stays()
    {
        _slots.TryParkAt(1, Theirs, out ParkTicket waiting);
        Assert.Equal(
            new ParkDecision(ParkVerdict.AskPassword, Theirs, waiting),
            Dial(MeantCall.None, S(12), retriever: false, password: true)
        );
        Assert.Equal(Theirs, _slots.Read(1).Call);
    }

    [Fact]
    public void Rule_4_3_Whoever_is_listed_needs_no_password()
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal(ParkVerdict.Retrieve, Dial(MeantCall.None, S(12), password: true).Verdict);
    }

    [Fact]
    public void Rule_4_4_Not_listed_and_no_password_is_403_and_the_call_stays()
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal(
            (ParkVerdict.RetrieverNotListed, 403),
            Refusal(Dial(MeantCall.None, S(12), retriever: false))
        );
        Assert.Equal(Theirs, _slots.Read(1).Call);
    }

    [Fact]
    public void Rule_4_5_An_empty_slot_asks_nobody_for_a_password() =>
        Assert.Equal(
            ParkVerdict.Empty,
            Dial(MeantCall.None, null, retriever: false, password: true).Verdict
        );

    [Fact]
    public void Rule_4_6_The_second_of_two_retrievers_finds_it_empty()
    {
        _slots.TryParkAt(1, Theirs, out _);
        Assert.Equal(ParkVerdict.Retrieve, Dial(MeantCall.None, S(12)).Verdict);
        Assert.Equal((ParkVerdict.Empty, 480), Refusal(Dial(MeantCall.None, S(12))));
    }

    [Fact]
    public void Rule_5_3_A_call_that_is_being_returned_may_be_retrieved()
    {
        _slots.TryParkAt(1, Theirs, out ParkTicket waiting);
        _slots.TryExpire(waiting);
        Assert.Equal(ParkVerdict.Retrieve, Dial(MeantCall.None, S(12)).Verdict);
        Assert.False(_slots.TryTakeOut(waiting));
    }

    [Fact]
    public void Rule_3_4_Two_who_wait_are_never_connected_to_each_other()
    {
        _slots.TryParkAt(1, Theirs, out _);
        foreach (double since in new[] { 9.0, 10, 12 })
        {
            ParkDecision decision = Dial(Meant, S(since));
            Assert.False(decision.Verdict == ParkVerdict.Retrieve && decision.Call == Mine);
            Assert.NotEqual(ParkVerdict.Park, decision.Verdict);
            _slots.TryParkAt(1, Theirs, out _);
        }
    }

    private ParkDecision Dial(
        MeantCall meant,
        TimeSpan? occupiedSince,
        bool parker = true,
        bool retriever = true,
        bool password = false
    ) =>
        ParkRules.Dialled(
            new DialledSlot(meant, occupiedSince, parker, retriever, password),
            _slots,
            1
        );

    private static (ParkVerdict, uint, int, int) Facts(ParkDecision decision)
    {
        Assert.True(decision.Ticket.IsSet);
        return (decision.Verdict, decision.Call, decision.Ticket.Slot, decision.Status);
    }

    private static (ParkVerdict, int) Refusal(ParkDecision decision)
    {
        Assert.Equal((0u, default(ParkTicket)), (decision.Call, decision.Ticket));
        return (decision.Verdict, decision.Status);
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
