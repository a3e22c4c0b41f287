using Xunit;

namespace QX200.Tests.Calls;

public sealed class TransferTests : CallScenario
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_side_transfers_the_other_to_a_third(bool callerTransfers)
    {
        (PhoneCall caller, PhoneCall called) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall transferor, PhoneCall other) = callerTransfers
            ? (caller, called)
            : (called, caller);
        Telephone carol = Bench.Phone("103");
        transferor.Hold();
        Assert.Equal(202, transferor.Refer("103"));
        Assert.Equal(["100 Trying"], transferor.Reports);
        Bench.Listen();
        Assert.Equal("ringback", other.Hears);
        carol.Latest.Answer();
        Assert.Equal(["100 Trying", "200 OK"], transferor.Reports);
        Assert.Equal("BYE", transferor.EndedBy);
        Assert.Equal("Carol 103", other.Shows);
        Assert.EndsWith(other.Phone.Number, carol.Latest.Shows);
        Bench.Listen();
        Assert.Equal((other.Phone.Number, "103"), (carol.Latest.Hears, other.Hears));
    }

    [Fact]
    public void The_transferor_hangs_up_on_the_202_and_the_transfer_goes_on()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        ann.Refer("103");
        ann.Hangup();
        Assert.True(bob.IsUp);
        carol.Latest.Answer();
        Assert.Equal(["100 Trying", "200 OK"], ann.Reports);
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Latest.Hears));
    }

    [Theory]
    [InlineData("999", 404)]
    [InlineData("*9", 404)]
    [InlineData("104", 480)]
    public void Rule_3_5_What_cannot_be_is_refused_in_the_answer_itself(string target, int status)
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(status, ann.Refer(target));
        Assert.Empty(ann.Reports);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void The_target_is_busy_and_the_talk_goes_on()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Bench.Phone("103", p => p.Greets = 486);
        Assert.Equal(202, ann.Refer("103"));
        Assert.Equal("486", ann.Reports[^1][..3]);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void The_target_does_not_answer_and_the_talk_goes_on_after_a_minute()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        ann.Refer("103");
        Bench.Pass(61);
        Assert.Equal("CANCEL", carol.Latest.EndedBy);
        Assert.Equal("480", ann.Reports[^1][..3]);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void The_party_hangs_up_while_the_target_rings()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        ann.Refer("103");
        bob.Hangup();
        Assert.Equal("CANCEL", carol.Latest.EndedBy);
        Assert.Equal("BYE", ann.EndedBy);
        Assert.Equal("487", ann.Reports[^1][..3]);
    }

    [Fact]
    public void A_second_transfer_waits_for_the_first()
    {
        (PhoneCall ann, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Bench.Phone("103");
        Bench.Phone("104");
        Assert.Equal(202, ann.Refer("103"));
        Assert.Equal(491, ann.Refer("104"));
    }

    [Fact]
    public void Rule_3_5_The_transferor_hangs_up_and_when_the_target_is_busy_he_is_called_back()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        call.Refer("103");
        call.Hangup();
        carol.Latest.Respond(486);
        Assert.True(ann.IsRinging);
        Assert.Equal("Recall: Bob 102", ann.Latest.CallerId);
        Assert.Contains("recall", ann.Latest.InviteHeader("Alert-Info"));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        ann.Latest.Answer();
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Latest.Hears, bob.Hears));
        Assert.Equal(("Bob 102", "Ann 101"), (ann.Latest.Shows, bob.Shows));
    }

    [Fact]
    public void Rule_3_5_A_recall_that_nobody_answers_ends_the_call()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Bench.Phone("103", p => p.Greets = 486);
        call.Refer("103");
        call.Hangup();
        Assert.True(ann.IsRinging);
        Bench.Pass(29);
        Assert.True(bob.IsUp);
        Bench.Pass(2);
        Assert.Equal(("CANCEL", "BYE"), (ann.Latest.EndedBy, bob.EndedBy));
    }

    [Theory]
    [InlineData(4.9, true)]
    [InlineData(5.1, false)]
    public void Rule_3_5_A_BYE_within_five_seconds_of_the_refusal_ends_nobody_else(
        double seconds,
        bool recalled
    )
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Assert.Equal(404, call.Refer("999"));
        Bench.Pass(seconds);
        call.Hangup();
        Assert.Equal(recalled, ann.IsRinging);
        Assert.Equal(recalled, bob.IsUp);
    }

    [Fact]
    public void Rule_3_5_The_other_side_may_hang_up_within_the_five_seconds_as_ever()
    {
        Telephone bob = Bench.Phone("102");
        (PhoneCall ann, PhoneCall called) = Bench.Talk(Bench.Phone("101"), bob);
        ann.Refer("999");
        called.Hangup();
        Assert.Equal("BYE", ann.EndedBy);
        Assert.False(bob.IsRinging);
    }

    [Fact]
    public void Rule_3_5_The_device_that_transferred_is_called_back_and_no_other()
    {
        Telephone desk = Bench.Phone("101");
        Telephone cordless = Bench.Phone("101");
        (PhoneCall call, _) = Bench.Talk(desk, Bench.Phone("102"));
        call.Refer("999");
        call.Hangup();
        Assert.True(desk.IsRinging);
        Assert.False(cordless.IsRinging);
    }

    [Fact]
    public void Rule_3_5_The_party_hangs_up_while_the_transferor_is_called_back()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Refer("999");
        call.Hangup();
        bob.Hangup();
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
    }

    [Fact]
    public void Music_and_not_a_dead_voice_is_heard_after_a_target_with_early_media_has_failed()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Telephone carol = Bench.Phone("103");
        call.Refer("103");
        carol.Latest.Progress();
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Latest.Hears));
        call.Hangup();
        carol.Latest.Respond(486);
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
    }

    [Fact]
    public void The_music_of_whoever_waits_does_not_begin_anew_at_every_event()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Refer("999");
        call.Hangup();
        Bench.Listen();
        Assert.Equal((1, "music"), (bob.Sound.MusicBegan, bob.Hears));
        bob.Hold();
        bob.Resume();
        ann.Latest.Progress();
        ann.Latest.Respond(180);
        Bench.Listen();
        Assert.Equal(1, bob.Sound.MusicBegan);
    }

    [Fact]
    public void A_REFER_outside_any_call_is_refused()
    {
        (PhoneCall ann, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Hangup();
        Assert.Equal(481, ann.Refer("103"));
    }
}
