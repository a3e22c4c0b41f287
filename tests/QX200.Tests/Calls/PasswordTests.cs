using Xunit;

namespace QX200.Tests.Calls;

/// <summary>4.3 and 4.8 of the rules: the password of a park extension. Carol and Dave are not listed at slot 78.</summary>
public sealed class PasswordTests : CallScenario
{
    private const string Guarded =
        CallBench.Standard
        + """

            retrieve-access = PBX:101
            password = 4711

            """;

    [Theory]
    [InlineData("4711")]
    [InlineData("4711#")]
    public void Rule_4_3_The_right_password_connects(string keys)
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        Assert.Equal([200], carol.Statuses);
        Bench.Listen();
        Assert.Equal(("words", "music"), (carol.Hears, bob.Hears));
        carol.Press(keys);
        Bench.Listen();
        Assert.Equal(("102", "103"), (carol.Hears, bob.Hears));
        Assert.Equal(("Bob 102", "Carol 103"), (carol.Shows, bob.Shows));
        Assert.Equal(["78: 102 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Theory]
    [InlineData("4712")]
    [InlineData("47#")]
    public void Rule_4_3_A_wrong_password_disconnects_who_waits(string keys)
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press(keys);
        Assert.Equal("BYE", bob.EndedBy);
        Bench.Listen();
        Assert.Equal("words", carol.Hears);
        Bench.Pass(8);
        Assert.Equal("BYE", carol.EndedBy);
        Assert.Equal(["78: 102 by 101, refused-password by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_4_3_With_two_tries_the_first_wrong_one_is_forgiven()
    {
        PhoneCall bob = ParkBob("password-tries = 2\n");
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("0000");
        Assert.True(bob.IsUp);
        carol.Press("4711");
        Bench.Listen();
        Assert.Equal(("102", "103"), (carol.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_4_3_A_hash_behind_a_complete_entry_is_no_try_of_its_own()
    {
        PhoneCall bob = ParkBob("password-tries = 2\n");
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("#0000#");
        Bench.Pass(1);
        Assert.True(bob.IsUp);
        carol.Press("4711#");
        Bench.Listen();
        Assert.Equal(("102", "103"), (carol.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_4_3_Where_it_is_so_set_only_the_intruder_is_turned_away()
    {
        PhoneCall bob = ParkBob("wrong-password = keep\n");
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("0000");
        Bench.Pass(8);
        Assert.Equal("BYE", carol.EndedBy);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Fact]
    public void Rule_4_3_Ten_seconds_of_silence_turn_the_caller_away()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("47");
        Bench.Pass(9.5);
        Assert.True(carol.IsUp);
        Bench.Pass(5);
        Assert.Equal("BYE", carol.EndedBy);
        Assert.True(bob.IsUp);
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_4_3_Who_hangs_up_before_his_entry_is_complete_leaves_the_call_parked()
    {
        ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("471");
        carol.Hangup();
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_4_3_A_press_that_is_reported_in_two_ways_counts_once()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        foreach (char key in "4711")
        {
            carol.Press($"{key}");
            carol.Info(key);
        }

        Bench.Listen();
        Assert.Equal("103", bob.Hears);
    }

    [Fact]
    public void Rule_4_8_Who_is_listed_retrieves_meanwhile_and_the_other_is_told()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("47");
        PhoneCall ann = Bench.Phone("101").Call("78");
        Bench.Listen();
        Assert.Equal(("101", "words"), (bob.Hears, carol.Hears));
        carol.Press("11");
        Bench.Pass(8);
        Assert.Equal("BYE", carol.EndedBy);
        Assert.True(ann.IsUp && bob.IsUp);
        Assert.Equal(["78: 102 by 101, retrieved by 101"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_4_8_Of_two_who_type_the_first_to_be_right_wins()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        PhoneCall dave = Bench.Phone("104").Call("78");
        carol.Press("47");
        dave.Press("4711");
        Bench.Listen();
        Assert.Equal(("104", "words"), (bob.Hears, carol.Hears));
        Bench.Pass(8);
        Assert.Equal("BYE", carol.EndedBy);
    }

    [Fact]
    public void Rule_4_8_One_who_is_wrong_ends_it_for_the_other_too()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        PhoneCall dave = Bench.Phone("104").Call("78");
        dave.Press("0000");
        Assert.Equal("BYE", bob.EndedBy);
        Bench.Pass(8);
        Assert.Equal(("BYE", "BYE"), (carol.EndedBy, dave.EndedBy));
    }

    [Fact]
    public void Rule_4_8_The_party_hangs_up_and_who_types_is_told()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        bob.Hangup();
        Bench.Listen();
        Assert.Equal("words", carol.Hears);
        Bench.Pass(8);
        Assert.Equal("BYE", carol.EndedBy);
        Assert.Equal(["78: 102 by 101, abandoned"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_3_The_right_password_stops_the_ringing_of_a_return()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        Bench.Pass(5);
        carol.Press("4");
        Bench.Pass(52);
        PhoneCall dave = Bench.Phone("104").Call("78");
        Bench.Pass(5);
        Assert.True(_ann!.IsRinging);
        dave.Press("4711");
        Assert.Equal("CANCEL", _ann.Latest.EndedBy);
        Bench.Listen();
        Assert.Equal("104", bob.Hears);
    }

    [Fact]
    public void A_reload_that_shifts_the_slots_leaves_the_password_good()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        carol.Press("47");
        Bench.Use(Guarded + "[extension:70]\ntype = park\n");
        carol.Press("11");
        Bench.Listen();
        Assert.Equal(("102", "103"), (carol.Hears, bob.Hears));
    }

    private Telephone? _ann;

    private PhoneCall ParkBob(string more = "")
    {
        Use(Guarded + more);
        _ann = Bench.Phone("101");
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(_ann, Bench.Phone("102"));
        ann.Hold();
        Assert.Equal(202, ann.Refer("78"));
        ann.Hangup();
        return bob;
    }
}
