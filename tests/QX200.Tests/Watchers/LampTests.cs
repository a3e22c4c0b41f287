using QX200.Tests.Calls;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>6.1: what a telephone with a lamp key sees of an extension, while calls come and go.</summary>
public sealed class LampTests : CallScenario
{
    [Fact]
    public void Rule_6_1_A_park_extension_is_dark_then_lit_then_dark_with_its_last_dialog()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        Assert.Equal(200, lamp.Status);
        Assert.Equal([""], lamp.History);
        Assert.Equal($"sip:77@{CallBench.Host}", lamp.State.Entity);

        PhoneCall bob = Park();
        Assert.Equal("confirmed recipient Bob 102", lamp.Shows);
        Assert.Equal($"sip:77@{CallBench.Host}", lamp.State.RemoteTarget);
        string name = lamp.State.Name;

        PhoneCall dave = Bench.Phone("104").Call("77");
        Assert.True(dave.IsUp);
        Bench.Pass(0.1);
        Assert.Equal("terminated recipient Bob 102", lamp.Shows);
        Assert.Equal(name, lamp.State.Name);
        Assert.Equal(
            ["", "confirmed recipient Bob 102", "terminated recipient Bob 102"],
            lamp.History
        );
        Assert.Equal(
            [0u, 1u, 2u],
            lamp.Notifies.Select(n => DialogDocument.Read(SipTexts.Body(n)).Version)
        );

