using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>A peer written by hand calls us: repeats, lost ACKs, CANCEL, and what it may ask for in the dialog.</summary>
public sealed class InboundTests
{
    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly ScriptedPeer _peer;

    public InboundTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _peer = new ScriptedPeer(_network, "192.0.2.1:5060", _agent.Udp);
    }

    [Fact]
    public void The_200_is_repeated_until_the_ack()
    {
        _peer.Request("INVITE", "offer");
        _agent.Do(s => s.Ring());
        _agent.Answer("answer");
        _network.Advance(3600);
        Assert.Equal(
            [
                "180 INVITE",
                "200 INVITE answer",
                "200 INVITE answer",
                "200 INVITE answer",
                "200 INVITE answer",
            ],
            _peer.Take()
        );
        _peer.Request("ACK");
        Assert.Equal("Established", _agent.Heard[^1]);
        _network.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_peer.Take());
        _peer.Request("ACK");
        Assert.Single(_agent.Heard, "Established");
        End();
    }

    [Fact]
    public void Without_an_ack_the_session_ends_by_bye_after_32_seconds()
    {
        _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
        _network.Advance(31_900);
        Assert.Equal(["Invite offer"], _agent.Heard);
        _network.Advance(200);
        Assert.Equal(["Invite offer", "Ended NoAck"], _agent.Heard);
        Assert.Equal(["BYE"], _peer.Peek().Where(m => m == "BYE").Take(1));
        _peer.Reply("BYE", 481);
        AssertClean();
    }

    [Fact]
    public void Hanging_up_before_the_ack_waits_for_it()
    {
        _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
        _agent.Do(s => s.Hangup(16));
        Assert.DoesNotContain("BYE", _peer.Take());
        _peer.Request("ACK");
        Assert.Equal(["BYE"], _peer.Peek());
        Assert.Equal("Q.850;cause=16", RawHost.Header(_peer.Last("BYE"), "Reason"));
        _peer.Reply("BYE", 200);
        Assert.Equal(["Invite offer"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void Ringing_is_repeated_every_minute_so_that_proxies_wait()
    {
        _peer.Request("INVITE", "offer");
        _agent.Do(s => s.Ring(new SipHeaders { { "Alert-Info", "<x>" } }));
        Assert.Equal("<x>", RawHost.Header(_peer.Last("SIP/2.0 180"), "Alert-Info"));
        Assert.Equal(
            "<sip:102@192.0.2.9:5060>",
            RawHost.Header(_peer.Last("SIP/2.0 180"), "Contact")
        );
        _network.Advance(TimeSpan.FromSeconds(130));
        Assert.Equal(["180 INVITE", "180 INVITE", "180 INVITE"], _peer.Take());
        _agent.Do(s => s.Reject(480));
        _network.Advance(TimeSpan.FromSeconds(130));
        Assert.All(_peer.Take(), m => Assert.Equal("480 INVITE", m));
        AssertClean();
    }

    [Fact]
    public void A_cancel_ends_the_session_with_487()
    {
        string branch = _peer.Request("INVITE", "offer");
        _agent.Do(s => s.Ring());
        string tag = RawHost.Header(_peer.Last("SIP/2.0 180"), "To");
        _peer.Request("CANCEL", branch: branch);
        Assert.Equal(["180 INVITE", "200 CANCEL", "487 INVITE"], _peer.Peek());
        Assert.Equal(tag, RawHost.Header(_peer.Last("SIP/2.0 487"), "To"));
        _peer.Request("ACK", branch: branch);
        Assert.Equal(["Invite offer", "Ended Cancelled"], _agent.Heard);
        AssertClean();
    }

    [Fact]
    public void A_cancel_after_the_200_changes_nothing()
    {
        string branch = _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
        _peer.Request("CANCEL", branch: branch);
        _peer.Request("ACK");
        Assert.Equal(["Invite offer", "Established"], _agent.Heard);
        End();
    }

    [Fact]
    public void A_bye_while_it_rings_ends_the_invite_too()
    {
        _peer.Request("INVITE", "offer");
        _agent.Do(s => s.Ring());
        _peer.Request("BYE");
        Assert.Equal(["180 INVITE", "200 BYE", "487 INVITE"], _peer.Peek());
        Assert.Equal("Ended Bye", _agent.Heard[^1]);
        AssertClean();
    }

    [Fact]
    public void A_bye_before_the_ack_stops_the_repeats()
    {
        _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
        _peer.Request("BYE");
        Assert.Equal("Ended Bye", _agent.Heard[^1]);
        _peer.Take();
        _network.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_peer.Take());
        AssertClean();
    }

    [Theory]
    [InlineData("OPTIONS", 200)]
    [InlineData("NOTIFY", 481)]
    [InlineData("PRACK", 481)]
    [InlineData("SUBSCRIBE", 489)]
    [InlineData("MESSAGE", 405)]
    [InlineData("REGISTER", 405)]
    [InlineData("PUBLISH", 405)]
    [InlineData("JUGGLE", 501)]
    [InlineData("UPDATE", 200)]
    [InlineData("INFO", 200)]
    public void Each_method_has_its_answer_in_the_dialog(string method, int status)
    {
        Establish();
        _peer.Request(method);
        Assert.Equal([$"{status} {method}"], _peer.Peek());
        if (status is 405 or 501)
        {
            Assert.Contains("UPDATE", RawHost.Header(_peer.Raw.Got[^1], "Allow"));
        }

        End();
    }

    [Fact]
    public void Requests_out_of_order_get_500_and_ones_of_no_dialog_481()
    {
        Establish();
        _peer.Request("INFO", cseq: 50);
        Assert.Equal(["500 INFO"], _peer.Take());
        _peer.OwnTag = "stranger";
        _peer.Request("BYE", cseq: 900);
        Assert.Equal(["481 BYE"], _peer.Take());
        _peer.OwnTag = "peer";
        End();
    }

    [Fact]
    public void What_a_request_requires_and_we_lack_is_named()
    {
        _peer.Request("INVITE", "offer", "Require: 100rel, replaces, juggling");
        Assert.Equal(["420 INVITE"], _peer.Peek());
        Assert.Contains("\r\nUnsupported: 100rel\r\nUnsupported: juggling\r\n", _peer.Raw.Got[^1]);
        Assert.Empty(_agent.Heard);
        AssertClean();
    }

    [Theory]
    [InlineData("text/plain", "")]
    [InlineData("application/sdp", "Content-Encoding: gzip")]
    [InlineData("multipart/mixed;boundary=b", "")]
    public void A_body_that_we_cannot_read_gets_415(string contentType, string more)
    {
        _peer.Request("INVITE", "hello", more, contentType: contentType);
        Assert.Equal(["415 INVITE"], _peer.Peek());
        Assert.Equal("application/sdp", RawHost.Header(_peer.Raw.Got[^1], "Accept"));
        AssertClean();
    }

    [Fact]
    public void Requests_that_live_in_dialogs_alone_get_481_outside_and_others_go_to_the_owner()
    {
        foreach (string method in new[] { "BYE", "INFO", "UPDATE", "OPTIONS", "REFER" })
        {
            _peer.CallId = method;
            _peer.Forget();
            _peer.Request(method);
        }

        Assert.Equal(
            ["481 BYE", "481 INFO", "481 UPDATE", "200 OPTIONS", "200 REFER"],
            _peer.Peek()
        );
        AssertClean();
    }

    [Fact]
    public void Info_with_digits_is_told_and_other_bodies_are_refused()
    {
        Establish();
        _peer.Request("INFO", "Signal=5", contentType: "application/dtmf-relay");
        _peer.Request("INFO", "<xml/>", contentType: "application/media_control+xml");
        Assert.Equal(["200 INFO", "415 INFO"], _peer.Peek());
        Assert.Equal("Info application/dtmf-relay Signal=5", _agent.Heard[^1]);
        End();
    }

    [Fact]
    public void A_telephone_behind_a_nat_is_answered_where_it_came_from()
    {
        _peer.Request("INVITE", "offer", "Contact: <sip:201@10.0.0.7:5062>");
        _agent.Answer("answer");
        _peer.Request("ACK");
        Assert.Equal(_peer.Raw.Udp, _agent.Session.PinnedPeer);
        _agent.Do(s => s.Hangup());
        Assert.StartsWith("BYE sip:201@10.0.0.7:5062 SIP/2.0", _peer.Last("BYE"));
        _peer.Reply("BYE", 200);
        AssertClean();
    }

    [Fact]
    public void What_the_peer_can_do_is_learnt_from_its_invite()
    {
        _peer.Request("INVITE", "offer", "Allow: INVITE, ACK, UPDATE\nSupported: timer, replaces");
        Assert.True(_agent.Session.RemoteAllows(SipMethod.Update));
        Assert.False(_agent.Session.RemoteAllows(SipMethod.Info));
        Assert.True(_agent.Session.RemoteSupports("Timer"));
        Assert.False(_agent.Session.RemoteSupports("100rel"));
        _agent.Do(s => s.Reject(486));
        AssertClean();
    }

    [Fact]
    public void Record_routes_are_kept_in_order_and_their_first_is_the_next_hop()
    {
        _peer.Request(
            "INVITE",
            "offer",
            "Record-Route: <sip:192.0.2.1;lr>\nRecord-Route: <sip:p2.example;lr>\nContact: <sip:201@10.0.0.7>"
        );
        _agent.Answer("answer");
        Assert.Contains(
            "Record-Route: <sip:192.0.2.1;lr>\r\nRecord-Route: <sip:p2.example;lr>\r\n",
            _peer.Last("SIP/2.0 200")
        );
        _peer.Request("ACK");
        _agent.Do(s => s.Hangup());
        Assert.StartsWith("BYE sip:201@10.0.0.7 SIP/2.0", _peer.Last("BYE"));
        Assert.Contains(
            "Route: <sip:192.0.2.1;lr>\r\nRoute: <sip:p2.example;lr>\r\n",
            _peer.Last("BYE")
        );
        _peer.Reply("BYE", 200);
        AssertClean();
    }

    [Fact]
    public void An_early_update_shows_an_identity_once_the_caller_knows_our_tag()
    {
        _peer.Request("INVITE", "offer", "Allow: UPDATE");
        Show();
        Assert.Empty(_peer.Take());
        _agent.Do(s => s.Ring());
        Show();
        Assert.Equal(["180 INVITE", "UPDATE"], _peer.Peek());
        _peer.Reply("UPDATE", 200);
        _agent.Do(s => s.Reject(480));
        AssertClean();
    }

    [Fact]
    public void A_probe_tells_a_dead_dialog_from_a_peer_that_knows_no_options()
    {
        Establish();
        _agent.Do(s => s.Probe());
        _network.Advance(33_000);
        Assert.Equal("Established", _agent.Heard[^1]);
        _agent.Do(s => s.Probe());
        _peer.Reply("OPTIONS", 405);
        Assert.Equal("Established", _agent.Heard[^1]);
        _agent.Do(s => s.Probe());
        _network.Advance(33_000);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        _peer.Reply("BYE", 481);
        AssertClean();
    }

    [Fact]
    public void A_probe_that_gets_481_ends_the_session()
    {
        Establish();
        _agent.Do(s => s.Probe());
        _peer.Reply("OPTIONS", 481);
        Assert.Equal("Ended Gone", _agent.Heard[^1]);
        _peer.Reply("BYE", 481);
        AssertClean();
    }

    private void Show() =>
        _agent.Do(s => s.ShowIdentity(new SipHeaders { { "P-Asserted-Identity", "<sip:105@x>" } }));

    private void Establish()
    {
        _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
        _peer.Request("ACK");
        _peer.Take();
    }

    private void End()
    {
        _peer.Request("BYE", cseq: 1000);
        Assert.Equal("200 BYE", _peer.Peek()[^1]);
        Assert.Equal("Ended Bye", _agent.Heard[^1]);
        AssertClean();
    }

    private void AssertClean()
    {
        _network.Advance(TimeSpan.FromMinutes(5));
        _agent.AssertClean();
    }
}
