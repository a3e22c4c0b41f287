using QX200.Sip.Auth;
using QX200.Sip.Dialogs;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>Our INVITE against a peer written by hand: races, forks, challenges, routes.</summary>
public sealed class OutboundTests
{
    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly ScriptedPeer _peer;

    public OutboundTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _peer = new ScriptedPeer(_network, "192.0.2.1:5060", _agent.Udp);
    }

    [Fact]
    public void The_cancel_waits_for_a_provisional_response()
    {
        Call();
        _agent.Do(s => s.Hangup("Q.850;cause=16"));
        Assert.Equal(["INVITE offer"], _peer.Peek());
        _peer.Reply("INVITE", 100);
        Assert.Equal(["INVITE offer", "CANCEL"], _peer.Peek());
        Assert.Equal("Q.850;cause=16", RawHost.Header(_peer.Last("CANCEL"), "Reason"));
        _peer.Reply("CANCEL", 200);
        _peer.Reply("INVITE", 487);
        Assert.Equal("ACK", _peer.Peek()[^1]);
        Assert.Empty(_agent.Heard);
        AssertClean();
    }

    [Fact]
    public void A_200_that_crosses_the_cancel_gets_ack_and_bye()
    {
        Call();
        _peer.Reply("INVITE", 180);
        _agent.Do(s => s.Hangup());
        _peer.Reply("INVITE", 200, sdp: "answer");
        Assert.Equal(["INVITE offer", "CANCEL", "ACK", "BYE"], _peer.Peek());
        _peer.Reply("CANCEL", 481);
        _peer.Reply("BYE", 200);
        Assert.Equal(["Ringing 180 -"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void A_cancel_that_nobody_answers_ends_by_itself()
    {
        Call();
        _peer.Reply("INVITE", 180);
        _agent.Do(s => s.Hangup());
        _network.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["Ringing 180 -"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void Every_repeat_of_the_200_gets_the_same_ack()
    {
        Establish();
        string first = _peer.Last("ACK");
        _peer.Reply("INVITE", 200, sdp: "answer");
        _peer.Reply("INVITE", 200, sdp: "answer");
        string[] acks = [.. _peer.Raw.Got.Where(text => text.StartsWith("ACK "))];
        Assert.Equal(3, acks.Length);
        Assert.All(acks, ack => Assert.Equal(first, ack));
        Assert.Single(_agent.Heard, "Answered answer");
        HangUp();
    }

    [Fact]
    public void A_200_from_a_second_branch_gets_ack_and_bye_of_its_own()
    {
        Call();
        _peer.Reply("INVITE", 180, tag: "one");
        _peer.Reply("INVITE", 183, tag: "two", sdp: "early");
        _peer.Reply("INVITE", 200, tag: "two", sdp: "answer");
        _peer.Reply("INVITE", 200, tag: "three", sdp: "other");
        _peer.Reply("INVITE", 200, tag: "three", sdp: "other");
        Assert.Equal(["INVITE offer", "ACK", "ACK", "BYE", "ACK"], _peer.Peek());
        Assert.EndsWith(";tag=three", RawHost.Header(_peer.Last("BYE"), "To"));
        _peer.Reply("BYE", 200);
        Assert.Equal(["Ringing 180 -", "Ringing 183 early", "Answered answer"], _agent.Heard);
        Assert.Equal("two", _agent.Session.RemoteTag);
        HangUp();
    }

    [Fact]
    public void A_challenge_is_answered_once_with_a_new_cseq_and_the_ack_repeats_the_credentials()
    {
        Call(new DigestClient("101", "secret"));
        _peer.Reply(
            "INVITE",
            407,
            more: "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\""
        );
        string again = _peer.Last("INVITE");
        Assert.Equal("2 INVITE", RawHost.Header(again, "CSeq"));
        string credentials = RawHost.Header(again, "Proxy-Authorization");
        Assert.Contains("nc=00000001", credentials);
        _peer.Reply("INVITE", 200, sdp: "answer");
        Assert.Equal(credentials, RawHost.Header(_peer.Last("ACK"), "Proxy-Authorization"));

        _agent.Do(s => s.Hangup());
        Assert.Contains("nc=00000002", RawHost.Header(_peer.Last("BYE"), "Proxy-Authorization"));
        _peer.Reply(
            "BYE",
            407,
            more: "Proxy-Authenticate: Digest realm=\"r\", nonce=\"m\", stale=true"
        );
        Assert.Equal("4 BYE", RawHost.Header(_peer.Last("BYE"), "CSeq"));
        _peer.Reply("BYE", 200);
        AssertClean();
    }

    [Fact]
    public void Refused_credentials_are_final()
    {
        Call(new DigestClient("101", "wrong"));
        for (int i = 0; i < 2; i++)
        {
            _peer.Reply(
                "INVITE",
                401,
                more: "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\""
            );
        }

        Assert.Equal(["Failed 401 Scripted"], _agent.Heard);
        Call();
        _peer.Reply("INVITE", 401, more: "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
        Assert.Equal("Failed 401 Scripted", _agent.Heard[^1]);
        AssertClean();
    }

    [Fact]
    public void A_caller_who_hung_up_does_not_answer_the_challenge()
    {
        Call(new DigestClient("101", "secret"));
        _agent.Do(s => s.Hangup());
        _peer.Reply("INVITE", 401, more: "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
        Assert.Equal(["INVITE offer", "ACK"], _peer.Peek());
        AssertClean();
    }

    [Fact]
    public void Redirections_come_best_first()
    {
        Call();
        _peer.Reply("INVITE", 302, more: "Contact: <sip:low@x>;q=0.1, \"Best\" <sip:best@x>;q=0.9");
        Assert.Equal(["Failed 302 Scripted sip:best@x sip:low@x"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void Requests_follow_the_record_route_backwards()
    {
        Call();
        _peer.Reply(
            "INVITE",
            200,
            sdp: "answer",
            more: "Record-Route: <sip:p2.example;lr>, <sip:192.0.2.1;lr>"
        );
        string ack = _peer.Last("ACK");
        Assert.StartsWith("ACK sip:201@192.0.2.1:5060 SIP/2.0", ack);
        Assert.Contains("\r\nRoute: <sip:192.0.2.1;lr>\r\nRoute: <sip:p2.example;lr>\r\n", ack);
        HangUp();
    }

    [Fact]
    public void A_strict_router_gets_the_request_line_and_the_target_goes_last()
    {
        Call();
        _peer.Reply(
            "INVITE",
            200,
            sdp: "answer",
            more: "Record-Route: <sip:p2@192.0.2.1;lr>, <sip:strict@192.0.2.1>"
        );
        string ack = _peer.Last("ACK");
        Assert.StartsWith("ACK sip:strict@192.0.2.1 SIP/2.0", ack);
        Assert.Equal(
            ["<sip:p2@192.0.2.1;lr>", "<sip:201@192.0.2.1:5060>"],
            ack.Split("\r\n").Where(l => l.StartsWith("Route: ")).Select(l => l[7..])
        );
        HangUp();
    }

    [Fact]
    public void The_200_has_the_last_word_on_target_and_routes()
    {
        Call();
        _peer.Reply(
            "INVITE",
            180,
            more: "Contact: <sip:early@192.0.2.1>\nRecord-Route: <sip:old@192.0.2.1;lr>"
        );
        _peer.Reply("INVITE", 200, sdp: "answer", more: "Contact: <sip:late@192.0.2.1>");
        string ack = _peer.Last("ACK");
        Assert.StartsWith("ACK sip:late@192.0.2.1 SIP/2.0", ack);
        Assert.DoesNotContain("Route: ", ack);
        HangUp();
    }

    [Fact]
    public void A_bye_that_crosses_ours_is_answered_200_and_a_later_one_481()
    {
        Establish();
        _agent.Do(s => s.Hangup());
        Assert.Equal(1, _agent.Agent.SessionCount);
        _peer.Request("BYE");
        Assert.Equal("200 BYE", _peer.Peek()[^1]);
        _peer.Reply("BYE", 200);
        Assert.Equal(0, _agent.Agent.SessionCount);
        _peer.Request("BYE");
        Assert.Equal("481 BYE", _peer.Peek()[^1]);
        AssertClean();
    }

    [Fact]
    public void A_pinned_peer_gets_everything_whatever_its_contact_says()
    {
        _agent.Call("sip:201@10.0.0.7:5062", peer: _peer.Raw.Udp);
        _peer.Reply("INVITE", 200, sdp: "answer", more: "");
        Assert.StartsWith("ACK", _peer.Last("ACK"));
        HangUp();
    }

    [Fact]
    public void A_target_refresh_moves_later_requests()
    {
        Establish();
        var moved = new ScriptedPeer(_network, "192.0.2.3:5060", _agent.Udp);
        _peer.Request("UPDATE", more: "Contact: <sip:201@192.0.2.3>");
        Assert.Equal("200 UPDATE", _peer.Peek()[^1]);
        _agent.Do(s => s.Hangup());
        Assert.Equal(["BYE"], moved.Peek());
        moved.Reply("BYE", 200);
        AssertClean();
    }

    [Fact]
    public void A_bye_from_a_callee_who_only_rings_changes_nothing()
    {
        Call();
        _peer.Reply("INVITE", 180);
        _peer.Request("BYE");
        _peer.Reply("INVITE", 200, sdp: "answer");
        Assert.Equal(["Ringing 180 -", "Answered answer"], _agent.Heard);
        HangUp();
    }

    [Fact]
    public void Identity_goes_by_update_where_allowed_and_else_by_a_reinvite_with_the_same_sdp()
    {
        Establish();
        Show();
        Assert.Equal("INVITE offer", _peer.Peek()[^1]);
        Assert.Equal("<sip:105@x>", RawHost.Header(_peer.Last("INVITE"), "P-Asserted-Identity"));
        _peer.Reply("INVITE", 200, sdp: "answer", more: "Allow: INVITE, UPDATE");
        Show();
        Assert.Equal("UPDATE", _peer.Peek()[^1]);
        _peer.Reply("UPDATE", 200);
        Assert.Equal(["Answered answer"], _agent.Heard);
        HangUp();
    }

    [Fact]
    public void Names_and_values_cannot_smuggle_headers()
    {
        var parts = new InviteParts
        {
            FromUser = "10>1",
            FromDisplay = "Eve\"\r\nX-Evil: 1\r\n",
            Headers = new SipHeaders { { "Subject", "a\r\nX-Evil: 2" }, { "X Evil", "3" } },
        };
        _agent.Call("sip:201@192.0.2.1", parts: parts);
        string invite = _peer.Last("INVITE");
        Assert.DoesNotContain("\r\nX", invite);
        Assert.Equal("a  X-Evil: 2", RawHost.Header(invite, "Subject"));
        Assert.StartsWith(
            "\"Eve\\\"  X-Evil: 1  \" <sip:10%3E1@192.0.2.9>;tag=",
            RawHost.Header(invite, "From")
        );
        _peer.Reply("INVITE", 603);
        AssertClean();
    }

    private void Show() =>
        _agent.Do(s => s.ShowIdentity(new SipHeaders { { "P-Asserted-Identity", "<sip:105@x>" } }));

    private void Call(DigestClient? credentials = null) =>
        _agent.Call("sip:201@192.0.2.1", credentials: credentials);

    private void Establish()
    {
        Call();
        _peer.Reply("INVITE", 200, sdp: "answer");
    }

    private void HangUp()
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
