using QX200.Sip.Dialogs;
using Xunit;
using static QX200.Tests.Sip.Dialogs.AgentHost;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>Two user agents talk: the plain course of things, and that nothing is left behind.</summary>
public sealed class TwoAgentsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _a;
    private readonly AgentHost _b;

    public TwoAgentsTests()
    {
        _a = new AgentHost(_network, "192.0.2.1:5060");
        _b = new AgentHost(_network, "192.0.2.2:5060");
    }

    [Fact]
    public void A_call_rings_is_answered_and_ends()
    {
        _a.Call("sip:102@192.0.2.2", "offer");
        _b.Do(s => s.Ring());
        _b.Do(s => s.Progress(Bytes("early")));
        _b.Answer("answer");
        Assert.Equal(["Invite offer", "Established"], _b.Heard);
        Assert.Equal(["Ringing 180 -", "Ringing 183 early", "Answered answer"], _a.Heard);
        Assert.Equal(
            (_a.Session.LocalTag, _a.Session.RemoteTag),
            (_b.Session.RemoteTag, _b.Session.LocalTag)
        );

        _a.Do(s => s.Hangup());
        Assert.Equal("Ended Bye", _b.Heard[^1]);
        Assert.Equal(3, _a.Heard.Count);
        AssertClean();
    }

    [Fact]
    public void The_callee_hangs_up()
    {
        Establish();
        _b.Do(s => s.Hangup(16));
        Assert.Equal("Ended Bye", _a.Heard[^1]);
        Assert.Equal(0, _a.Agent.SessionCount);
        AssertClean();
    }

    [Fact]
    public void Both_hang_up_at_once()
    {
        Establish();
        _a.Session.Hangup();
        _b.Session.Hangup();
        _network.Settle();
        Assert.DoesNotContain("Ended Bye", _a.Heard);
        AssertClean();
    }

    [Fact]
    public void A_caller_who_hangs_up_while_it_rings_cancels()
    {
        _a.Call("sip:102@192.0.2.2");
        _b.Do(s => s.Ring());
        _a.Do(s => s.Hangup("SIP;cause=200;text=\"Call completed elsewhere\""));
        Assert.Equal(["Invite offer", "Ended Cancelled"], _b.Heard);
        Assert.Equal(["Ringing 180 -"], _a.Heard);
        AssertClean();
    }

    [Fact]
    public void A_refusal_reaches_the_caller_with_its_reason_and_contacts()
    {
        _a.Call("sip:102@192.0.2.2");
        _b.Do(s => s.Reject(486));
        _a.Call("sip:102@192.0.2.2");
        _b.Do(s => s.Redirect("sip:103@192.0.2.9"));
        _a.Call("sip:102@192.0.2.2");
        _b.Do(s => s.Hangup(17));
        Assert.Equal(
            [
                "Failed 486 Busy Here",
                "Failed 302 Moved Temporarily sip:103@192.0.2.9",
                "Failed 486 Busy Here",
            ],
            _a.Heard
        );
        AssertClean();
    }

    [Fact]
    public void An_offerless_invite_is_answered_in_the_ack()
    {
        _a.Call("sip:102@192.0.2.2", sdp: null);
        _b.Answer("their offer");
        Assert.Equal(["Answered their offer"], _a.Heard);
        Assert.Equal(["Invite -"], _b.Heard);
        _a.Do(s => s.AnswerOffer(Bytes("our answer")));
        Assert.Equal(["Invite -", "OfferAnswered our answer", "Established"], _b.Heard);
        AssertOver();
    }

    [Fact]
    public void An_offerless_invite_whose_caller_hangs_up_instead_of_answering_gets_ack_and_bye()
    {
        _a.Call("sip:102@192.0.2.2", sdp: null);
        _b.Answer("their offer");
        _a.Do(s => s.Hangup());
        Assert.Equal(["Invite -", "OfferAnswered -", "Established", "Ended Bye"], _b.Heard);
        AssertClean();
    }

    [Fact]
    public void Offers_go_both_ways_and_a_refused_one_changes_nothing()
    {
        Establish();
        _b.On["Offer"] = s => s.AnswerOffer(Bytes("held"));
        _a.Do(s => s.Offer(Bytes("hold")));
        Assert.Equal("Offer hold", _b.Heard[^1]);
        Assert.Equal("OfferAnswered held", _a.Heard[^1]);

        _a.On["Offer"] = s => s.RefuseOffer();
        _b.Do(s => s.Offer(Bytes("video")));
        Assert.Equal("OfferRefused 488", _b.Heard[^1]);
        Assert.Equal("held", System.Text.Encoding.UTF8.GetString(_a.Session.RemoteSdp!));
        AssertOver();
    }

    [Fact]
    public void An_offer_made_early_waits_for_the_ack_and_the_latest_wins()
    {
        _a.Call("sip:102@192.0.2.2");
        _a.On["Offer"] = s => s.AnswerOffer(Bytes("ok"));
        _b.Do(s => s.Offer(Bytes("first")));
        _b.Do(s => s.Offer(Bytes("second")));
        _b.Answer("answer");
        Assert.Equal(["Answered answer", "Offer second"], _a.Heard);
        Assert.Equal(["Invite offer", "Established", "OfferAnswered ok"], _b.Heard);
        AssertOver();
    }

    [Fact]
    public void Glare_is_retried_and_both_offers_are_answered_in_the_end()
    {
        Establish();
        _a.On["Offer"] = s => s.AnswerOffer(Bytes("a's answer"));
        _b.On["Offer"] = s => s.AnswerOffer(Bytes("b's answer"));
        _a.Session.Offer(Bytes("a's offer"));
        _b.Session.Offer(Bytes("b's offer"));
        _network.Settle();
        Assert.DoesNotContain(_a.Heard, what => what.StartsWith("OfferAnswered"));
        _network.Advance(5000);
        Assert.Single(_a.Heard, "OfferAnswered b's answer");
        Assert.Single(_b.Heard, "OfferAnswered a's answer");
        AssertOver();
    }

    [Fact]
    public void A_name_is_shown_by_update_without_disturbing_the_media()
    {
        Establish();
        int heard = _b.Heard.Count;
        _a.Do(s =>
            s.ShowIdentity(new SipHeaders { { "P-Asserted-Identity", "<sip:105@192.0.2.1>" } })
        );
        Assert.Equal(heard, _b.Heard.Count);
        AssertOver();
    }

    [Fact]
    public void Digits_by_info_arrive_in_order_over_a_network_that_overtakes()
    {
        Establish();
        bool late = true;
        _network.Weather = bytes =>
        {
            bool info = bytes.AsSpan().StartsWith("INFO"u8);
            late = info ? !late : late;
            return info && !late ? Fate.Late : Fate.Deliver;
        };
        for (int digit = 1; digit <= 4; digit++)
        {
            _a.Session.SendInfo("application/dtmf-relay", Bytes($"Signal={digit}"));
        }

        _network.Advance(2000);
        Assert.Equal(
            ["1", "2", "3", "4"],
            _b.Heard.Where(w => w.StartsWith("Info")).Select(w => w[^1..])
        );
        AssertOver();
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(3, ";transport=tcp")]
    [InlineData(4, "")]
    public void Whatever_the_users_and_the_network_do_nothing_is_left_behind(
        int seed,
        string transport
    )
    {
        var random = new Random(seed);
        _network.Weather = _ =>
            random.Next(0, 10) is var roll && roll < 4 ? (Fate)roll : Fate.Deliver;
        foreach (AgentHost host in new[] { _a, _b })
        {
            host.On["Invite"] = s => Whim(random, s);
            host.On["Ringing"] = s => Whim(random, s);
            host.On["Offer"] = s => Whim(random, s);
            host.On["Info"] = s => Whim(random, s);
        }

        for (int call = 0; call < 200; call++)
        {
            _a.Call($"sip:102@192.0.2.2{transport}", random.Next(3) == 0 ? null : "offer");
            for (int step = random.Next(12); step > 0; step--)
            {
                _network.Advance(random.Next(0, 1500));
                Whim(random, (random.Next(2) == 0 ? _a : _b).Session);
            }

            _a.Do(s => s.Hangup());
        }

        _network.Weather = null;
        AssertClean();
    }

    [Fact]
    public void Over_tcp_everything_stays_on_the_connection_of_the_invite()
    {
        _a.Call("sip:102@192.0.2.2;transport=tcp");
        _b.Do(s => s.Ring());
        _b.Answer("answer");
        Assert.NotEqual(0, _b.Session.PinnedPeer.Connection);
        _b.Do(s => s.Hangup());
        Assert.Equal("Ended Bye", _a.Heard[^1]);
        Assert.Equal(1, _b.Wire.OpenStreams);
        AssertClean();
    }

    [Fact]
    public void When_the_connection_is_gone_the_bye_goes_to_the_contact()
    {
        _a.Call("sip:102@192.0.2.2;transport=tcp");
        _b.Answer("answer");
        _b.Wire.CutStreams();
        _network.Settle();
        _b.Do(s => s.Hangup());
        _network.Advance(1000);
        Assert.Equal("Ended Bye", _a.Heard[^1]);
        AssertClean();
    }

    [Fact]
    public void Whoever_cannot_be_found_or_does_not_answer_fails()
    {
        _a.Call("sip:102@nowhere.example");
        Assert.Equal(["Failed 503 Unreachable"], _a.Heard);
        _a.Call("sip:102@192.0.2.77");
        _network.Advance(33_000);
        Assert.Equal("Failed 408 No Answer To Request", _a.Heard[^1]);
        _a.Wire.HasNoRoute = true;
        _a.Call("sip:102@192.0.2.2");
        Assert.Equal("Failed 503 Transport Failed", _a.Heard[^1]);
        AssertClean();
    }

    [Fact]
    public void A_name_is_looked_up_and_may_come_too_late()
    {
        _a.Names["house.example"] = [System.Net.IPAddress.Parse("192.0.2.2")];
        _a.Call("sip:102@house.example");
        Assert.Equal(["Invite offer"], _b.Heard);
        _b.Do(s => s.Reject(404));
        _a.Agent.Invite(
                new InviteTarget("sip:102@house.example"),
                new InviteParts { FromUser = "101" },
                Bytes("offer"),
                _a
            )
            .Hangup();
        _network.Settle();
        Assert.Single(_b.Heard);
        AssertClean();
    }

    [Fact]
    public void A_peer_that_vanished_is_found_out_by_the_next_offer()
    {
        Establish();
        _network.Weather = _ => Fate.Lose;
        _a.Do(s => s.Offer(Bytes("hold")));
        _network.Advance(33_000);
        Assert.Equal("Ended Gone", _a.Heard[^1]);
        _b.Do(s => s.Hangup());
        AssertClean();
    }

    [Fact]
    public void Sessions_are_found_for_replaces()
    {
        Establish();
        InviteSession b = _b.Session;
        Assert.Same(b, _b.Agent.FindByCallIdAndTags(b.CallId, b.LocalTag, b.RemoteTag));
        Assert.Null(_b.Agent.FindByCallIdAndTags(b.CallId, b.RemoteTag, b.LocalTag));
        Assert.Same(b, _b.Agent.FindByCallId(b.CallId));
        _a.Do(s => s.Hangup());
        Assert.Null(_b.Agent.FindByCallId(b.CallId));
        AssertClean();
    }

    private static void Whim(Random random, InviteSession? session)
    {
        byte[] sdp = Bytes("sdp");
        switch (random.Next(13))
        {
            case 0:
                session?.Ring();
                break;
            case 1:
                session?.Progress(sdp);
                break;
            case 2 or 3 or 4:
                session?.Answer(sdp);
                break;
            case 5 or 6:
                session?.AnswerOffer(sdp);
                break;
            case 7:
                session?.RefuseOffer();
                break;
            case 8:
                session?.Offer(sdp);
                break;
            case 9:
                session?.SendInfo("application/dtmf-relay", sdp);
                break;
            case 10:
                session?.ShowIdentity(new SipHeaders { { "P-Asserted-Identity", "<sip:1@x>" } });
                break;
            case 11:
                session?.Probe();
                break;
            default:
                session?.Hangup();
                break;
        }
    }

    private void Establish()
    {
        _a.Call("sip:102@192.0.2.2");
        _b.Answer("answer");
        Assert.Equal(SessionState.Confirmed, _a.Session.State);
        Assert.Equal(SessionState.Confirmed, _b.Session.State);
    }

    /// <summary>The call still stands; when it is hung up nothing is left.</summary>
    private void AssertOver()
    {
        Assert.Equal(SessionState.Confirmed, _a.Session.State);
        Assert.Equal(SessionState.Confirmed, _b.Session.State);
        _a.Do(s => s.Hangup());
        AssertClean();
    }

    private void AssertClean()
    {
        _network.Advance(Long);
        _a.AssertClean();
        _b.AssertClean();
    }
}