        // Who comes later is told the same.
        Assert.Equal("terminated recipient Bob 102", Bench.Phone("103").Watch("77").Shows);
        bob.Hangup();
    }

    [Fact]
    public void Rule_6_1_Each_stay_is_a_dialog_of_its_own()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        PhoneCall bob = Park();
        string first = lamp.State.CallId;
        bob.Hangup();
        Bench.Pass(0.1);
        Assert.Equal("terminated recipient Bob 102", lamp.Shows);
        (PhoneCall ann, PhoneCall dave) = Bench.Talk(Bench.Phone("101"), Bench.Phone("104"));
        ann.Refer("77");
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient 104", lamp.Shows);
        Assert.NotEqual(first, lamp.State.CallId);
        dave.Hangup();
    }

    [Fact]
    public void Rule_6_1_A_park_return_that_rings_is_early()
    {
        Telephone ann = Bench.Phone("101");
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        PhoneLamp parker = Bench.Phone("103").Watch("101");
        Park(ann);
        string name = lamp.State.Name;
        Bench.Pass(61);
        Assert.True(ann.IsRinging);
        Assert.Equal("early recipient Bob 102", lamp.Shows);
        Assert.Equal(name, lamp.State.Name);
        Assert.Equal("early recipient Park 77: Bob 102", parker.Shows);
        ann.Latest.Answer();
        Bench.Pass(0.1);
        Assert.Equal("terminated recipient Bob 102", lamp.Shows);
        Assert.Equal("confirmed recipient Bob 102", parker.Shows);
    }

    [Fact]
    public void Rule_6_1_A_user_extension_is_early_while_it_calls_or_rings_and_confirmed_in_a_talk()
    {
        Telephone bob = Bench.Phone("102");
        PhoneLamp calls = Bench.Phone("103").Watch("101");
        PhoneLamp called = Bench.Phone("103").Watch("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        Bench.Pass(0.1);
        Assert.Equal("early initiator Bob 102", calls.Shows);
        Assert.Equal("early recipient Ann 101", called.Shows);
        bob.Latest.Answer();
        Bench.Pass(0.1);
        Assert.Equal("confirmed initiator Bob 102", calls.Shows);
        Assert.Equal("confirmed recipient Ann 101", called.Shows);
        bob.Latest.Hold();
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Ann 101 (held)", called.Shows);
        ann.Hangup();
        Bench.Pass(0.1);
        Assert.Equal("terminated initiator Bob 102", calls.Shows);
        Assert.Equal("terminated recipient Ann 101", called.Shows);
    }

    [Fact]
    public void Rule_6_1_The_dialog_of_an_extension_is_its_telephones_own()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        (_, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Bench.Pass(0.1);
        Assert.Equal(bob.Dialog, lamp.State.Name);
        Assert.Contains(lamp.State.LocalTag, bob.Dialog[bob.Dialog.IndexOf("from-tag")..]);
    }

    [Fact]
    public void Rule_6_1_Two_calls_of_an_extension_are_two_dialogs()
    {
        Telephone ann = Bench.Phone("101");
        PhoneLamp lamp = Bench.Phone("103").Watch("101");
        (PhoneCall first, _) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        (PhoneCall second, _) = Bench.Talk(ann, Bench.Phone("104"));
        Bench.Pass(0.1);
        Assert.Equal(
            ["confirmed initiator 104", "confirmed initiator Bob 102 (held)"],
            lamp.State.Dialogs.Order()
        );
        second.Hangup();
        Bench.Pass(0.1);
        Assert.Equal("confirmed initiator Bob 102 (held)", lamp.Shows);
    }

    [Fact]
    public void Rule_6_1_Who_rings_at_two_telephones_is_answered_at_one()
    {
        Telephone desk = Bench.Phone("102");
        Telephone cordless = Bench.Phone("102");
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        Bench.Phone("101").Call("102");
        Bench.Pass(0.1);
        Assert.Equal("early recipient Ann 101, early recipient Ann 101", lamp.Shows);
        cordless.Latest.Answer();
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Ann 101", lamp.Shows);
        Assert.Equal("CANCEL", desk.Latest.EndedBy);
    }

    [Fact]
    public void A_telephone_that_says_nothing_does_not_light_the_lamp()
    {
        Bench.Phone("102", static p => p.Greets = 0);
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        Bench.Pass(0.1);
        Assert.Equal([""], lamp.History);
        ann.Hangup();
    }

    [Fact]
    public void Rule_6_1_A_change_is_on_the_wire_within_100_ms_even_right_after_another()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        Telephone bob = Bench.Phone("102");
        for (int i = 0; i < 5; i++)
        {
            PhoneCall ann = Bench.Phone("101").Call("102");
            Bench.Network.Advance(49);
            ann.Hangup();
            Bench.Network.Advance(51);
            Assert.StartsWith("terminated", lamp.Shows);
        }

        Assert.Equal(5, bob.Calls.Count);
    }

    [Fact]
    public void Rule_6_1_The_first_change_after_a_while_is_told_at_once()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        Bench.Phone("102");
        Telephone ann = Bench.Phone("101");
        Bench.Pass(1);
        PhoneCall call = ann.Call("102");
        Assert.Equal("early recipient Ann 101", lamp.Shows);
        call.Hangup();
    }

    [Fact]
    public void Rule_6_1_Changes_that_follow_at_once_go_in_one_NOTIFY()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        Bench.Phone("102");
        Telephone ann = Bench.Phone("101");
        Bench.Pass(1);
        for (int i = 0; i < 10; i++)
        {
            ann.Call("102").Hangup();
        }

        Bench.Pass(1);
        Assert.Equal(3, lamp.Notifies.Count);
        Assert.Equal("terminated recipient Ann 101", lamp.Shows);
    }

    [Fact]
    public void Rule_6_1_Who_waits_can_be_switched_off()
    {
        Use(CallBench.Standard, "[park]\nshow-waiting = no\n");
        Telephone ann = Bench.Phone("101");
        Telephone watcher = Bench.Phone("103");
        PhoneLamp slot = watcher.Watch("77");
        PhoneLamp waits = watcher.Watch("102");
        PhoneLamp parker = watcher.Watch("101");
        Park(ann);
        Assert.Equal("confirmed recipient Anonymous anonymous", slot.Shows);
        Assert.Equal("confirmed recipient Anonymous anonymous", waits.Shows);
        Assert.NotEqual(slot.State.CallId, waits.State.CallId);
        Bench.Pass(61);
        Assert.Equal("early recipient Anonymous anonymous", slot.Shows);
        Assert.Equal("early recipient Park 77 77", parker.Shows);
        Assert.DoesNotContain("Bob", SipTexts.Body(slot.Latest));
        ann.Latest.Answer();
        Bench.Pass(0.1);
        Assert.Equal("terminated recipient Anonymous anonymous", slot.Shows);
    }

    [Fact]
    public void Rule_6_1_Switching_it_off_takes_effect_at_once_and_keeps_the_subscription()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        Park();
        Bench.Use(CallBench.Standard, "[park]\nshow-waiting = no\n");
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Anonymous anonymous", lamp.Shows);
        Assert.StartsWith("active", lamp.SubscriptionState);
    }

    [Fact]
    public void Rule_6_1_Reloading_settings_keeps_the_subscriptions()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        Bench.Use(CallBench.Standard + "\n[extension:70]\ntype = park\n");
        Assert.Single(lamp.Notifies);
        PhoneCall bob = Park();
        Assert.Equal("confirmed recipient Bob 102", lamp.Shows);
        Bench.Use(CallBench.Standard);
        Assert.Equal("confirmed recipient Bob 102", lamp.Shows);
        bob.Hangup();
        Bench.Pass(0.1);
        Assert.StartsWith("terminated recipient", lamp.Shows);
        Assert.StartsWith("active", lamp.SubscriptionState);
    }

    [Fact]
    public void Rule_6_1_A_deleted_extension_ends_its_subscriptions_with_its_lamp_dark()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        PhoneLamp other = Bench.Phone("103").Watch("78");
        Park();
        Bench.Use(CallBench.Standard.Replace("[extension:77]", "[extension:79]"));
        Assert.Equal("terminated;reason=noresource", lamp.SubscriptionState);
        Assert.Equal("terminated recipient Bob 102", lamp.Shows);
        Assert.StartsWith("active", other.SubscriptionState);
        Assert.Equal(404, Bench.Phone("103").Watch("77").Status);
        Assert.Equal(1, Bench.Watchers.Count);
    }

    [Fact]
    public void Rule_6_1_A_slot_that_is_made_anew_is_dark_while_the_call_of_the_old_one_returns()
    {
        Telephone ann = Bench.Phone("101");
        Park(ann);
        Bench.Use(CallBench.Standard.Replace("[extension:77]", "[extension:79]"));
        Assert.True(ann.IsRinging);
        Bench.Use(CallBench.Standard);
        Assert.Equal([""], Bench.Phone("103").Watch("77").History);
    }

    [Fact]
    public void A_deleted_extension_watches_nothing_any_more()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        Bench.Use(CallBench.Standard.Replace("[extension:103]", "[extension:113]"));
        Assert.Equal("terminated;reason=rejected", lamp.SubscriptionState);
        Assert.Equal(0, Bench.Watchers.Count);
    }

    [Fact]
    public void An_exchange_that_stops_says_so_to_those_who_watch_and_that_all_is_over()
    {
        PhoneLamp slot = Bench.Phone("103").Watch("77");
        PhoneLamp user = Bench.Phone("103").Watch("102");
        Park();
        int before = slot.Notifies.Count;
        Bench.Stop();
        Assert.Equal("terminated;reason=deactivated", slot.SubscriptionState);
        Assert.Equal("terminated recipient Bob 102", slot.Shows);
        Assert.StartsWith("terminated", user.Shows);
        Assert.Equal(before + 1, slot.Notifies.Count);
        Assert.Equal(0, Bench.Watchers.Count);
        Assert.Equal(503, Bench.Unregistered("103").Watch("77").Status);
    }

    [Fact]
    public void A_caller_whose_name_is_no_XML_is_shown_all_the_same()
    {
        Use(CallBench.Standard.Replace("name = Bob", "name = B<o>&\"b' \u00fc"));
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        Park();
        Assert.Equal("confirmed recipient B<o>&\"b' \u00fc 102", lamp.Shows);
    }

    [Fact]
    public void A_code_that_is_dialled_is_shown_as_it_is_written_in_an_address()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("101");
        PhoneCall call = Bench.Phone("101").Call("*5");
        Bench.Pass(0.1);
        Assert.Equal("early initiator *5", lamp.Shows);
        call.Hangup();
    }

    /// <summary>Ann calls Bob and parks him on 77.</summary>
    private PhoneCall Park(Telephone? ann = null)
    {
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann ?? Bench.Phone("101"), Bench.Phone("102"));
        call.Hold();
        Assert.Equal(202, call.Refer("77"));
        call.Hangup();
        Bench.Pass(0.1);
        return bob;
    }
}
