using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Attended transfer, by REFER and by INVITE, and pick-up (RFC 3891, RFC 5589).</summary>
public sealed class ReplacesTests : CallScenario
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_attended_transfer_joins_the_two_others(bool inTheFirstCall)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        (PhoneCall second, PhoneCall carol) = Bench.Talk(ann, Bench.Phone("103"));
        (PhoneCall asks, PhoneCall named) = inTheFirstCall ? (first, second) : (second, first);
        Assert.Equal(202, asks.Refer("103", replaces: named));
        Assert.Equal(["100 Trying", "200 OK"], asks.Reports);
        Assert.Equal(("BYE", "BYE"), (first.EndedBy, second.EndedBy));
        Assert.Single(Bench.Status.Current.Calls);
        Assert.Equal(("Carol 103", "Bob 102"), (bob.Shows, carol.Shows));
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
        carol.Hangup();
        Assert.Equal("BYE", bob.EndedBy);
    }

    [Fact]
    public void An_attended_transfer_of_two_who_called_in_joins_them()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall bob, PhoneCall first) = Bench.Talk(Bench.Phone("102"), ann);
        first.Hold();
        (PhoneCall carol, PhoneCall second) = Bench.Talk(Bench.Phone("103"), ann);
        second.Hold();
        Assert.Equal(202, first.Refer("103", replaces: second));
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
    }

    [Fact]
    public void After_a_refused_transfer_an_attended_one_is_a_plain_success()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        (PhoneCall second, PhoneCall carol) = Bench.Talk(ann, Bench.Phone("103"));
        Assert.Equal(404, first.Refer("999"));
        Assert.Equal(202, first.Refer("103", replaces: second));
        carol.Hangup();
        Assert.Equal("BYE", bob.EndedBy);
        Assert.False(ann.IsRinging);
    }

    [Fact]
    public void Who_completes_an_attended_transfer_while_it_rings_leaves_the_party_ringing()
    {
        Telephone ann = Bench.Phone("101");
        Telephone carol = Bench.Phone("103");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        PhoneCall second = ann.Call("103");
        Assert.Equal(202, first.Refer("103", replaces: second));
        Assert.Equal("BYE", first.EndedBy);
        Assert.True(second.IsOver);
        Bench.Listen();
        Assert.Equal("ringback", bob.Hears);
        carol.Latest.Answer();
        Assert.Equal(["100 Trying", "200 OK"], first.Reports);
        Assert.Equal(("Carol 103", "Bob 102"), (bob.Shows, carol.Latest.Shows));
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Latest.Hears));
    }

    [Fact]
    public void Early_media_of_the_target_is_heard_by_whoever_takes_over_the_ringing()
    {
        Telephone ann = Bench.Phone("101");
        Telephone carol = Bench.Phone("103");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        PhoneCall second = ann.Call("103");
        carol.Latest.Progress();
        first.Refer("103", replaces: second);
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Latest.Hears));
    }

    [Fact]
    public void Rule_3_5_An_attended_transfer_while_it_rings_fails_and_the_transferor_is_called_back()
    {
        Telephone ann = Bench.Phone("101");
        Telephone carol = Bench.Phone("103");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        first.Refer("103", replaces: ann.Call("103"));
        carol.Latest.Respond(486);
        Assert.Equal("486", first.Reports[^1][..3]);
        Assert.True(ann.IsRinging);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
    }

    [Fact]
    public void A_transfer_to_a_dialog_that_is_none_is_refused_and_the_talk_goes_on()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        (PhoneCall second, _) = Bench.Talk(ann, Bench.Phone("103"));
        second.Hangup();
        Assert.Equal(481, first.Refer("103", replaces: second));
        Assert.Equal(481, first.Refer("103", replaces: first));
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
    }

    [Fact]
    public void Nobody_transfers_into_the_call_of_somebody_else()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall carol, PhoneCall dave) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Assert.Equal(403, ann.Refer("103", replaces: carol));
        Bench.Listen();
        Assert.Equal(("101", "103"), (bob.Hears, dave.Hears));
    }

    [Fact]
    public void Another_telephone_of_the_same_extension_takes_a_talk_over()
    {
        (PhoneCall ann, PhoneCall desk) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        PhoneCall cordless = Bench.Phone("102").Call("102", more: $"Replaces: {desk.Dialog}");
        Assert.Equal([200], cordless.Statuses);
        Assert.Equal("BYE", desk.EndedBy);
        Assert.Equal("Ann 101", cordless.Shows);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, cordless.Hears));
    }

    [Theory]
    [InlineData("103", false)]
    [InlineData("103", true)]
    [InlineData("101", false)]
    public void Nobody_else_breaks_into_a_talk_though_he_knows_the_dialogs_name(
        string number,
        bool callIdAlone
    )
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        string name = callIdAlone ? bob.CallId : bob.Dialog;
        PhoneCall other = Bench.Phone(number).Call("102", more: $"Replaces: {name}");
        Assert.Equal([403], other.Statuses);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void After_a_refused_transfer_a_replaced_transferor_is_not_called_back()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Refer("999");
        PhoneCall cordless = Bench.Phone("101").Call("101", more: $"Replaces: {call.Dialog}");
        Assert.Equal("BYE", call.EndedBy);
        cordless.Hangup();
        Assert.Equal("BYE", bob.EndedBy);
        Assert.False(ann.IsRinging);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";early-only")]
    public void An_INVITE_picks_up_a_telephone_that_rings(string parameter)
    {
        Telephone bob = Bench.Phone("102");
        Telephone desk = Bench.Phone("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        PhoneCall carol = Bench
            .Phone("103")
            .Call("102", more: $"Replaces: {bob.Latest.Dialog}{parameter}");
        Assert.Equal([200], carol.Statuses);
        Assert.True(ann.IsUp);
        Assert.Equal(("CANCEL", "CANCEL"), (bob.Latest.EndedBy, desk.Latest.EndedBy));
        Assert.Equal(("Carol 103", "Ann 101"), (ann.Shows, carol.Shows));
        Bench.Listen();
        Assert.Equal(("103", "101"), (ann.Hears, carol.Hears));
    }

    [Fact]
    public void An_INVITE_for_early_dialogs_only_does_not_break_a_talk()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        PhoneCall carol = Bench
            .Phone("103")
            .Call("102", more: $"Replaces: {bob.Dialog};early-only");
        Assert.Equal([486], carol.Statuses);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void An_INVITE_that_names_no_dialog_of_ours_gets_481()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        Telephone carol = Bench.Phone("103");
        Assert.Equal([481], carol.Call("102", more: "Replaces: none;to-tag=a;from-tag=b").Statuses);

        // The caller's own early dialog is not one that we began (RFC 3891 3).
        Assert.Equal([481], carol.Call("102", more: $"Replaces: {ann.Dialog}").Statuses);
        Assert.True(bob.IsRinging);
    }
}
