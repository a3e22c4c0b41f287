using QX200.Tests.Calls;
using QX200.Tests.Sip;
using QX200.Watchers;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>SUBSCRIBE and NOTIFY as RFC 6665 has them: who may, for how long, and what ends it.</summary>
public sealed class SubscribeTests : CallScenario
{
    private Telephone Carol => field ??= Bench.Phone("103");

    [Fact]
    public void Rule_6_1_Who_watches_has_to_prove_who_he_is_as_for_a_call()
    {
        long challenged = Bench.Registrar.Counters.Challenged;
        Telephone carol = Carol;
        Assert.Equal(200, carol.Watch("77").Status);
        Assert.Equal(challenged + 2, Bench.Registrar.Counters.Challenged);
        carol.Secret = "wrong";
        Assert.Equal(403, carol.Watch("77").Status);
        Assert.Equal(403, Bench.Unregistered("999").Watch("77").Status);
        Assert.Equal(1, Bench.Watchers.Count);
    }

    [Theory]
    [InlineData("104")]
    [InlineData("78")]
    public void Rule_6_1_Any_extension_can_be_watched(string number) =>
        Assert.True(Carol.Watch(number).IsOn);

    [Fact]
    public void What_is_no_extension_cannot_be_watched()
    {
        Assert.Equal(404, Carol.Watch("999").Status);
        Assert.Equal(404, Carol.Watch("*5").Status);
    }

    [Theory]
    [InlineData("message-summary")]
    [InlineData("presence")]
    [InlineData("dialog.winfo")]
    [InlineData("refer")]
    public void Other_events_are_refused_and_those_that_there_are_named(string package)
    {
        PhoneLamp lamp = Carol.Watch("77", $"Event: {package}\n");
        Assert.Equal(489, lamp.Status);
        Assert.Equal("dialog, refer", RawHost.Header(lamp.Response, "Allow-Events"));
    }

    [Theory]
    [InlineData("Accept: application/dialog-info+xml\n", 200)]
    [InlineData("Accept: text/plain, application/*;q=0.5\n", 200)]
    [InlineData("Accept: */*\n", 200)]
    [InlineData("Accept: application/pidf+xml\nAccept: APPLICATION/dialog-info+xml\n", 200)]
    [InlineData("Accept: application/pidf+xml\n", 406)]
    [InlineData("Accept: text/*\n", 406)]
    public void A_body_that_the_watcher_does_not_take_is_not_sent(string accept, int status)
    {
        PhoneLamp lamp = Carol.Watch("77", accept);
        Assert.Equal(status, lamp.Status);
        if (status == 406)
        {
            Assert.Equal("application/dialog-info+xml", RawHost.Header(lamp.Response, "Accept"));
        }
        else
        {
            Assert.Equal(
                "application/dialog-info+xml",
                RawHost.Header(lamp.Latest, "Content-Type")
            );
        }
    }

    [Theory]
    [InlineData(null, "3600")]
    [InlineData(20, "20")]
    [InlineData(1800, "1800")]
    [InlineData(86400, "3600")]
    public void The_time_that_is_granted_is_told_in_answer_and_NOTIFY(int? asked, string granted)
    {
        PhoneLamp lamp = Carol.Watch("77", expires: asked);
        Assert.Equal(granted, RawHost.Header(lamp.Response, "Expires"));
        Assert.Equal($"active;expires={granted}", lamp.SubscriptionState);
    }

    [Fact]
    public void Too_short_a_time_is_refused_with_the_shortest()
    {
        PhoneLamp lamp = Carol.Watch("77", expires: 19);
        Assert.Equal(423, lamp.Status);
        Assert.Equal("20", RawHost.Header(lamp.Response, "Min-Expires"));
        Assert.Equal(400, Carol.Watch("77", "Expires: soon\n", expires: null).Status);
        Assert.Equal(0, Bench.Watchers.Count);
    }

    [Fact]
    public void Rule_6_1_A_refresh_is_answered_with_the_state_and_lengthens_the_time()
    {
        PhoneLamp lamp = Carol.Watch("77", expires: 100);
        string first = RawHost.Header(lamp.Response, "To");
        Bench.Pass(90);
        Assert.Equal(200, lamp.Subscribe(100).Status);
        Assert.Equal(first, RawHost.Header(lamp.Response, "To"));
        Assert.Equal(2, lamp.Notifies.Count);
        Bench.Pass(90);
        Assert.True(lamp.IsOn);
        Assert.Equal(1, Bench.Watchers.Count);
        Assert.Equal(423, lamp.Subscribe(5).Status);
        Assert.Equal(1, Bench.Watchers.Count);
    }

    [Fact]
    public void A_subscription_that_is_not_refreshed_runs_out()
    {
        PhoneLamp lamp = Carol.Watch("77", expires: 60);
        Bench.Pass(59.9);
        Assert.Single(lamp.Notifies);
        Bench.Pass(0.2);
        Assert.Equal("terminated;reason=timeout", lamp.SubscriptionState);
        Assert.Equal(0, Bench.Watchers.Count);
        Assert.Equal(481, lamp.Subscribe().Status);
    }

