using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Call Park, section 7 of the rules: what must never become of a parked caller.</summary>
public sealed class NeverTests : CallScenario
{
    /// <summary>A slot in which a call waits for longer than any rule here takes.</summary>
    private static readonly string Patient = CallBench.Standard.Replace("= 1m", "= 2h");

    [Fact]
    public void Rule_7a_Nobody_is_left_to_ring_and_who_waits_is_told_by_BYE()
    {
        Use(CallBench.Standard + "\npush-back = PBX:104\n");
        (PhoneCall bob, Telephone ann) = Park("78");
        ann.Register(expires: 0);
        Bench.Pass(61);
        Assert.Equal("BYE", bob.EndedBy);
        Assert.Equal(["78: 102 by 101, timed-out"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7b_A_slot_is_free_in_the_same_moment_for_who_waits_for_it()
    {
        (PhoneCall bob, _) = Park("77");
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Bench.Together(bob.Hangup, () => carol.Refer("77"));
        Assert.Equal(["77: 104 by 103"], Bench.Parked());
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7c_The_call_of_a_deleted_parker_is_retrieved_as_ever()
    {
        (PhoneCall bob, _) = Park("77");
        Bench.Use(CallBench.Standard.Replace("[extension:101]", "[extension:109]"));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7d_A_deleted_slot_whose_parker_answers_is_recorded_as_returned()
    {
        (PhoneCall bob, Telephone ann) = Park("77");
        Bench.Use(CallBench.Standard.Replace("[extension:77]", "[extension:99]"));
        Assert.True(ann.IsRinging);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
        Assert.Equal(["77: 102 by 101, returned by 101"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7e_New_limits_count_for_who_waits_already()
    {
        (PhoneCall bob, _) = Park("77");
        bob.Requests.Clear();
        string limits = "retrieve-access = PBX:101\npassword = 12\n[extension:78]";
        Bench.Use(CallBench.Standard.Replace("[extension:78]", limits));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("words", "music"), (carol.Hears, bob.Hears));
        carol.Press("12");
        Bench.Listen();
        Assert.Equal(("102", "103"), (carol.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_7e_A_new_code_counts_in_calls_that_are_up()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Press("1*");
        Bench.Use(CallBench.Standard, "[features]\ncall-park = *7\n");
        ann.Press("5");
        Bench.Pass(0.5);
        Assert.Equal("1*5", bob.Sound.Digits);
        ann.Press("*7");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_7e_New_settings_do_not_break_into_a_password()
    {
        string guarded = CallBench.Standard + "\nretrieve-access = PBX:101\npassword = 12\n";
        Use(guarded);
        Park("78");
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("1");
        Bench.Use(guarded.Replace("[extension:77]", "[extension:99]"));
        carol.Press("2");
        Bench.Listen();
        Assert.Equal("102", carol.Hears);
    }

    [Fact]
    public void Rule_7f_A_parked_telephone_that_moves_is_heard_and_hears_at_its_new_place()
    {
        (PhoneCall bob, _) = Park("77");
        Assert.Equal(200, bob.Offer(new Wording(Address: "192.0.2.99")));
        bob.Sound.Forget();
        Bench.Pass(0.2);
        Assert.Equal("nothing", bob.Hears);
        Assert.Equal(200, bob.Offer(new Wording(), "UPDATE"));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
    }

    [Fact]
    public void Rule_7f_A_parked_telephone_that_asks_for_our_offer_goes_on_waiting()
    {
        (PhoneCall bob, _) = Park("77");
        Assert.Equal(200, bob.OfferInAck(new Wording()));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        Assert.Equal(488, bob.Offer(new Wording(Codecs: [18])));
        Bench.Listen();
        Assert.Equal(("music", true), (bob.Hears, bob.IsUp));
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Theory]
    [InlineData("sendonly")]
    [InlineData("inactive")]
    public void Rule_7g_Sound_from_a_telephone_that_holds_is_no_end_of_its_hold(string direction)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Offer(new Wording(direction));
        held.Sound.Muted = false;
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        ann.Call("77");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_7g_Sound_from_a_parked_telephone_that_is_mute_disturbs_nobody()
    {
        (PhoneCall bob, _) = Park("77");
        bob.Offer(new Wording("inactive"));
        bob.Sound.Muted = false;
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Bench.Listen();
        Assert.Equal(("104", "103"), (carol.Hears, dave.Hears));
        bob.Resume();
        PhoneCall taker = Bench.Phone("101").Call("77");
        Bench.Listen();
        Assert.Equal(("101", "102"), (bob.Hears, taker.Hears));
    }

    [Fact]
    public void Rule_7h_A_parked_telephone_whose_BYE_was_lost_is_found_by_the_session_timer()
    {
        Use(Patient);
        (PhoneCall bob, _) = Park("77");
        bob.Forget();
        bob.Phone.AgreesWith = 481;
        Bench.Skip(TimeSpan.FromMinutes(14));
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Skip(TimeSpan.FromMinutes(2));
        Assert.Empty(Bench.Parked());
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7h_A_parked_telephone_that_has_no_power_is_found_by_the_session_timer()
    {
        Use(Patient);
        (PhoneCall bob, _) = Park("77");
        bob.Phone.IsDead = true;
        bob.Forget();
        Bench.Skip(TimeSpan.FromMinutes(17));
        Assert.Empty(Bench.Parked());
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7h_A_parked_telephone_that_is_there_is_asked_and_waits_on()
    {
        Use(Patient);
        (PhoneCall bob, _) = Park("77");
        bob.Requests.Clear();
        Bench.Skip(TimeSpan.FromMinutes(50));
        Assert.InRange(bob.Requests.Count, 1, 4);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(405)]
    [InlineData(501)]
    [InlineData(0)]
    public void Rule_7i_Any_other_answer_and_none_from_who_never_answered_means_alive(int answer)
    {
        Use(Patient);
        Telephone bob = Bench.Phone("102", p => p.SignOfLife = answer);
        (PhoneCall ann, PhoneCall party) = Bench.Talk(Bench.Phone("101"), bob);
        Bench.Listen();
        ann.Refer("77");
        ann.Hangup();
        Bench.Pass(200);
        Assert.Contains("OPTIONS", party.Requests);
        Assert.True(party.IsUp);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_6_3_A_broken_disk_hurts_no_call_and_the_record_comes_when_it_is_mended()
    {
        Bench.BreakDisk();
        (PhoneCall bob, _) = Park("77");
        Bench.Pass(5);
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        carol.Hangup();
        Bench.Pass(15);
        Bench.MendDisk();
        Bench.Pass(11);
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
        Assert.Equal(["101 to 102, answered"], Bench.CallRecords());
    }

    [Fact]
    public void Rule_4_7_A_retriever_who_lacks_the_codec_is_heard_and_hears()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(
            Bench.Phone("101", p => p.Codecs = [0]),
            Bench.Phone("102", p => p.Codecs = [0])
        );
        ann.Refer("77");
        PhoneCall carol = Bench.Phone("103", p => p.Codecs = [8]).Call("77");
        Bench.Listen();
        string[] noVoice = ["music", "silence", "nothing"];
        Assert.DoesNotContain(bob.Hears, noVoice.AsEnumerable());
        Assert.DoesNotContain(carol.Hears, noVoice.AsEnumerable());
    }

    /// <summary>101 calls 102 and parks him.</summary>
    private (PhoneCall Bob, Telephone Ann) Park(string slot)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Hold();
        Assert.Equal(202, call.Refer(slot));
        call.Hangup();
        return (bob, ann);
    }
}
