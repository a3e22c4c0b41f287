using QX200.Tests.Calls;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>What the programmable keys of desk telephones send, with the lamp beside them (CALL-PARK 3.1, 6.1).</summary>
public sealed class LampKeyTests : CallScenario
{
    private const string Guarded =
        CallBench.Standard + "\nretrieve-access = PBX:101\npassword = 4711\n";

    private const string Closed = CallBench.Standard + "\nretrieve-access = PBX:101\n";

    /// <summary>How telephones spell a dialog that a lamp has shown: as RFC 4235 and 3891 have it, the other way round, or by half.</summary>
    public static TheoryData<string> Spellings => ["theirs", "ours", "call-id", "one tag"];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Rule_6_1_An_INVITE_that_names_the_dialog_of_the_lamp_retrieves(string spelling)
    {
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        PhoneCall bob = Park("77");
        PhoneCall taker = carol.Call("77", more: $"Replaces: {Spell(lamp, spelling)}");
        Assert.Equal([200], taker.Statuses);
        Assert.Equal(("Bob 102", "Carol 103"), (taker.Shows, bob.Shows));
        Bench.Listen();
        Assert.Equal(("102", "103"), (taker.Hears, bob.Hears));
        Assert.Equal("terminated recipient Bob 102", lamp.Shows);
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_6_1_The_dialog_of_who_waits_himself_retrieves_as_well()
    {
        PhoneCall bob = Park("77");
        PhoneCall taker = Bench.Phone("103").Call("77", more: $"Replaces: {bob.Dialog}");
        Bench.Listen();
        Assert.Equal(("102", "103"), (taker.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_3_4_and_6_1_Who_holds_a_call_and_names_the_dialog_retrieves_and_his_call_stays_held()
    {
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        PhoneCall bob = Park("77");
        (PhoneCall held, PhoneCall dave) = Bench.Talk(carol, Bench.Phone("104"));
        held.Hold();
        PhoneCall taker = carol.Call("77", more: $"Replaces: {lamp.State.Name}");
        Bench.Listen();
        Assert.Equal(("103", "music"), (bob.Hears, dave.Hears));
        Assert.True(taker.IsUp && held.IsUp);
    }

    [Fact]
    public void Rule_4_3_and_6_1_Who_is_not_on_the_list_is_asked_for_the_password()
    {
        Use(Guarded);
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("78");
        PhoneCall bob = Park("78");
        PhoneCall taker = carol.Call("78", more: $"Replaces: {lamp.State.Name}");
        Bench.Pass(1);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
        taker.Press("4711");
        Bench.Pass(1);
        Bench.Listen();
        Assert.Equal(("102", "103"), (taker.Hears, bob.Hears));
        Assert.Equal(["78: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_4_3_and_6_1_A_wrong_password_ends_the_call_that_was_named()
    {
        Use(Guarded);
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("78");
        PhoneCall bob = Park("78");
        carol.Call("78", more: $"Replaces: {lamp.State.CallId}").Press("99#");
        Bench.Pass(2);
        Assert.Equal("BYE", bob.EndedBy);
        Assert.Equal(["78: 102 by 101, refused-password by 103"], Bench.ParkRecords());
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Rule_4_4_and_6_1_Who_is_not_on_the_list_of_a_slot_without_password_is_refused(
        string spelling
    )
    {
        Use(Closed);
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("78");
        PhoneCall bob = Park("78");
        PhoneCall taker = carol.Call("78", more: $"Replaces: {Spell(lamp, spelling)}");
        Bench.Pass(15);
        Assert.Equal([183, 403], taker.Statuses);
        Assert.True(bob.IsUp);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_4_4_and_6_1_The_dialog_of_who_waits_is_no_way_round_the_list()
    {
        Use(Closed);
        PhoneCall bob = Park("78");
        PhoneCall taker = Bench.Phone("103").Call("102", more: $"Replaces: {bob.Dialog}");
        Bench.Pass(15);
        Assert.Equal([183, 403], taker.Statuses);
        Assert.True(bob.IsUp);
    }

    [Fact]
    public void Rule_4_6_and_6_1_Of_two_who_name_the_dialog_one_wins_and_the_other_hears_that_it_is_gone()
    {
        Telephone carol = Bench.Phone("103");
        Telephone dave = Bench.Phone("104");
        PhoneLamp lamp = carol.Watch("77");
        Park("77");
        string name = lamp.State.Name;
        PhoneCall[] takers = [];
        Bench.Together(() =>
            takers = [
                carol.Call("77", more: $"Replaces: {name}"),
                dave.Call("77", more: $"Replaces: {name}"),
            ]
        );
        Bench.Pass(15);
        Assert.Single(takers, static t => t.IsUp);
        Assert.Equal([183, 480], takers.Single(static t => !t.IsUp).Statuses);
    }

    [Fact]
    public void Rule_6_1_A_dialog_that_is_over_does_not_give_out_the_call_that_came_after_it()
    {
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        PhoneCall bob = Park("77");
        string old = lamp.State.Name;
        bob.Hangup();
        (PhoneCall ann, PhoneCall dave) = Bench.Talk(Bench.Phone("101"), Bench.Phone("104"));
        ann.Refer("77");
        Assert.Equal([481], carol.Call("77", more: $"Replaces: {old}").Statuses);
        Assert.True(dave.IsUp);
        Assert.Equal(["77: 104 by 101"], Bench.Parked());
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Rule_5_3_and_6_1_A_call_that_returns_is_taken_by_its_lamps_dialog_and_the_ringing_stops(
        string spelling
    )
    {
        Telephone ann = Bench.Phone("101");
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        PhoneCall bob = Park("77", ann);
        Bench.Pass(61);
        Assert.True(ann.IsRinging);
        PhoneCall taker = carol.Call("77", more: $"Replaces: {Spell(lamp, spelling)}");
        Bench.Listen();
        Assert.Equal(("102", "103"), (taker.Hears, bob.Hears));
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Assert.Equal(["77: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_3_Who_is_not_on_the_list_does_not_pick_up_the_return_either()
    {
        Use(Guarded);
        Telephone ann = Bench.Phone("101");
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("101");
        Park("78", ann);
        Bench.Pass(61);
        PhoneCall taker = carol.Call("101", more: $"Replaces: {lamp.State.Name}");
        Bench.Pass(1);
        Assert.True(ann.IsRinging);
        taker.Press("4711");
        Bench.Pass(1);
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Assert.Equal(["78: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Rule_6_1_A_ringing_telephone_is_picked_up_by_its_lamps_dialog(string spelling)
    {
        Telephone bob = Bench.Phone("102");
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        Bench.Pass(0.1);
        PhoneCall taker = carol.Call("102", more: $"Replaces: {Spell(lamp, spelling)}");
        Assert.Equal("CANCEL", bob.Latest.EndedBy);
        Assert.Equal(("Carol 103", "Ann 101"), (ann.Shows, taker.Shows));
        Bench.Listen();
        Assert.Equal(("103", "101"), (ann.Hears, taker.Hears));
        Bench.Pass(0.1);
        Assert.StartsWith("terminated", lamp.Shows);
    }

    [Theory]
    [InlineData("transfer")]
    [InlineData("transfer to *5")]
    [InlineData("keys *5")]
    [InlineData("hold, dial 77")]
    [InlineData("hold, dial *5")]
    [InlineData("hold, dial *577")]
    public void Rule_3_1_and_6_1_Whatever_a_key_sends_the_lamp_is_lit_and_a_press_takes_the_call_back(
        string way
    )
    {
        Telephone ann = Bench.Phone("101");
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Park(call, way);
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Bob 102", lamp.Shows);

        // The press on an idle telephone.
        PhoneCall taker = carol.Call("77");
        Bench.Listen();
        Assert.Equal(("102", "103"), (taker.Hears, bob.Hears));
        Assert.Equal(("Bob 102", "Carol 103"), (taker.Shows, bob.Shows));
        Assert.StartsWith("terminated", lamp.Shows);
    }

    private static void Park(PhoneCall call, string way)
    {
        switch (way)
        {
            case "transfer":
                Assert.Equal(202, call.Refer("77"));
                break;
            case "transfer to *5":
                Assert.Equal(202, call.Refer("*5"));
                break;
            case "keys *5":
                call.Info('*');
                call.Info('5');
                break;
            default:
                call.Hold();
                call.Phone.Call(way.Split(' ')[^1]);
                break;
        }
    }

    private static string Spell(PhoneLamp lamp, string spelling) =>
        spelling switch
        {
            "theirs" => lamp.State.Name,
            "ours" => lamp.State.OtherName,
            "call-id" => lamp.State.CallId,
            _ => $"{lamp.State.CallId};to-tag={lamp.State.RemoteTag}",
        };

    /// <summary>Ann calls Bob and parks him.</summary>
    private PhoneCall Park(string slot, Telephone? ann = null)
    {
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann ?? Bench.Phone("101"), Bench.Phone("102"));
        call.Hold();
        Assert.Equal(202, call.Refer(slot));
        call.Hangup();
        Bench.Pass(0.1);
        return bob;
    }
}
