using QX200.Sip.Dialogs;
using Xunit;
using static QX200.Tests.Sip.Dialogs.AgentHost;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>Session timers (RFC 4028) in both roles, against a peer written by hand.</summary>
public sealed class SessionTimerTests
{
    private const string Updates = "Allow: INVITE, ACK, BYE, UPDATE\n";
    private const string Knows = "Supported: timer\n";

    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly ScriptedPeer _peer;

    public SessionTimerTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _peer = new ScriptedPeer(_network, "192.0.2.1:5060", _agent.Udp);
    }

    [Fact]
    public void Our_invite_asks_for_half_an_hour()
    {
        _agent.Call("sip:201@192.0.2.1");
        string invite = _peer.Last("INVITE");
        Assert.Equal("1800", RawHost.Header(invite, "Session-Expires"));
        Assert.Equal("90", RawHost.Header(invite, "Min-SE"));
        Assert.Contains("timer", RawHost.Header(invite, "Supported"));
        _peer.Reply("INVITE", 486);
        AssertClean();
    }

    [Fact]
    public void As_caller_we_refresh_at_half_time_by_update()
    {
        Call(Updates + Knows + "Session-Expires: 600;refresher=uac");
        Seconds(299);
        Assert.Empty(_peer.Take());
        Seconds(1);
        string update = _peer.Last("UPDATE");
        Assert.Equal("600;refresher=uac", RawHost.Header(update, "Session-Expires"));
        Assert.Equal("90", RawHost.Header(update, "Min-SE"));
        _peer.Reply("UPDATE", 200, more: Knows + "Session-Expires: 600;refresher=uac");
        _peer.Take();
        Seconds(299);
        Assert.Empty(_peer.Take());
        Seconds(1);
        Assert.Equal(["UPDATE"], _peer.Peek());
        _peer.Reply("UPDATE", 200, more: Knows + "Session-Expires: 600;refresher=uac");
        End();
    }

    [Fact]
    public void Where_the_peer_has_no_update_we_repeat_our_offer()
    {
        Call(Knows + "Session-Expires: 600;refresher=uac");
        Seconds(300);
        Assert.Equal(["INVITE offer"], _peer.Peek());
        Assert.Equal("600;refresher=uac", RawHost.Header(_peer.Last("INVITE"), "Session-Expires"));
        _peer.Reply("INVITE", 200, sdp: "answer", more: "Session-Expires: 600;refresher=uac");
        Assert.Equal(["Answered answer"], _agent.Heard);
        End();
    }

    [Fact]
    public void An_answer_to_the_refresh_that_says_something_new_is_told()
    {
        Call(Knows + "Session-Expires: 600;refresher=uac");
        Seconds(300);
        _peer.Reply("INVITE", 200, sdp: "moved", more: "Session-Expires: 600;refresher=uac");
        Assert.Equal("OfferAnswered moved", _agent.Heard[^1]);
        End();
    }

    [Fact]
    public void A_peer_without_session_timers_is_refreshed_all_the_same()
    {
        Call(Updates);
        Seconds(900);
        _peer.Reply("UPDATE", 200);
        Seconds(900);
        Assert.Equal(2, _peer.Peek().Count(m => m == "UPDATE"));

        // Any answer means that it is there; nothing was agreed that could end the call.
        for (int i = 0; i < 5; i++)
        {
            _peer.Reply("UPDATE", 500);
            Seconds(900);
        }

        Assert.Equal(["Answered answer"], _agent.Heard);
        _peer.Reply("UPDATE", 481);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        _peer.Reply("BYE", 481);
        AssertClean();
    }

    [Theory]
    [InlineData(Updates, 481)]
    [InlineData(Updates, 408)]
    [InlineData("", 481)]
    public void A_refresh_that_finds_no_dialog_ends_the_session(string abilities, int status)
    {
        Call(abilities + Knows + "Session-Expires: 600;refresher=uac");
        Seconds(300);
        _peer.Reply(abilities.Length > 0 ? "UPDATE" : "INVITE", status);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        _peer.Reply("BYE", 200);
        Nothing_comes_any_more();
    }

    [Theory]
    [InlineData(Updates)]
    [InlineData("")]
    public void A_peer_that_has_vanished_is_found_out(string abilities)
    {
        Call(abilities);
        _network.Weather = _ => Fate.Lose;
        Seconds(940);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        _network.Weather = null;
        AssertClean();
    }

    [Fact]
    public void A_refresh_that_is_refused_again_and_again_ends_the_session_before_it_expires()
    {
        Call(Updates + Knows + "Session-Expires: 600;refresher=uac");
        Seconds(300);
        for (int i = 0; i < 8; i++)
        {
            _peer.Reply("UPDATE", 500);
            Seconds(30);
        }

        _peer.Reply("UPDATE", 500);
        Seconds(27);
        Assert.Equal(Enumerable.Repeat("UPDATE", 9), _peer.Take());
        Assert.Equal(["Answered answer"], _agent.Heard);
        Seconds(1);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        Assert.Equal(["BYE"], _peer.Peek());
        _peer.Reply("BYE", 200);
        Nothing_comes_any_more();
    }

    [Fact]
    public void As_caller_we_watch_a_callee_that_refreshes()
    {
        Call(Updates + Knows + "Require: timer\nSession-Expires: 90;refresher=uas");
        Seconds(45);
        _peer.Request("UPDATE", more: Knows + "Session-Expires: 90;refresher=uac");
        string ok = _peer.Last("SIP/2.0 200");
        Assert.Equal("90;refresher=uac", RawHost.Header(ok, "Session-Expires"));
        Assert.Equal("timer", RawHost.Header(ok, "Require"));
        Seconds(59);
        Assert.Equal(["Answered answer"], _agent.Heard);
        Seconds(1);
        Assert.Equal(["Answered answer", "Ended Gone"], _agent.Heard);
        _peer.Reply("BYE", 200);
        Nothing_comes_any_more();
    }

    [Fact]
    public void A_422_is_answered_with_the_interval_that_it_asks_for()
    {
        _agent.Call("sip:201@192.0.2.1");
        _peer.Reply("INVITE", 422, more: "Min-SE: 3600");
        string again = _peer.Last("INVITE");
        Assert.Equal("3600", RawHost.Header(again, "Session-Expires"));
        Assert.Equal("3600", RawHost.Header(again, "Min-SE"));
        Assert.Equal("2 INVITE", RawHost.Header(again, "CSeq"));
        _peer.Reply("INVITE", 200, sdp: "answer", more: "Session-Expires: 3600;refresher=uac");
        Assert.Equal(["Answered answer"], _agent.Heard);
        Assert.StartsWith("ACK ", _peer.Raw.Got[^1]);
        End();
    }

    [Fact]
    public void A_422_that_asks_for_no_more_than_we_offered_is_final()
    {
        _agent.Call("sip:201@192.0.2.1");
        _peer.Reply("INVITE", 422, more: "Min-SE: 90");
        Assert.Equal(["Failed 422 Scripted"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void A_refresh_that_gets_422_is_sent_again()
    {
        Call(Updates + Knows + "Session-Expires: 600;refresher=uac");
        Seconds(300);
        _peer.Reply("UPDATE", 422, more: "Min-SE: 900");
        string again = _peer.Last("UPDATE");
        Assert.Equal("900;refresher=uac", RawHost.Header(again, "Session-Expires"));
        Assert.Equal("900", RawHost.Header(again, "Min-SE"));
        _peer.Reply("UPDATE", 200, more: "Session-Expires: 900;refresher=uac");
        _peer.Take();
        Seconds(449);
        Assert.Empty(_peer.Take());
        Seconds(1);
        Assert.Equal(["UPDATE"], _peer.Peek());
        _peer.Reply("UPDATE", 200);
        End();
    }

    [Fact]
    public void A_caller_whose_interval_is_too_brief_gets_422()
    {
        _peer.Request("INVITE", "offer", Knows + "Session-Expires: 60");
        string refused = _peer.Last("SIP/2.0 422");
        Assert.Equal("90", RawHost.Header(refused, "Min-SE"));
        Assert.Empty(_agent.Heard);
        _peer.Request("ACK");
        _peer.Forget();
        _peer.CallId = "script-2";
        Answer(Updates + Knows + "Session-Expires: 90;refresher=uac");
        _peer.Request("UPDATE", more: Knows + "Session-Expires: 10");
        _peer.Request("INVITE", "hold", Knows + "Session-Expires: 10");
        Assert.Equal(["422 UPDATE", "422 INVITE"], _peer.Peek());
        Assert.Equal(["Invite offer", "Established"], _agent.Heard);
        End();
    }

    [Fact]
    public void As_callee_we_refresh_unless_the_caller_wants_to()
    {
        string ok = Answer(Updates + Knows + "Session-Expires: 1200");
        Assert.Equal("1200;refresher=uas", RawHost.Header(ok, "Session-Expires"));
        Assert.Equal("timer", RawHost.Header(ok, "Require"));
        Seconds(600);
        Assert.Equal("1200;refresher=uac", RawHost.Header(_peer.Last("UPDATE"), "Session-Expires"));
        _peer.Reply("UPDATE", 200, more: "Session-Expires: 1200;refresher=uac");
        End();
    }

    [Fact]
    public void As_callee_we_hang_up_when_the_callers_refresh_is_missing()
    {
        string ok = Answer(Updates + Knows + "Session-Expires: 1200;refresher=uac");
        Assert.Equal("1200;refresher=uac", RawHost.Header(ok, "Session-Expires"));
        Seconds(600);
        _agent.On["Offer"] = s => s.AnswerOffer(Bytes("as before"));
        _peer.Request("INVITE", "offer", Knows + "Session-Expires: 1200;refresher=uac");
        _peer.Request("ACK");
        Seconds(1167);
        Assert.DoesNotContain("BYE", _peer.Peek());
        Seconds(1);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        Assert.Equal("BYE", _peer.Peek()[^1]);
        _peer.Reply("BYE", 200);
        Nothing_comes_any_more();
    }

    [Fact]
    public void A_caller_without_session_timers_hears_nothing_of_ours_and_is_refreshed()
    {
        string ok = Answer(Updates);
        Assert.DoesNotContain("Session-Expires", ok);
        Assert.DoesNotContain("Require", ok);
        Seconds(900);
        Assert.Equal(["UPDATE"], _peer.Peek());
        _peer.Reply("UPDATE", 200);
        End();
    }

    [Fact]
    public void A_refresh_waits_for_an_offer_of_the_peer_and_an_offer_of_ours_is_one()
    {
        Call("");
        Seconds(899);
        _peer.Request("INVITE", "hold");
        _agent.Do(s => s.AnswerOffer(Bytes("held")));
        _peer.Take();

        // Answering it was a refresh as well: the next is due half an interval later.
        _peer.Request("ACK");
        Seconds(899);
        Assert.Empty(_peer.Take());
        _agent.Do(s => s.Offer(Bytes("ours")));
        _peer.Reply("INVITE", 200, sdp: "theirs");
        _peer.Take();
        Seconds(899);
        Assert.Empty(_peer.Take());
        Seconds(1);
        Assert.Equal(["INVITE ours"], _peer.Peek());
        _peer.Reply("INVITE", 200, sdp: "theirs");
        End();
    }

    [Fact]
    public void A_refresh_that_meets_an_offer_of_the_peer_is_tried_again()
    {
        Call("");
        Seconds(900);
        _agent.On["Offer"] = s => s.AnswerOffer(Bytes("held"));
        _peer.Reply("INVITE", 491);
        _peer.Request("INVITE", "hold");
        _peer.Request("ACK");
        _peer.Take();
        Seconds(5);
        Assert.Equal(["INVITE held"], _peer.Peek().Distinct());
        _peer.Reply("INVITE", 200, sdp: "hold");
        Assert.Equal(["Answered answer", "Offer hold"], _agent.Heard);
        End();
    }

    [Fact]
    public void After_the_end_nothing_is_refreshed()
    {
        Call(Updates + Knows + "Session-Expires: 90;refresher=uac");
        Seconds(45);
        _agent.Do(s => s.Hangup());
        _peer.Reply("UPDATE", 200, more: "Session-Expires: 90;refresher=uac");
        _peer.Reply("BYE", 200);
        Nothing_comes_any_more();
        Assert.Equal(["Answered answer"], _agent.Heard);
    }

    [Fact]
    public void Two_of_us_keep_a_call_for_a_day_and_notice_when_one_is_gone()
    {
        var other = new AgentHost(_network, "192.0.2.2:5060");
        _agent.Call("sip:102@192.0.2.2");
        other.Answer("answer");
        Seconds(86_400);
        Assert.Equal(["Invite offer", "Established"], other.Heard);
        Assert.Equal(["Answered answer"], _agent.Heard);
        _network.Weather = _ => Fate.Lose;
        _agent.Do(s => s.Hangup());
        Seconds(1800);
        Assert.Equal("Ended Gone", other.Heard[^1]);
        _network.Weather = null;
        AssertClean();
        other.AssertClean();
    }

    /// <summary>We call, and the peer answers with these header lines.</summary>
    private void Call(string headers)
    {
        _agent.Call("sip:201@192.0.2.1");
        _peer.Reply("INVITE", 200, sdp: "answer", more: headers.TrimEnd());
        Assert.Equal(["Answered answer"], _agent.Heard);
        _peer.Take();
    }

    /// <summary>The peer calls with these header lines; returns our 200.</summary>
    private string Answer(string headers)
    {
        _peer.Request("INVITE", "offer", headers.TrimEnd());
        _agent.Answer("answer");
        string ok = _peer.Last("SIP/2.0 200");
        _peer.Request("ACK");
        _peer.Take();
        return ok;
    }

    private void Seconds(int seconds) => _network.Advance(TimeSpan.FromSeconds(seconds));

    private void Nothing_comes_any_more()
    {
        _peer.Take();
        _network.Advance(TimeSpan.FromHours(2));
        Assert.Empty(_peer.Take());
        AssertClean();
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
