using Xunit;

namespace QX200.Tests.Calls;

/// <summary>
/// What goes wrong at a park extension, seen by the caller who waits: he hears his music without a break, nothing is
/// sent to his telephone, and his call stands where the rules say.
/// </summary>
public sealed class WaitingCallerTests : CallScenario
{
    private const string OneSlot = """
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

        """;

    private const string Guarded = OneSlot + "retrieve-access = PBX:101\npassword = 4711\n";

    private int _musicBegan;

    /// <summary>In which ways a second call may be put on a slot that is taken.</summary>
    public static TheoryData<string> Ways => ["hold and 77", "refer 77", "refer *577", "call *577"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Rule_3_4_Occupied_neither_who_waits_there_nor_who_was_to_be_parked_notices(
        string way
    )
    {
        Use(OneSlot);
        PhoneCall bob = ParkedBob();
        (PhoneCall carol, PhoneCall dave) = Talking(holdAhead: way == "hold and 77", bob);
        Assert.Equal(486, Try(carol, way));
        AssertWaits(bob);
        AssertIsBack(carol, dave);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Rule_3_4_Not_listed_who_was_to_be_parked_is_back_with_his_partner(string way)
    {
        Use(OneSlot + "park-access = 101\n");
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        dave.Requests.Clear();
        if (way == "hold and 77")
        {
            carol.Hold();
        }

        Assert.Equal(403, Try(carol, way));
        AssertIsBack(carol, dave);
        Assert.Empty(Bench.Parked());
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("call *5")]
    [InlineData("refer *5")]
    public void Rule_2_4_Full_nobody_who_waits_or_talks_is_dropped(string way)
    {
        Use(OneSlot);
        PhoneCall bob = ParkedBob();
        (PhoneCall carol, PhoneCall dave) = Talking(holdAhead: false, bob);
        if (way == "keys")
        {
            carol.Press("*5");
            Bench.Listen();
            Assert.Equal(("words", "103"), (carol.Hears, dave.Hears));
            Bench.Pass(8);
        }
        else
        {
            Assert.Equal(486, Try(carol, way));
        }

        AssertWaits(bob);
        AssertIsBack(carol, dave);
    }

    [Fact]
    public void Rule_4_5_Empty_who_waits_next_door_notices_nothing()
    {
        Use(OneSlot + "[extension:78]\ntype = park\n");
        PhoneCall bob = ParkedBob();
        PhoneCall carol = Bench.Phone("103").Call("78");
        Bench.Listen();
        Assert.Equal("words", carol.Hears);
        Assert.Equal([183], carol.Statuses);
        Bench.Pass(8);
        Assert.Equal([183, 480], carol.Statuses);
        AssertWaits(bob);
    }

    [Fact]
    public void Rule_4_4_Not_listed_to_retrieve_who_waits_notices_nothing()
    {
        Use(OneSlot + "retrieve-access = PBX:101\n");
        PhoneCall bob = ParkedBob();
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Pass(8);
        Assert.Equal([183, 403], carol.Statuses);
        AssertWaits(bob);
    }

    [Fact]
    public void Rule_4_3_A_wrong_password_ends_the_call_of_who_waits_and_of_nobody_else()
    {
        Use(Guarded + "[extension:78]\ntype = park\n");
        PhoneCall bob = ParkedBob();
        (PhoneCall ann, PhoneCall dave) = Bench.Talk(Bench.Phone("101"), Bench.Phone("104"));
        ann.Refer("78");
        Bench.Pass(8);
        dave.Requests.Clear();
        PhoneCall carol = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        carol.Press("0000");
        Assert.Equal((false, "BYE"), (bob.IsUp, bob.EndedBy));
        Bench.Listen();
        Assert.Equal(("words", "music"), (carol.Hears, dave.Hears));
        Assert.Empty(dave.Requests);
        Assert.Equal(["78: 104 by 101"], Bench.Parked());
    }

    [Theory]
    [InlineData("wrong-password = keep\n", "0000")]
    [InlineData("password-tries = 2\n", "0000")]
    [InlineData("", "47")]
    public void Rule_4_3_Where_the_call_is_kept_who_waits_hears_no_break(
        string keys,
        string pressed
    )
    {
        Use(Guarded + keys);
        PhoneCall bob = ParkedBob();
        PhoneCall carol = Bench.Phone("103").Call("77");
        carol.Press(pressed);
        AssertWaits(bob);
        Bench.Pass(16);
        Assert.Equal("BYE", carol.EndedBy);
        AssertWaits(bob);
    }

    [Fact]
    public void Rule_4_6_Two_retrieve_at_once_and_who_waited_talks_with_exactly_one()
    {
        Use(OneSlot);
        PhoneCall bob = ParkedBob();
        PhoneCall carol = Bench.Phone("103", p => p.ProvesAtOnce = false).Call("77");
        PhoneCall dave = Bench.Phone("104", p => p.ProvesAtOnce = false).Call("77");
        Bench.Together(dave.Prove, carol.Prove);
        Bench.Listen();
        Assert.Equal(("104", "102", "words"), (bob.Hears, dave.Hears, carol.Hears));
        Bench.Pass(8);
        Assert.Equal((true, true, 480), (bob.IsUp, dave.IsUp, carol.Status));
        Bench.Listen();
        Assert.Equal("104", bob.Hears);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_2_2_Two_park_on_one_slot_at_once_and_both_parties_are_kept(bool annFirst)
    {
        Use(OneSlot);
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        ann.Hold();
        carol.Hold();
        Action[] keys = [() => ann.Phone.Call("77"), () => carol.Phone.Call("77")];
        Bench.Together(annFirst ? keys : [keys[1], keys[0]]);
        bool annWon = Bench.Parked() is ["77: 102 by 101"];
        (PhoneCall parked, PhoneCall kept) = annWon ? (bob, dave) : (dave, bob);
        PhoneCall loser = annWon ? carol : ann;
        Assert.Equal([annWon ? "77: 102 by 101" : "77: 104 by 103"], Bench.Parked());
        Bench.Listen();
        Assert.Equal(("music", "music"), (parked.Hears, kept.Hears));
        Assert.Equal([486], loser.Phone.Latest.Statuses);
        AssertIsBack(loser, kept);
    }

    [Fact]
    public void Rule_2_3_and_4_7_Music_begins_with_the_next_packet_and_ends_with_the_bridge()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Bench.Listen();
        ann.Refer("77");
        bob.Sound.Forget();
        Bench.Pass(0.02);
        Assert.Equal(("music", 1), (bob.Hears, bob.Sound.MusicBegan));

        PhoneCall carol = Bench.Phone("103").Call("77");
        bob.Sound.Forget();
        bob.Sound.Talk();
        carol.Sound.Talk();
        Bench.Pass(0.02);
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
    }

    /// <summary>101 parks 102 on 77.</summary>
    private PhoneCall ParkedBob()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(202, ann.Refer("77"));
        Waits(bob);
        return bob;
    }

    /// <summary>From here on he is left alone.</summary>
    private void Waits(PhoneCall party)
    {
        Bench.Pass(1);
        party.Requests.Clear();
        _musicBegan = party.Sound.MusicBegan;
    }

    /// <summary>
    /// 103 talks with 104. Where the directed window counts, 102 has to be parked after the hold: before it he is
    /// somebody at a lit key.
    /// </summary>
    private (PhoneCall Carol, PhoneCall Dave) Talking(bool holdAhead, PhoneCall bob)
    {
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        dave.Requests.Clear();
        if (holdAhead)
        {
            PhoneCall ann = Bench.Phone("101").Call("77");
            carol.Hold();
            Bench.Pass(0.5);
            Assert.Equal(202, ann.Refer("77"));
            Waits(bob);
        }

        return (carol, dave);
    }

    /// <summary>The status that the attempt ends with.</summary>
    private int Try(PhoneCall call, string way)
    {
        string number = way.Split(' ')[^1];
        if (way.StartsWith("refer", StringComparison.Ordinal))
        {
            return call.Refer(number);
        }

        if (way.StartsWith("call", StringComparison.Ordinal))
        {
            call.Hold();
        }

        PhoneCall attempt = call.Phone.Call(number);
        Bench.Pass(8);
        return attempt.Status;
    }

    private void AssertWaits(PhoneCall party)
    {
        Bench.Listen();
        Assert.Equal(("music", true), (party.Hears, party.IsUp));
        Assert.Equal(_musicBegan, party.Sound.MusicBegan);
        Assert.Empty(party.Requests);
        Assert.Contains(Bench.Parked(), p => p.Contains($": {party.Phone.Number} by "));
    }

    private void AssertIsBack(PhoneCall parker, PhoneCall party)
    {
        Assert.Equal(200, parker.Resume());
        Bench.Listen();
        Assert.Equal((party.Phone.Number, parker.Phone.Number), (parker.Hears, party.Hears));
        Assert.Empty(party.Requests);
    }
}