    [Fact]
    public void Who_wants_no_more_is_told_the_state_a_last_time()
    {
        PhoneLamp lamp = Carol.Watch("77");
        lamp.Unsubscribe();
        Assert.Equal(200, lamp.Status);
        Assert.Equal("0", RawHost.Header(lamp.Response, "Expires"));
        Assert.Equal("terminated;reason=timeout", lamp.SubscriptionState);
        Assert.Equal(0, Bench.Agent.SubscriptionCount);
    }

    [Fact]
    public void Who_asks_once_is_told_once()
    {
        PhoneLamp lamp = Carol.Watch("77", expires: 0);
        Assert.Equal(200, lamp.Status);
        Assert.Single(lamp.Notifies);
        Assert.Equal("terminated;reason=timeout", lamp.SubscriptionState);
        Assert.Equal(0, Bench.Watchers.Count);
    }

    [Fact]
    public void The_id_of_an_event_is_repeated_and_has_to_be_the_same_later()
    {
        Assert.Equal(
            "dialog;id=7",
            RawHost.Header(Carol.Watch("77", "Event: dialog;id=7\n").Latest, "Event")
        );
        Assert.Equal(
            "dialog",
            RawHost.Header(Carol.Watch("77", "Event: Dialog;sla;ma\n").Latest, "Event")
        );
    }

