using QX200.Sip.Dialogs;
using Xunit;
using static QX200.Tests.Sip.Dialogs.AgentHost;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>Offers in the dialog against a peer written by hand: collisions, retries, lost ACKs.</summary>
public sealed class OfferTests
{
    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly ScriptedPeer _peer;

    public OfferTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _peer = new ScriptedPeer(_network, "192.0.2.1:5060", _agent.Udp);
        _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
    }

    [Fact]
    public void A_reinvite_is_answered_and_its_200_repeated_until_the_ack()
    {
        Established();
        _peer.Request("INVITE", "hold");
        Assert.Equal("Offer hold", _agent.Heard[^1]);
        _agent.Do(s => s.AnswerOffer(Bytes("held")));
        _network.Advance(600);
        Assert.Equal(["200 INVITE held", "200 INVITE held"], _peer.Take());
        _peer.Request("ACK");
        _network.Advance(60_000);
        Assert.Empty(_peer.Take());
        End();
    }

    [Fact]
    public void A_reinvite_whose_200_is_never_acknowledged_ends_the_session()
    {
        Established();
        _peer.Request("INVITE", "hold");
        _agent.Do(s => s.AnswerOffer(Bytes("held")));
        _network.Advance(32_500);
        Assert.Equal("Ended NoAck", _agent.Heard[^1]);
        Assert.Contains("BYE", _peer.Peek());
        _peer.Reply("BYE", 200);
        AssertClean();
    }

    [Fact]
    public void An_offerless_reinvite_gets_our_offer_and_the_ack_brings_the_answer()
    {
        Established();
        _peer.Request("INVITE");
        Assert.Equal("Offer -", _agent.Heard[^1]);
        _agent.Do(s => s.AnswerOffer(Bytes("our offer")));
        _peer.Request("INVITE", "too soon");
        Assert.Equal("491 INVITE", _peer.Peek()[^1]);
        _peer.Request("ACK", "their answer", cseq: 102);
        Assert.Equal("OfferAnswered their answer", _agent.Heard[^1]);
        End();
    }

    [Fact]
    public void A_second_reinvite_before_our_answer_gets_500_with_retry_after()
    {
        Established();
        _peer.Request("INVITE", "one");
        _peer.Request("INVITE", "two");
        _peer.Request("UPDATE", "three");
        Assert.Equal(["500 INVITE", "500 UPDATE"], _peer.Peek());
        Assert.InRange(int.Parse(RawHost.Header(_peer.Raw.Got[0], "Retry-After")), 1, 10);
        Assert.Single(_agent.Heard, h => h.StartsWith("Offer"));
        _agent.Do(s => s.AnswerOffer(Bytes("answer one")));
        _peer.Request("ACK", cseq: 102);
        End();
    }

    [Fact]
    public void An_update_with_an_offer_is_answered_without_any_ack()
    {
        Established();
        _peer.Request("UPDATE", "hold");
        _agent.Do(s => s.AnswerOffer(Bytes("held")));
        _network.Advance(60_000);
        Assert.Equal(["200 UPDATE held"], _peer.Take());
        End();
    }

    [Fact]
    public void An_offer_of_ours_meets_one_of_theirs_with_491()
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Request("INVITE", "theirs");
        _peer.Request("UPDATE", "theirs");
        Assert.Equal(["INVITE ours", "491 INVITE", "491 UPDATE"], _peer.Peek());
        _peer.Reply("INVITE", 200, sdp: "accepted");
        Assert.Equal("OfferAnswered accepted", _agent.Heard[^1]);
        End();
    }

    [Fact]
    public void After_491_we_try_again_within_two_seconds_as_the_call_is_theirs()
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Reply("INVITE", 491);
        _peer.Take();
        _network.Advance(2100);
        Assert.Equal(["INVITE ours"], _peer.Peek().Distinct());
        _peer.Reply("INVITE", 200, sdp: "accepted");
        Assert.Equal("OfferAnswered accepted", _agent.Heard[^1]);
        End();
    }

    [Fact]
    public void After_500_with_retry_after_we_wait_that_long_and_give_up_in_the_end()
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Reply("INVITE", 500, more: "Retry-After: 7");
        _peer.Take();
        _network.Advance(6900);
        Assert.Empty(_peer.Take());
        _network.Advance(200);
        Assert.Equal(["INVITE ours"], _peer.Peek());
        for (int i = 0; i < 5; i++)
        {
            _peer.Reply("INVITE", 500, more: "Retry-After: 1");
            _network.Advance(1000);
        }

        Assert.Equal("OfferRefused 500", _agent.Heard[^1]);
        End();
    }

    [Theory]
    [InlineData(488)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(403)]
    public void A_refused_offer_leaves_the_session_as_it_was(int status)
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Reply("INVITE", status);
        Assert.Equal($"OfferRefused {status}", _agent.Heard[^1]);
        _agent.Do(s => s.ShowIdentity(new SipHeaders { { "P-Asserted-Identity", "<sip:1@x>" } }));
        Assert.Equal("INVITE answer", _peer.Peek()[^1]);
        _peer.Reply("INVITE", 200, sdp: "offer");
        End();
    }

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    public void An_offer_to_a_dialog_that_is_gone_ends_the_session(int status)
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Reply("INVITE", status);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        Assert.Equal("BYE", _peer.Peek()[^1]);
        _peer.Reply("BYE", 481);
        AssertClean();
    }

    [Fact]
    public void A_reinvite_may_overtake_the_ack_and_counts_as_one()
    {
        _peer.Request("INVITE", "hold");
        Assert.Equal(["Invite offer", "Established", "Offer hold"], _agent.Heard);
        _agent.Do(s => s.AnswerOffer(Bytes("held")));
        _peer.Request("ACK", cseq: 101);
        _peer.Request("ACK", cseq: 102);
        _peer.Take();
        _network.Advance(60_000);
        Assert.Empty(_peer.Take());
        End();
    }

    [Fact]
    public void An_offer_that_overtakes_the_ack_lets_a_waiting_bye_go()
    {
        _agent.Do(s => s.Hangup());
        _peer.Take();
        _peer.Request("INVITE", "hold");
        Assert.Equal(["481 INVITE", "BYE"], _peer.Peek());
        _peer.Reply("BYE", 200);
        Assert.Equal(["Invite offer"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void A_reinvite_is_taken_back_by_cancel()
    {
        Established();
        string branch = _peer.Request("INVITE", "hold");
        // A CANCEL carries what the request carried: here the tags of the dialog.
        _peer.Request("CANCEL", branch: branch, more: "X-Tagged: yes");
        Assert.Equal(["200 CANCEL", "487 INVITE"], _peer.Take());
        _agent.Do(s => s.AnswerOffer(Bytes("late")));
        Assert.Empty(_peer.Take());
        Assert.Equal("offer", System.Text.Encoding.UTF8.GetString(_agent.Session.RemoteSdp!));
        _peer.Request("ACK", branch: branch);
        End();
    }

    [Fact]
    public void A_bye_while_a_reinvite_is_open_ends_both()
    {
        Established();
        _peer.Request("INVITE", "hold");
        _peer.Request("BYE");
        Assert.Equal(["200 BYE", "487 INVITE"], _peer.Peek());
        Assert.Equal("Ended Bye", _agent.Heard[^1]);
        AssertClean();
    }

    [Fact]
    public void A_bye_that_crosses_our_reinvite_ends_the_session()
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Request("BYE");
        _peer.Reply("INVITE", 481);
        Assert.Equal("Ended Bye", _agent.Heard[^1]);
        Assert.Equal(["INVITE ours", "200 BYE", "ACK"], _peer.Peek());
        AssertClean();
    }

    [Fact]
    public void A_200_to_our_reinvite_after_hanging_up_is_acknowledged_still()
    {
        Established();
        _agent.Do(s => s.Offer(Bytes("ours")));
        _agent.Do(s => s.Hangup());
        _peer.Reply("INVITE", 200, sdp: "late");
        _peer.Reply("INVITE", 200, sdp: "late");
        Assert.Equal(["INVITE ours", "BYE", "ACK", "ACK"], _peer.Peek());
        _peer.Reply("BYE", 200);
        Assert.DoesNotContain("OfferAnswered late", _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void A_reinvite_that_is_not_understood_is_refused_and_the_call_goes_on()
    {
        Established();
        _peer.Request("INVITE", "x", contentType: "text/plain");
        _peer.Request("INVITE", "x", "Require: juggling");
        Assert.Equal(["415 INVITE", "420 INVITE"], _peer.Peek());
        End();
    }

    [Fact]
    public void The_sdp_is_found_in_a_multipart_body()
    {
        Established();
        const string Body =
            "--b\nContent-Type: application/isup\n\nxx\n--b\nContent-Type: application/sdp\n\nhold\n--b--\n";
        _peer.Request("INVITE", Body, contentType: "multipart/mixed;boundary=\"b\"");
        Assert.Equal("Offer hold", _agent.Heard[^1]);
        _agent.Do(s => s.RefuseOffer());
        End();
    }

    private void Established()
    {
        _peer.Request("ACK");
        Assert.Equal(["Invite offer", "Established"], _agent.Heard);
        _peer.Take();
    }

    private void End()
    {
        _agent.Do(s => s.Hangup());
        _peer.Reply("BYE", 200);
        AssertClean();
    }

    private void AssertClean()
    {
        _network.Advance(TimeSpan.FromMinutes(5));
        _agent.AssertClean();
    }
}
