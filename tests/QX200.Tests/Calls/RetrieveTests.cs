using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Sections 4 to 7 of the rules: how a parked call is taken back, comes back, or ends.</summary>
public sealed class RetrieveTests : CallScenario
{
    [Fact]
    public void Rule_4_2_Whoever_calls_the_slot_is_connected_at_once()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal([200], carol.Statuses);
        Assert.Empty(Bench.Parked());
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
        bob.Hangup();
        Assert.Equal("BYE", carol.EndedBy);
    }

    [Fact]
    public void Rule_4_7_Each_is_shown_the_other_and_not_the_slot()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal(("Bob 102", "Carol 103"), (carol.Shows, bob.Shows));
        Assert.Equal(["UPDATE"], bob.Requests);
        Assert.Empty(carol.Requests);
    }

    [Fact]
    public void Rule_4_7_A_telephone_without_UPDATE_is_shown_by_INVITE()
    {
        PhoneCall bob = ParkBob(p => p.Allow = "INVITE, ACK, BYE, CANCEL");
        Bench.Phone("103").Call("77");
        Assert.Equal(["INVITE"], bob.Requests);
        Assert.Equal("Carol 103", bob.Shows);
        Bench.Listen();
        Assert.Equal("103", bob.Hears);
    }

    [Fact]
    public void Rule_3_1_The_key_that_parked_retrieves_when_it_is_pressed_again()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        ann.Call("77");
        Bench.Pass(3);
        PhoneCall key = ann.Call("77");
        Bench.Listen();
        Assert.Equal(("102", "101"), (key.Hears, bob.Hears));
        Assert.Equal(["77: 102 by 101, retrieved by 101"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_4_4_Who_is_not_listed_hears_why_and_gets_403()
    {
        Use(CallBench.Standard + "\nretrieve-access = PBX:101\n");
        PhoneCall bob = ParkBob("78");
        PhoneCall carol = Bench.Phone("103").Call("78");
        Bench.Listen();
        Assert.Equal("words", carol.Hears);
        Bench.Pass(8);
        Assert.Equal([183, 403], carol.Statuses);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Fact]
    public void Rule_4_5_An_empty_slot_says_so_and_gives_480()
    {
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal([183], carol.Statuses);
        Bench.Listen();
        Assert.Equal("words", carol.Hears);
        Bench.Pass(8);
        Assert.Equal([183, 480], carol.Statuses);
    }

    [Fact]
    public void Rule_4_6_Of_two_at_the_same_moment_exactly_one_wins()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103", p => p.ProvesAtOnce = false).Call("77");
        PhoneCall dave = Bench.Phone("104", p => p.ProvesAtOnce = false).Call("77");
        Bench.Together(carol.Prove, dave.Prove);
        Assert.Equal((200, 183), (carol.Status, dave.Status));
        Bench.Pass(8);
        Assert.Equal(480, dave.Status);
        Bench.Listen();
        Assert.Equal("103", bob.Hears);
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void A_retrieved_call_can_be_parked_again_by_the_next()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("77");
        carol.Press("*5");
        Assert.Equal(["77: 102 by 103"], Bench.Parked());
        PhoneCall dave = Bench.Phone("104").Call("77");
        Bench.Listen();
        Assert.Equal(("104", "102"), (bob.Hears, dave.Hears));
    }

    [Fact]
    public void Rule_7b_A_party_who_hangs_up_frees_the_slot_at_once()
    {
        ParkBob().Hangup();
        Assert.Empty(Bench.Parked());
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
        (PhoneCall ann, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(202, ann.Refer("77"));
    }

    [Fact]
    public void Rule_7f_A_parked_telephone_that_holds_and_asks_for_transfers_stays_parked()
    {
        PhoneCall bob = ParkBob();
        bob.Hold();
        Assert.Equal(480, bob.Refer("103"));
        bob.Info('*');
        bob.Info('5');
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        bob.Resume();
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
    }

    [Fact]
    public void Rule_7f_A_parked_telephone_that_changes_its_codec_hears_on_and_is_retrieved()
    {
        PhoneCall bob = ParkBob(p => p.Codecs = [8, 0]);
        bob.Phone.Codecs = [0];
        Assert.Equal(200, bob.Resume());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        PhoneCall carol = Bench.Phone("103", p => p.Codecs = [0, 8]).Call("77");
        Bench.Listen();
        Assert.Equal((0, 0), (bob.Sound.Payload, carol.Sound.Payload));
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
    }

    [Fact]
    public void Rule_7i_A_parked_telephone_that_has_forgotten_the_call_is_found_out_and_recorded()
    {
        Telephone bob = Bench.Phone("102", p => p.SignOfLife = 481);
        ParkTalking(bob).Forget();
        Bench.Pass(55);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Pass(8);
        Assert.Empty(Bench.Parked());
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_7i_A_parked_telephone_that_is_only_mute_stays_parked()
    {
        Use(CallBench.Standard.Replace("= 1m", "= 15m"));
        PhoneCall bob = ParkTalking(Bench.Phone("102"));
        Bench.Pass(300);
        Assert.Contains("OPTIONS", bob.Requests);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_7i_A_telephone_that_answered_before_and_is_dead_now_is_found_out()
    {
        Use(CallBench.Standard.Replace("= 1m", "= 15m"));
        PhoneCall bob = ParkTalking(Bench.Phone("102"));
        Bench.Pass(70);
        Assert.Contains("OPTIONS", bob.Requests);
        bob.Phone.IsDead = true;
        bob.Forget();
        Bench.Pass(200);
        Assert.Empty(Bench.Parked());
        Assert.Equal(["77: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    /// <summary>Ann and Bob have talked, and she has parked him.</summary>
    private PhoneCall ParkTalking(Telephone bob)
    {
        (PhoneCall ann, PhoneCall party) = Bench.Talk(Bench.Phone("101"), bob);
        Bench.Listen();
        ann.Refer("77");
        ann.Hangup();
        return party;
    }

    /// <summary>Ann calls Bob and parks him.</summary>
    private PhoneCall ParkBob(Action<Telephone>? setup = null) => ParkBob("77", setup);

    private PhoneCall ParkBob(string slot, Action<Telephone>? setup = null)
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102", setup));
        ann.Hold();
        Assert.Equal(202, ann.Refer(slot));
        ann.Hangup();
        bob.Requests.Clear();
        return bob;
    }
}
