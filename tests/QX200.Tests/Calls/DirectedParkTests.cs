using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Directed Call Park, section 3 of the rules: the user picks the slot.</summary>
public sealed class DirectedParkTests : CallScenario
{
    private const string NotForAnn = """
        [extension:101]
        secret = s101
        [extension:102]
        secret = s102
        [extension:103]
        secret = s103
        [extension:104]
        secret = s104
        [extension:77]
        type = park
        park-access = {102,103,104}
        """;

    [Fact]
    public void Rule_3_1_Hold_and_a_call_to_the_slot_parks_there()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        PhoneCall key = ann.Call("78");
        Assert.Equal([200], key.Statuses);
        Assert.Equal("BYE", held.EndedBy);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal(("words", "music"), (key.Hears, bob.Hears));
        Bench.Pass(2);
        Assert.Equal("BYE", key.EndedBy);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Theory]
    [InlineData(5.0, true)]
    [InlineData(5.001, false)]
    public void Rule_3_1_The_window_ends_after_five_seconds(double seconds, bool parks)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(seconds);
        ann.Call("77");
        Assert.Equal(parks, Bench.Parked().Length == 1);
        Assert.Equal(parks, held.EndedBy == "BYE");
    }

    [Fact]
    public void Rule_3_1_The_window_is_a_setting_and_counts_for_the_first_INVITE_before_its_401()
    {
        Use(CallBench.Standard, "[park]\ndirected-window = 2s\n");
        Telephone ann = Bench.Phone("101", p => p.ProvesAtOnce = false);
        PhoneCall held = ann.Call("102");
        held = CallProven(held);
        held.Hold();
        Bench.Pass(1.9);
        PhoneCall key = ann.Call("77");
        Bench.Pass(1);
        key.Prove();
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_1_A_refresh_of_the_hold_does_not_restart_the_window()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(3);
        held.Offer(new Wording("inactive"));
        Bench.Pass(3);
        ann.Call("77");
        Assert.Empty(Bench.Parked());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Theory]
    [InlineData("sendonly", null, true, "INVITE")]
    [InlineData("inactive", null, false, "INVITE")]
    [InlineData("sendrecv", "0.0.0.0", false, "INVITE")]
    [InlineData("sendonly", null, false, "UPDATE")]
    public void Rule_3_1_Every_spelling_of_a_hold_opens_the_window(
        string direction,
        string? address,
        bool forTheSession,
        string method
    )
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        held.Offer(new Wording(direction, address, forTheSession), method);
        Bench.Pass(3);
        ann.Call("77");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_1_A_hold_without_an_offer_counts_at_its_ACK()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        held.OfferInAck(new Wording("sendonly"));
        Bench.Pass(5);
        ann.Call("77");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_1_A_telephone_that_signals_no_hold_parks_the_only_call_it_has()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall active, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Bench.Pass(100);
        ann.Call("77");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Assert.Equal("BYE", active.EndedBy);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Fact]
    public void Rule_3_1_The_INVITE_may_overtake_the_hold()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        ann.ProvesAtOnce = false;
        PhoneCall key = ann.Call("77");
        held.Hold();
        key.Prove();
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_1_The_call_that_is_meant_is_the_one_held_last()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        (PhoneCall second, _) = Bench.Talk(ann, Bench.Phone("103"));
        Bench.Pass(1);
        second.Hold();
        ann.Call("77");
        Assert.Equal(["77: 103 by 101"], Bench.Parked());
        Assert.Equal(("", "BYE"), (first.EndedBy, second.EndedBy));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("urn:uuid:desk", "urn:uuid:cordless")]
    public void Rule_3_1_Another_device_of_the_extension_does_not_park_what_this_one_holds(
        string desk,
        string cordless
    )
    {
        Telephone holder = Bench.Phone("101", p => p.Instance = desk);
        Telephone other = Bench.Phone("101", p => p.Instance = cordless);
        (PhoneCall held, _) = Bench.Talk(holder, Bench.Phone("102"));
        held.Hold();
        other.Call("77");
        Assert.Empty(Bench.Parked());
        holder.Call("77");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_1_Of_two_devices_of_one_extension_that_talk_the_other_one_is_parked()
    {
        Telephone desk = Bench.Phone("101");
        Telephone cordless = Bench.Phone("101");
        (PhoneCall caller, PhoneCall called) = Bench.Talk(desk, cordless);
        called.Hold();
        cordless.Call("77");
        Assert.Equal("BYE", called.EndedBy);
        Bench.Listen();
        Assert.Equal("music", caller.Hears);
    }

    [Fact]
    public void Rule_3_1_Where_the_device_does_not_decide_the_only_held_call_is_meant()
    {
        (PhoneCall held, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        held.Hold();
        Bench.Unregistered("101").Call("77");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_1_Where_the_device_does_not_decide_between_several_all_are_kept()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, _) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        (PhoneCall second, _) = Bench.Talk(ann, Bench.Phone("103"));
        second.Hold();
        Assert.Equal([486], Bench.Unregistered("101").Call("77").Statuses);
        Assert.True(first.IsUp && second.IsUp);
        Assert.Empty(Bench.Parked());
    }

    [Fact]
    public void Rule_3_2_A_transfer_to_the_slot_parks_at_any_time()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Hold();
        Bench.Pass(60);
        Assert.Equal(202, ann.Refer("78"));
        Assert.Equal(["100 Trying", "200 OK"], ann.Reports);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
        ann.Hangup();
        Bench.Pass(20);
        Assert.Single(ann.Phone.Calls);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Fact]
    public void Rule_3_2_The_REFER_that_follows_a_parking_by_consultation_changes_nothing()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        PhoneCall key = ann.Call("77");
        Assert.Equal(202, key.Refer("102", replaces: held));
        Assert.Equal(["100 Trying", "200 OK"], key.Reports);
        Assert.Equal(481, held.Refer("77", replaces: key));
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Pass(5);
        Assert.Equal(481, key.Refer("102", replaces: held));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Fact]
    public void Rule_3_3_Past_the_window_it_is_an_attempt_to_retrieve_and_the_held_call_stays_held()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(6);
        PhoneCall key = ann.Call("77");
        Bench.Pass(8);
        Assert.Equal([183, 480], key.Statuses);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        held.Resume();
        Bench.Listen();
        Assert.Equal(("102", "101"), (held.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_3_4_At_a_slot_taken_since_before_the_hold_it_is_retrieving()
    {
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        carol.Refer("77");
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Bench.Pass(1);
        held.Hold();
        PhoneCall key = ann.Call("77");
        Assert.Equal([200], key.Statuses);
        Bench.Listen();
        Assert.Equal(("104", "101", "music"), (key.Hears, dave.Hears, bob.Hears));
        Assert.True(held.IsUp);
    }

    [Fact]
    public void Rule_3_4_A_slot_taken_after_the_hold_is_busy_and_nobody_is_lost()
    {
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(1);
        carol.Refer("77");
        Assert.Equal([486], ann.Call("77").Statuses);
        Assert.True(held.IsUp);
        Bench.Listen();
        Assert.Equal(("music", "music"), (bob.Hears, dave.Hears));
        Assert.Equal(["77: 104 by 103"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_4_Who_may_not_park_gets_403_even_where_the_slot_is_taken_as_well()
    {
        Use(NotForAnn);
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(1);
        Assert.Equal([403], ann.Call("77").Statuses);
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        carol.Refer("77");
        Assert.Equal([403], ann.Call("77").Statuses);
        Assert.Equal(403, held.Refer("77"));
        Assert.True(held.IsUp);
    }

    [Fact]
    public void Rule_3_4_A_transfer_to_a_taken_slot_is_refused_and_never_retrieves()
    {
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        carol.Refer("77");
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(486, ann.Refer("77"));
        Bench.Listen();
        Assert.Equal(("102", "101", "music"), (ann.Hears, bob.Hears, dave.Hears));
    }

    [Fact]
    public void Rule_3_5_A_parker_who_hangs_up_on_a_refused_parking_is_called_back()
    {
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        carol.Refer("77");
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Assert.Equal(486, call.Refer("77"));
        call.Hangup();
        Assert.True(ann.IsRinging);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_3_6_The_code_with_a_slot_parks_there_without_a_window(bool byTransfer)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(60);
        if (byTransfer)
        {
            Assert.Equal(202, held.Refer("*578"));
        }
        else
        {
            Assert.Equal([200], ann.Call("*578").Statuses);
        }

        Assert.Equal(["78: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_3_6_The_code_with_a_slot_never_retrieves()
    {
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        carol.Refer("77");
        Telephone ann = Bench.Phone("101");
        Assert.Equal([480], ann.Call("*577").Statuses);
        (PhoneCall held, _) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Assert.Equal([486], ann.Call("*577").Statuses);
        Assert.True(held.IsUp);
    }

    private PhoneCall CallProven(PhoneCall call)
    {
        Telephone bob = Bench.Phone("102");
        call.Prove();
        bob.Latest.Answer();
        return call;
    }
}
