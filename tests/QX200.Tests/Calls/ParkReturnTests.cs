using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Section 5 of the rules: the retrieve timeout (a minute here), and what section 7 says of settings.</summary>
public sealed class ParkReturnTests : CallScenario
{
    private const string WithPushBack = CallBench.Standard + "\npush-back = PBX:103\n";

    [Fact]
    public void Rule_5_1_The_telephone_that_parked_rings_and_shows_who_waits()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(59);
        Assert.False(ann.IsRinging);
        Bench.Pass(2);
        Assert.True(ann.IsRinging);
        Assert.Equal("Park 77: Bob 102", ann.Latest.CallerId);
        Assert.Contains("park-return", ann.Latest.InviteHeader("Alert-Info"));
        Bench.Listen();
        Assert.Equal(("music", 1 + (61 / 30)), (bob.Hears, bob.Sound.MusicBegan));
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Latest.Hears, bob.Hears));
        Assert.Equal(("Bob 102", "Ann 101"), (ann.Latest.Shows, bob.Shows));
        Assert.Empty(Bench.Parked());
        Assert.Equal(["77: 102 by 101, returned by 101"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_1_Of_two_devices_the_one_that_parked_rings()
    {
        Telephone cordless = Bench.Phone("101");
        (Telephone desk, _) = ParkBob();
        Bench.Pass(61);
        Assert.True(desk.IsRinging);
        Assert.False(cordless.IsRinging);
    }

    [Fact]
    public void Rule_5_1_All_contacts_ring_where_the_device_that_parked_is_gone()
    {
        Telephone cordless = Bench.Phone("101");
        Telephone lobby = Bench.Phone("101");
        (Telephone desk, PhoneCall bob) = ParkBob();
        desk.Register(expires: 0);
        Bench.Pass(61);
        Assert.False(desk.IsRinging);
        Assert.True(cordless.IsRinging && lobby.IsRinging);
        lobby.Latest.Answer();
        Assert.Equal("CANCEL", cordless.Latest.EndedBy);
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
    }

    [Fact]
    public void Rule_5_1_Who_waits_at_another_telephone_of_the_parkers_extension_is_not_rung_himself()
    {
        Telephone lobby = Bench.Phone("101");
        Telephone desk = Bench.Phone("101");
        Telephone cordless = Bench.Phone("101");
        PhoneCall waits = cordless.Call("101");
        PhoneCall parker = desk.Latest;
        parker.Answer();
        parker.Refer("77");
        desk.Register(expires: 0);
        Bench.Pass(61);
        Assert.True(lobby.IsRinging);
        Assert.False(cordless.IsRinging);
        lobby.Latest.Answer();
        Bench.Listen();
        Assert.Equal("101", waits.Hears);
    }

    [Fact]
    public void Rule_5_2_A_return_that_nobody_answers_within_30_seconds_ends_the_call()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(60);
        Bench.Pass(29.8);
        Assert.True(bob.IsUp);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Pass(0.4);
        Assert.Equal(("CANCEL", "BYE"), (ann.Latest.EndedBy, bob.EndedBy));
        Assert.Equal(["77: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    public void Rule_5_2_A_parker_who_is_busy_or_declines_ends_the_call(int status)
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        ann.Greets = status;
        Bench.Pass(61);
        Assert.Equal("BYE", bob.EndedBy);
        Assert.Equal(["77: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_2_A_parker_without_any_telephone_ends_the_call()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        ann.Register(expires: 0);
        Bench.Pass(61);
        Assert.Equal("BYE", bob.EndedBy);
        Assert.Equal(["77: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_2_The_push_back_destination_rings_next()
    {
        Use(WithPushBack);
        Telephone carol = Bench.Phone("103");
        (Telephone ann, PhoneCall bob) = ParkBob("78");
        Bench.Pass(60);
        Bench.Pass(30.1);
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Assert.True(carol.IsRinging);
        Assert.Equal("Park 78: Bob 102", carol.Latest.CallerId);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        carol.Latest.Answer();
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Latest.Hears));
        Assert.Equal(["78: 102 by 101, pushed-back by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_2_A_push_back_that_nobody_answers_ends_the_call_after_as_long_again()
    {
        Use(WithPushBack);
        Telephone carol = Bench.Phone("103");
        (Telephone ann, PhoneCall bob) = ParkBob("78");
        ann.Greets = 486;
        Bench.Pass(60);
        Bench.Pass(29.5);
        Assert.True(bob.IsUp && carol.IsRinging);
        Bench.Pass(1);
        Assert.Equal(("CANCEL", "BYE"), (carol.Latest.EndedBy, bob.EndedBy));
        Assert.Equal(["78: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_3_While_it_rings_anyone_may_retrieve_and_the_ringing_stops()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(61);
        Assert.True(ann.IsRinging);
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_3_A_colleague_picks_up_the_telephone_that_rings()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(61);
        PhoneCall carol = Bench.Phone("103").Call("101", more: $"Replaces: {ann.Latest.Dialog}");
        Assert.Equal([200], carol.Statuses);
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        Assert.Equal(["77: 102 by 101, returned by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7b_A_party_who_hangs_up_while_it_rings_stops_the_ringing()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(61);
        bob.Hangup();
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7c_A_parker_who_is_deleted_leaves_the_call_until_its_timeout()
    {
        (_, PhoneCall bob) = ParkBob();
        Bench.Use(CallBench.Standard.Replace("[extension:101]", "[extension:111]"));
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Pass(61);
        Assert.Equal("BYE", bob.EndedBy);
        Assert.Equal(["77: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7d_A_slot_that_is_deleted_sends_its_call_back_to_the_parker_at_once()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Use(CallBench.Standard.Replace("[extension:77]", "[extension:79]"));
        Assert.True(ann.IsRinging);
        Assert.Equal([404], Bench.Phone("103").Call("77").Statuses);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
        Assert.Equal(["77: 102 by 101, returned by 101"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7d_A_slot_that_is_deleted_while_its_parker_is_rung_changes_nothing_for_him()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(61);
        Bench.Use(CallBench.Standard.Replace("[extension:77]", "[extension:79]"));
        Assert.True(ann.IsRinging);
        Assert.Equal(2, ann.Calls.Count);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Latest.Hears, bob.Hears));
        Assert.Equal(["77: 102 by 101, returned by 101"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7d_A_call_of_a_deleted_slot_that_nobody_takes_is_ended_and_recorded()
    {
        (_, PhoneCall bob) = ParkBob();
        Bench.Use(CallBench.Standard.Replace("[extension:77]", "[extension:79]"));
        Bench.Pass(31);
        Assert.Equal("BYE", bob.EndedBy);
        Assert.Equal(["77: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7e_A_reload_that_shifts_the_slots_leaves_each_call_on_its_number()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Use(CallBench.Standard + "\n[extension:70]\ntype = park\n");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        Bench.Pass(61);
        Assert.False(ann.IsRinging);
    }

    [Fact]
    public void Rule_7e_A_reload_that_shifts_the_slots_does_not_stop_the_timeout()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Use(CallBench.Standard + "\n[extension:70]\ntype = park\n");
        Bench.Pass(61);
        Assert.True(ann.IsRinging);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
    }

    [Fact]
    public void Rule_6_3_and_7j_When_the_exchange_stops_everyone_gets_BYE_and_the_record_says_why()
    {
        (_, PhoneCall bob) = ParkBob();
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Bench.Stop();
        Assert.Equal(("BYE", "BYE", "BYE"), (bob.EndedBy, carol.EndedBy, dave.EndedBy));
        Assert.Equal(["77: 102 by 101, stopped"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_6_3_and_7j_When_the_exchange_stops_a_telephone_that_rings_for_a_return_is_let_go()
    {
        (Telephone ann, PhoneCall bob) = ParkBob();
        Bench.Pass(61);
        Bench.Stop();
        Assert.Equal(("CANCEL", "BYE"), (ann.Latest.EndedBy, bob.EndedBy));
        Assert.Equal(["77: 102 by 101, stopped"], Bench.ParkRecords());
    }

    [Fact]
    public void An_exchange_that_has_stopped_calls_nobody_and_takes_no_calls()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, _) = Bench.Talk(ann, Bench.Phone("102"));
        call.Hold();
        call.Refer("*5");
        Bench.Stop();
        Bench.Pass(3);
        Assert.Single(ann.Calls);
        Assert.Equal([503], ann.Call("102").Statuses);
    }

    /// <summary>Ann, who is registered last, calls Bob and parks him.</summary>
    private (Telephone Ann, PhoneCall Bob) ParkBob(string slot = "77")
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Hold();
        Assert.Equal(202, call.Refer(slot));
        call.Hangup();
        return (ann, bob);
    }
}
