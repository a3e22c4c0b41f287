using QX200.Sip.Dialogs;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>REFER in a dialog (RFC 3515, RFC 3891, RFC 4488), from a peer written by hand.</summary>
public sealed class ReferTests
{
    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly ScriptedPeer _peer;

    public ReferTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _peer = new ScriptedPeer(_network, "192.0.2.1:5060", _agent.Udp);
        _peer.Request("INVITE", "offer");
        _agent.Answer("answer");
        _peer.Request("ACK");
        _peer.Take();
    }

    [Fact]
    public void A_transfer_is_accepted_and_reported_to_its_end()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        Assert.Equal(["202 REFER", "NOTIFY SIP/2.0 100 Trying"], _peer.Peek());
        string notify = _peer.Last("NOTIFY");
        Assert.Equal("refer", RawHost.Header(notify, "Event"));
        Assert.Equal("active;expires=300", RawHost.Header(notify, "Subscription-State"));
        Assert.Equal("message/sipfrag;version=2.0", RawHost.Header(notify, "Content-Type"));
        _peer.Reply("NOTIFY", 200);

        Do(r => r.Report(180));
        _peer.Reply("NOTIFY", 200);
        Do(r => r.Report(486, "Busy"));
        Assert.Equal("NOTIFY SIP/2.0 486 Busy", _peer.Peek()[^1]);
        Assert.StartsWith("terminated", RawHost.Header(_peer.Last("NOTIFY"), "Subscription-State"));
        _peer.Reply("NOTIFY", 200);
        Do(r => r.Report(200));
        Assert.Equal(4, _peer.Peek().Length);
        Assert.Equal(0, _agent.Agent.SubscriptionCount);
        End();
    }

    [Fact]
    public void Reports_go_out_one_after_the_other_and_only_the_latest_waits()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        Do(r => r.Report(180));
        Do(r => r.Report(200));
        Assert.Equal(["202 REFER", "NOTIFY SIP/2.0 100 Trying"], _peer.Peek());
        _peer.Reply("NOTIFY", 200);
        Assert.Equal("NOTIFY SIP/2.0 200 OK", _peer.Peek()[^1]);
        _peer.Reply("NOTIFY", 200);
        End();
    }

    [Fact]
    public void The_report_still_goes_out_after_the_transferor_hung_up()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        _peer.Request("BYE");
        _peer.Reply("NOTIFY", 200);
        Assert.Equal("Ended Bye", _agent.Heard[^1]);
        Assert.Equal((1, 1), (_agent.Agent.SessionCount, _agent.Agent.SubscriptionCount));
        Do(r => r.Report(200));
        Assert.Equal("NOTIFY SIP/2.0 200 OK", _peer.Peek()[^1]);
        _peer.Reply("NOTIFY", 200);
        Assert.Equal((0, 0), (_agent.Agent.SessionCount, _agent.Agent.SubscriptionCount));
        AssertClean();
    }

    [Fact]
    public void The_report_still_goes_out_after_we_hung_up()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        _peer.Reply("NOTIFY", 200);
        _agent.Do(s => s.Hangup());
        _peer.Reply("BYE", 200);
        Do(r => r.Report(200));
        Assert.Equal("NOTIFY SIP/2.0 200 OK", _peer.Peek()[^1]);
        _peer.Reply("NOTIFY", 200);
        AssertClean();
    }

    [Fact]
    public void A_refused_transfer_leaves_no_subscription()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Refuse(486));
        Assert.Equal(["486 REFER"], _peer.Peek());
        Assert.Equal(0, _agent.Agent.SubscriptionCount);
        End();
    }

    [Fact]
    public void Without_subscription_there_are_no_reports()
    {
        Refer("<sip:103@192.0.2.9>", "Refer-Sub: false\nReferred-By: \"Bo\" <sip:201@x>");
        Assert.Equal("sip:201@x", _agent.Refer.ReferredBy);
        Do(r => r.Accept());
        Do(r => r.Report(200));
        Assert.Equal(["202 REFER"], _peer.Peek());
        Assert.Equal("false", RawHost.Header(_peer.Raw.Got[^1], "Refer-Sub"));
        End();
    }

    [Fact]
    public void A_second_transfer_is_told_apart_by_the_number_of_its_refer()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Refuse(404));
        Refer("<sip:104@192.0.2.9>");
        Do(r => r.Accept());
        Assert.Equal("refer;id=103", RawHost.Header(_peer.Last("NOTIFY"), "Event"));
        _peer.Reply("NOTIFY", 200);
        Do(r => r.Report(200));
        _peer.Reply("NOTIFY", 200);
        End();
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("Refer-To: nonsense", 400)]
    [InlineData("Refer-To: <sip:1@x>\nRefer-To: <sip:2@x>", 400)]
    [InlineData("Refer-To: <http://example.com>", 416)]
    [InlineData("Refer-To: <sip:1@x;method=BYE>", 501)]
    public void A_target_that_cannot_be_called_is_refused_at_once(string header, int status)
    {
        _peer.Request("REFER", more: header);
        Assert.Equal([$"{status} REFER"], _peer.Peek());
        Assert.Equal(0, _agent.Agent.SubscriptionCount);
        End();
    }

    [Fact]
    public void An_attended_transfer_names_the_dialog_to_replace()
    {
        Refer(
            "\"Ann\" <sip:1%2B3@192.0.2.9:5062;method=INVITE;user=phone?Replaces=a%40b%3Bto-tag%3Dt1%3Bfrom-tag%3Df1&Require=replaces>"
        );
        Assert.Equal(
            new ReferTarget(
                "sip:1%2B3@192.0.2.9:5062;user=phone",
                "1+3",
                "192.0.2.9:5062",
                new ReplacedDialog("a@b", "t1", "f1", EarlyOnly: false)
            ),
            _agent.Refer.Target
        );
        Do(r => r.Refuse(481));
        Refer("sip:104@192.0.2.9");
        Assert.Equal(
            new ReferTarget("sip:104@192.0.2.9", "104", "192.0.2.9", null),
            _agent.Refer.Target
        );
        Do(r => r.Refuse(404));
        Refer("<tel:+49301234>");
        Assert.Equal(new ReferTarget("tel:+49301234", "+49301234", "", null), _agent.Refer.Target);
        Do(r => r.Refuse(404));
        Refer("<sip:105@x?Replaces=only-the-call-id>");
        Assert.Equal(
            new ReplacedDialog("only-the-call-id", "", "", false),
            _agent.Refer.Target.Replaces
        );
        Do(r => r.Refuse(404));
        End();
    }

    [Fact]
    public void A_bye_before_the_answer_to_the_refer_ends_that_too()
    {
        Refer("<sip:103@192.0.2.9>");
        _peer.Request("BYE");
        Assert.Equal(["200 BYE", "487 REFER"], _peer.Peek());
        Do(r => r.Accept());
        Assert.Equal(2, _peer.Peek().Length);
        AssertClean();
    }

    [Fact]
    public void A_transferor_who_wants_no_more_reports_or_is_gone_is_forgotten()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        _peer.Reply("NOTIFY", 481);
        Assert.Equal(0, _agent.Agent.SubscriptionCount);
        Assert.Equal(SessionState.Confirmed, _agent.Session.State);

        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        _peer.Request("BYE");
        _network.Advance(33_000);
        Assert.Equal((0, 0), (_agent.Agent.SessionCount, _agent.Agent.SubscriptionCount));
        AssertClean();
    }

    [Fact]
    public void A_transfer_that_nobody_reports_on_times_out()
    {
        Refer("<sip:103@192.0.2.9>");
        Do(r => r.Accept());
        _peer.Reply("NOTIFY", 200);
        _network.Advance(TimeSpan.FromSeconds(301));
        Assert.StartsWith(
            "terminated;reason=timeout",
            RawHost.Header(_peer.Last("NOTIFY"), "Subscription-State")
        );
        _peer.Reply("NOTIFY", 200);
        Assert.Equal(0, _agent.Agent.SubscriptionCount);
        End();
    }

    private void Refer(string to, string more = "")
    {
        _peer.Take();
        _peer.Request("REFER", more: $"Refer-To: {to}{(more.Length > 0 ? "\n" : "")}{more}");
    }

    private void Do(Action<ReferRequest> command)
    {
        command(_agent.Refer);
        _network.Settle();
    }

    private void End()
    {
        _agent.Do(s => s.Hangup());
        _peer.Reply("BYE", 200);
        AssertClean();
    }

    private void AssertClean()
    {
        _network.Advance(TimeSpan.FromMinutes(10));
        _agent.AssertClean();
    }
}
