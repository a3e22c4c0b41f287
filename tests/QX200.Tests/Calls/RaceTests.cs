using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Two things at the same moment, in either order: whatever wins, nobody is lost and nothing is left behind.</summary>
public sealed class RaceTests : CallScenario
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_caller_gives_up_while_the_other_answers(bool callerFirst)
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        AtOnce(callerFirst, call.Hangup, () => bob.Latest.Answer());
        Assert.Equal(callerFirst ? 487 : 200, call.Status);
        Assert.Equal(callerFirst ? "BYE" : "", bob.Latest.EndedBy);
    }

    [Fact]
    public void Two_telephones_answer_and_the_slower_one_is_let_go()
    {
        Telephone desk = Bench.Phone("102");
        Telephone cordless = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        Bench.Together(() => desk.Latest.Answer(), () => cordless.Latest.Answer());
        Assert.True(call.IsUp);
        Assert.Equal(("", "BYE"), (desk.Latest.EndedBy, cordless.Latest.EndedBy));
        Bench.Listen();
        Assert.Equal("101", desk.Latest.Hears);
    }

    [Fact]
    public void A_colleague_picks_up_a_telephone_that_has_just_been_let_go()
    {
        Telephone desk = Bench.Phone("102");
        Telephone cordless = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        PhoneCall carol = Bench
            .Phone("103", p => p.ProvesAtOnce = false)
            .Call("102", more: $"Replaces: {cordless.Latest.Dialog}");
        Bench.Together(() => desk.Latest.Answer(), carol.Prove);
        Assert.Equal([481], carol.Statuses);
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, desk.Latest.Hears));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_3_5_The_transferor_hangs_up_while_the_target_refuses(bool transferorFirst)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        call.Refer("103");
        AtOnce(transferorFirst, call.Hangup, () => carol.Latest.Respond(486));
        Assert.True(ann.IsRinging);
        Assert.True(bob.IsUp);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_party_hangs_up_while_the_target_answers(bool partyFirst)
    {
        (PhoneCall call, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        call.Refer("103");
        AtOnce(partyFirst, bob.Hangup, () => carol.Latest.Answer());
        Assert.Equal(("BYE", "BYE"), (call.EndedBy, carol.Latest.EndedBy));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_party_hangs_up_while_somebody_retrieves_it(bool partyFirst)
    {
        (PhoneCall call, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        call.Refer("77");
        PhoneCall carol = Bench.Phone("103", p => p.ProvesAtOnce = false).Call("77");
        AtOnce(partyFirst, bob.Hangup, carol.Prove);
        Bench.Pass(8);
        Assert.Equal(partyFirst ? 480 : 200, carol.Status);
        Assert.Equal(partyFirst ? "" : "BYE", carol.EndedBy);
        string how = partyFirst ? "abandoned" : "retrieved by 103";
        Assert.Equal([$"77: 102 by 101, {how}"], Bench.ParkRecords());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_5_3_The_parker_answers_while_somebody_retrieves(bool parkerFirst)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Refer("77");
        call.Hangup();
        Bench.Pass(61);
        PhoneCall carol = Bench.Phone("103", p => p.ProvesAtOnce = false).Call("77");
        AtOnce(parkerFirst, () => ann.Latest.Answer(), carol.Prove);
        Bench.Listen();
        Assert.Equal(parkerFirst ? "101" : "103", bob.Hears);
        Assert.Equal(parkerFirst ? "" : "BYE", ann.Latest.EndedBy);
        Bench.Pass(8);
        Assert.Equal(parkerFirst ? 480 : 200, carol.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_2_2_Two_park_while_one_slot_is_left(bool annFirst)
    {
        (PhoneCall dave, _) = Bench.Talk(Bench.Phone("104"), Bench.Phone("104"));
        dave.Refer("77");
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall carol, PhoneCall lobby) = Bench.Talk(Bench.Phone("103"), Bench.Phone("102"));
        AtOnce(annFirst, () => ann.Refer("*5"), () => carol.Refer("*5"));
        Assert.Equal(annFirst ? (202, 486) : (486, 202), (ann.LatestAnswer, carol.LatestAnswer));
        Bench.Listen();
        Assert.Equal(annFirst ? "music" : "101", bob.Hears);
        Assert.Equal(annFirst ? "103" : "music", lobby.Hears);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_parker_parks_while_the_party_hangs_up(bool parkerFirst)
    {
        (PhoneCall call, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        AtOnce(parkerFirst, () => call.Refer("77"), bob.Hangup);
        Assert.Empty(Bench.Parked());
        Assert.Equal(parkerFirst ? 1 : 0, Bench.ParkRecords().Length);
    }

    [Fact]
    public void Both_sides_park_each_other_and_one_of_them_waits()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Bench.Together(() => ann.Refer("*5"), () => bob.Refer("*5"));
        Assert.Equal((202, 480), (ann.LatestAnswer, bob.LatestAnswer));
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    private void AtOnce(bool inThisOrder, Action first, Action second) =>
        Bench.Together(inThisOrder ? [first, second] : [second, first]);
}
