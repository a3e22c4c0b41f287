using Xunit;

namespace QX200.Tests.Calls;

/// <summary>What is agreed on in SDP, and what the two sides hear of it.</summary>
public sealed class CallSoundTests : CallScenario
{
    [Fact]
    public void Early_media_is_heard_both_ways_before_the_answer()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        bob.Latest.Progress();
        Assert.Equal([180, 183], call.Statuses);
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, bob.Latest.Hears));
        bob.Latest.Answer();
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, bob.Latest.Hears));
    }

    [Fact]
    public void When_the_telephone_with_early_media_fails_the_caller_hears_that_the_other_one_rings()
    {
        Telephone desk = Bench.Phone("102");
        Telephone cordless = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        desk.Latest.Progress();
        desk.Latest.Respond(486);
        Bench.Listen();
        Assert.Equal("ringback", call.Hears);
        cordless.Latest.Progress();
        Bench.Listen();
        Assert.Equal("102", call.Hears);
        cordless.Latest.Answer();
        Assert.True(call.IsUp);
    }

    [Fact]
    public void A_call_without_an_offer_gets_one_in_the_answer()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102", offers: false);
        bob.Latest.Answer();
        Assert.True(call.IsUp);
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, bob.Latest.Hears));
    }

    [Fact]
    public void A_caller_without_any_codec_of_ours_gets_488()
    {
        Bench.Phone("102");
        Telephone ann = Bench.Phone("101", p => p.Codecs = [18]);
        Assert.Equal([488], ann.Call("102").Statuses);
    }

    [Fact]
    public void An_answer_without_any_codec_of_ours_ends_that_telephone_and_fails_the_call()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        bob.Latest.Answer(new Wording(Codecs: [18]));
        Assert.Equal("BYE", bob.Latest.EndedBy);
        Assert.Equal(488, call.Status);
    }

    [Fact]
    public void Both_sides_are_led_to_the_codec_that_both_have()
    {
        Telephone ann = Bench.Phone("101", p => p.Codecs = [0, 8]);
        Telephone bob = Bench.Phone("102", p => p.Codecs = [8, 9]);
        (PhoneCall call, PhoneCall called) = Bench.Talk(ann, bob);
        Assert.Equal(8, call.Sound.Payload);
        Assert.Equal(8, called.Sound.Payload);
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, called.Hears));
    }

    [Fact]
    public void A_caller_without_an_offer_is_led_to_the_codec_of_the_other_side()
    {
        Telephone ann = Bench.Phone("101", p => p.Codecs = [0, 8]);
        Telephone bob = Bench.Phone("102", p => p.Codecs = [8]);
        PhoneCall call = ann.Call("102", offers: false);
        bob.Latest.Answer();
        Assert.Contains("RTP/AVP 8 ", call.RemoteSdp);
    }

    [Theory]
    [InlineData("sendonly", null, false, "INVITE")]
    [InlineData("sendonly", null, true, "INVITE")]
    [InlineData("inactive", null, false, "INVITE")]
    [InlineData("inactive", null, true, "INVITE")]
    [InlineData("sendrecv", "0.0.0.0", false, "INVITE")]
    [InlineData("sendonly", null, false, "UPDATE")]
    [InlineData("inactive", null, true, "UPDATE")]
    [InlineData("sendrecv", "0.0.0.0", false, "UPDATE")]
    public void Whoever_is_held_hears_music_until_he_is_taken_back(
        string direction,
        string? address,
        bool forTheSession,
        string method
    )
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        foreach ((PhoneCall holder, PhoneCall held) in new[] { (ann, bob), (bob, ann) })
        {
            Assert.Equal(200, holder.Offer(new(direction, address, forTheSession), method));
            Bench.Listen();
            Assert.Equal("music", held.Hears);
            Assert.Equal(200, holder.Offer(new Wording(), method));
            Bench.Listen();
            Assert.Equal(holder.Phone.Number, held.Hears);
            Assert.Equal(held.Phone.Number, holder.Hears);
        }
    }

    [Fact]
    public void A_hold_in_the_answer_to_our_offer_is_a_hold()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(200, ann.OfferInAck(new Wording("sendonly")));
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        Assert.Equal(200, ann.OfferInAck(new Wording()));
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void An_offer_of_ours_within_a_call_begins_with_the_codec_that_is_spoken()
    {
        Telephone ann = Bench.Phone("101", p => p.Codecs = [8, 9]);
        (PhoneCall call, _) = Bench.Talk(ann, Bench.Phone("102"));
        Assert.Equal(200, call.OfferInAck(new Wording()));
        Assert.Contains("RTP/AVP 8 ", call.RemoteSdp);
    }

    [Fact]
    public void Both_hold_and_each_is_back_only_when_the_other_takes_him_back()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Hold();
        bob.Hold();
        ann.Resume();
        Bench.Listen();
        Assert.Equal("music", ann.Hears);
        bob.Resume();
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void An_offer_that_cannot_be_taken_is_refused_and_the_call_goes_on()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(488, ann.Offer(new Wording(Codecs: [18])));
        Bench.Listen();
        Assert.Equal("101", bob.Hears);
    }

    [Fact]
    public void Digits_go_on_by_events_or_by_INFO_as_the_other_side_understands()
    {
        Telephone bob = Bench.Phone("102", p => p.Events = false);
        (PhoneCall call, PhoneCall called) = Bench.Talk(Bench.Phone("101"), bob);
        call.Press("17");
        Assert.Equal("17", called.InfoDigits);
        called.Info('4');
        called.Info('#', "application/dtmf");
        Bench.Pass(1);
        Assert.Equal("4#", call.Sound.Digits);
    }

    [Fact]
    public void Each_side_is_shown_the_other()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(("Bob 102", "Ann 101"), (ann.Shows, bob.Shows));
        Assert.Equal("Ann 101", bob.CallerId);
        Assert.Empty(ann.Requests);
        Assert.Empty(bob.Requests);
    }

    [Fact]
    public void One_telephone_has_two_calls_at_once()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        (PhoneCall carol, PhoneCall second) = Bench.Talk(Bench.Phone("103"), ann);
        Bench.Listen();
        Assert.Equal(("music", "101", "103"), (bob.Hears, carol.Hears, second.Hears));
        second.Hangup();
        Assert.Equal("BYE", carol.EndedBy);
        first.Resume();
        Bench.Listen();
        Assert.Equal(("102", "101"), (first.Hears, bob.Hears));
    }

    [Fact]
    public void An_offer_that_meets_one_of_ours_gets_491()
    {
        Telephone ann = Bench.Phone("101", p => p.Allow = "INVITE, ACK, BYE, CANCEL");
        (PhoneCall call, PhoneCall called) = Bench.Talk(ann, Bench.Phone("102"));
        ann.AgreesWith = 0;
        called.Refer("77");
        Bench.Phone("103").Call("77");
        Assert.Equal(["INVITE"], call.Requests);
        Assert.Equal(491, call.Hold());
        call.AnswerPending(200);
        Assert.Equal(200, call.Hold());
    }

    [Fact]
    public void Our_offer_that_gets_491_is_made_once_more()
    {
        Telephone ann = Bench.Phone("101", p => p.Allow = "INVITE, ACK, BYE, CANCEL");
        (PhoneCall call, PhoneCall called) = Bench.Talk(ann, Bench.Phone("102"));
        ann.AgreesWith = 491;
        called.Refer("77");
        Bench.Phone("103").Call("77");
        ann.AgreesWith = 200;
        Assert.Equal("Bob 102", call.Shows);
        Bench.Pass(4);
        Assert.Equal("Carol 103", call.Shows);
    }
}