    [Theory]
    [InlineData(481)]
    [InlineData(489)]
    [InlineData(404)]
    public void A_watcher_who_knows_nothing_of_it_is_let_alone(int status)
    {
        PhoneLamp lamp = Carol.Lamp("77");
        lamp.Grants = status;
        lamp.Subscribe();
        Assert.Single(lamp.Notifies);
        Assert.Equal(0, Bench.Watchers.Count);
        Call();
        Assert.Single(lamp.Notifies);
        lamp.Grants = 200;
        Assert.Equal(481, lamp.Subscribe().Status);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public void A_NOTIFY_that_fails_for_another_reason_ends_nothing(int status)
    {
        PhoneLamp lamp = Carol.Lamp("102");
        lamp.Grants = status;
        lamp.Subscribe();
        lamp.Grants = 200;
        Call();
        Assert.Equal("early recipient Ann 101", lamp.Shows);
    }

    [Fact]
    public void A_watcher_who_wants_a_pause_gets_the_newest_state_after_it()
    {
        PhoneLamp lamp = Carol.Lamp("102");
        (lamp.Grants, lamp.GrantsWith) = (503, "Retry-After: 10");
        lamp.Subscribe();
        (lamp.Grants, lamp.GrantsWith) = (200, "");
        Call();
        Bench.Pass(8);
        Assert.Single(lamp.Notifies);
        Bench.Pass(2);
        Assert.Equal(2, lamp.Notifies.Count);
        Assert.Equal("early recipient Ann 101", lamp.Shows);
    }

    [Fact]
    public void A_watcher_who_has_died_is_forgotten()
    {
        PhoneLamp lamp = Carol.Watch("102");
        Carol.IsDead = true;
        PhoneCall call = Call();
        Bench.Pass(31);
        Assert.Equal(1, Bench.Watchers.Count);
        Bench.Pass(2);
        Assert.Equal(0, Bench.Watchers.Count);
        Carol.IsDead = false;
        call.Hangup();
        Bench.Pass(1);
        Assert.Single(lamp.Notifies);
    }

    [Fact]
    public void A_watcher_who_has_died_is_forgotten_also_while_there_is_always_something_new()
    {
        Carol.Watch("102");
        Telephone ann = Bench.Phone("101");
        Bench.Phone("102");
        Carol.IsDead = true;
        for (int second = 0; second < 34; second++)
        {
            PhoneCall call = ann.Call("102");
            Bench.Pass(0.5);
            call.Hangup();
            Bench.Pass(0.5);
        }

        Assert.Equal(0, Bench.Watchers.Count);
    }

    [Fact]
    public void Rule_6_1_A_NOTIFY_that_is_lost_comes_again()
    {
        PhoneLamp lamp = Carol.Watch("102");
        LoseNext("NOTIFY");
        PhoneCall call = Call();
        Assert.Single(lamp.Notifies);
        Bench.Pass(0.6);
        Assert.Equal("early recipient Ann 101", lamp.Shows);
        call.Hangup();
    }

    [Fact]
    public void Rule_6_1_A_newer_state_does_not_wait_for_a_lost_one_and_is_never_overtaken_by_it()
    {
        PhoneLamp lamp = Carol.Watch("102");
        LoseNext("NOTIFY");
        PhoneCall call = Call();
        Bench.Pass(0.1);
        call.Hangup();
        Bench.Pass(0.1);
        Assert.Equal("terminated recipient Ann 101", lamp.Shows);
        Bench.Pass(10);
        Assert.Equal(["", "terminated recipient Ann 101"], lamp.History);
        Assert.Equal(0, lamp.Repeats);
    }

    [Fact]
    public void A_watcher_who_is_slow_to_answer_gets_four_at_the_most_and_then_the_newest()
    {
        PhoneLamp lamp = Carol.Watch("102");
        Telephone ann = Bench.Phone("101");
        Bench.Phone("102");
        lamp.Grants = 0;
        for (int i = 0; i < 5; i++)
        {
            PhoneCall call = ann.Call("102");
            Bench.Pass(0.1);
            call.Hangup();
            Bench.Pass(0.1);
        }

        Assert.Equal(5, lamp.Notifies.Count);
        lamp.Grants = 200;
        Bench.Pass(5);
        Assert.StartsWith("terminated", lamp.Shows);
        Assert.Equal(6, lamp.Notifies.Count);
    }

    [Fact]
    public void A_watcher_behind_a_NAT_is_told_where_he_came_from()
    {
        PhoneLamp lamp = Carol.Watch("77", "Contact: <sip:103@10.1.2.3:5062>\n");
        Assert.True(lamp.IsOn);
        Assert.StartsWith("NOTIFY sip:103@10.1.2.3:5062 SIP/2.0", lamp.Latest);
    }

    [Fact]
    public void Without_a_Contact_there_is_nobody_to_tell() =>
        Assert.Equal(400, Carol.Watch("77", "Contact:\n").Status);

    [Fact]
    public void The_exchange_names_an_address_of_its_own_in_answer_and_NOTIFY()
    {
        PhoneLamp lamp = Carol.Watch("77");
        string contact = $"<sip:77@{CallBench.Host}:5060>";
        Assert.Equal(contact, RawHost.Header(lamp.Response, "Contact"));
        Assert.Equal(contact, RawHost.Header(lamp.Latest, "Contact"));
    }

    [Fact]
    public void Rule_6_1_Hundreds_watch_and_each_is_told_once()
    {
        Telephone[] phones = [Carol, Bench.Phone("101"), Bench.Phone("104")];
        string anyEvent = "Event: dialog;id=";
        PhoneLamp[] lamps =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i =>
                    phones[i % 3]
                        .Watch("77", $"{anyEvent}{i}\nContact: <sip:{i}@{phones[i % 3].Ip}:5060>\n")
                ),
        ];
        Assert.Equal(300, Bench.Watchers.Count);
        (PhoneCall call, PhoneCall bob) = Bench.Talk(phones[1], Bench.Phone("102"));
        call.Refer("77");
        Bench.Pass(0.1);
        Assert.All(lamps, static l => Assert.Equal("confirmed recipient Bob 102", l.Shows));
        Assert.All(lamps, static l => Assert.Equal(2, l.Notifies.Count));
        bob.Hangup();
    }

    [Fact]
    public void One_extension_may_not_have_all_subscriptions()
    {
        for (int i = 0; i < WatchDesk.MostOfOne; i++)
        {
            Assert.Equal(200, Carol.Watch("77", $"Contact: <sip:{i}@{Carol.Ip}>\n").Status);
        }

        PhoneLamp more = Carol.Watch("78");
        Assert.Equal(503, more.Status);
        Assert.Equal("60", RawHost.Header(more.Response, "Retry-After"));
        Assert.True(Bench.Phone("104").Watch("77").IsOn);
    }

    [Fact]
    public void A_telephone_that_starts_again_and_again_does_not_pile_up_subscriptions()
    {
        PhoneLamp[] lamps = [.. Enumerable.Range(0, 10).Select(_ => Carol.Watch("77"))];
        Assert.Equal(WatchDesk.MostAlike, Bench.Watchers.Count);
        Assert.Equal("terminated;reason=rejected", lamps[0].SubscriptionState);
        Assert.All(lamps[^WatchDesk.MostAlike..], static l => Assert.True(l.IsOn));
    }

    [Fact]
    public void What_else_is_sent_in_the_dialog_of_a_subscription_finds_no_use_there()
    {
        PhoneLamp lamp = Carol.Watch("77");
        Assert.Equal(481, lamp.Ask("BYE"));
        Assert.Equal(481, lamp.Ask("INVITE"));
        Assert.Equal(200, lamp.Ask("OPTIONS"));
        Assert.Equal(405, lamp.Ask("PUBLISH"));
        Assert.True(lamp.IsOn);
        Assert.Equal(1, Bench.Watchers.Count);
    }

    private PhoneCall Call()
    {
        if (!Bench.Registrar.IsReachable("102"))
        {
            Bench.Phone("102");
        }

        Bench.Pass(0.06);
        return Bench.Phone("101").Call("102");
    }

    private void LoseNext(string method)
    {
        bool lost = false;
        Bench.Network.Weather = datagram =>
        {
            bool lose = !lost && System.Text.Encoding.UTF8.GetString(datagram).StartsWith(method);
            lost |= lose;
            return lose ? Fate.Lose : Fate.Deliver;
        };
    }
}
