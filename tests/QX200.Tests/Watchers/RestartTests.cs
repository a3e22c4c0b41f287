using System.Net;
using QX200.Sip.Dialogs;
using QX200.Sip.Transport;
using QX200.Tests.Calls;
using QX200.Tests.Sip;
using QX200.Watchers;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>The exchange loses its power and comes back: lamps on telephones, which have not noticed, go on.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly CallBench _before = new();
    private CallBench? _after;

    private CallBench After => _after!;

    public void Dispose()
    {
        _before.Dispose();
        _after?.Dispose();
    }

    [Fact]
    public void Rule_6_1_A_lamp_shows_after_the_restart_what_is_true_then_and_follows_it()
    {
        PhoneLamp lamp = _before.Phone("103").Watch("77");
        Park(_before);
        Assert.NotEqual("", lamp.Shows);
        int told = lamp.Notifies.Count;

        PowerGoesAndComes(lamp);
        Assert.Equal(told + 1, lamp.Notifies.Count);
        Assert.Equal("", lamp.Shows);
        Assert.Equal("active;expires=3600", lamp.SubscriptionState);
        Assert.Equal(1, After.Watchers.Count);

        Park(After);
        Assert.Contains("confirmed", lamp.Shows);
    }

    [Fact]
    public void The_telephone_refreshes_and_ends_it_as_if_nothing_had_been()
    {
        PhoneLamp lamp = _before.Phone("103").Watch("77", "Event: dialog;id=7\n");
        string dialog = RawHost.Header(lamp.Response, "To");
        PowerGoesAndComes(lamp);
        Assert.Equal("dialog;id=7", RawHost.Header(lamp.Latest, "Event"));
        Assert.Equal(200, lamp.Subscribe(1800).Status);
        Assert.Equal(dialog, RawHost.Header(lamp.Response, "To"));
        lamp.Unsubscribe();
        Assert.Equal("terminated;reason=timeout", lamp.SubscriptionState);
        Assert.Empty(After.Watchers.Kept());
    }

    [Theory]
    [InlineData("103")]
    [InlineData("77")]
    public void Where_either_extension_is_gone_the_watch_is_gone(string gone)
    {
        _before.Phone("103").Watch("77");
        string extensions = CallBench.Standard.Replace($"[extension:{gone}]", "[extension:99]");
        byte[] kept = WatchFile.Write(_before.Watchers.Kept());
        _after = new CallBench(extensions);
        After.Watchers.Restore(WatchFile.Read(kept));
        After.Phone("101");
        After.Pass(1);
        Assert.Equal(0, After.Watchers.Count);
    }

    [Fact]
    public void Who_does_not_answer_any_more_is_given_up()
    {
        PhoneLamp lamp = _before.Phone("103").Watch("77");
        PowerGoesAndComes(lamp, grants: 0);
        Assert.Equal(1, After.Watchers.Count);
        After.Pass(33);
        Assert.Equal(0, After.Watchers.Count);
        Assert.Empty(After.Watchers.Kept());
    }

    [Fact]
    public void It_is_kept_anew_when_something_else_has_to_be_told_and_not_at_each_refresh()
    {
        int changes = 0;
        _before.Watchers.Changed = () => changes++;
        Telephone carol = _before.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        Assert.Equal(1, changes);
        lamp.Subscribe();
        Park(_before);
        Assert.Equal(1, changes);
        PhoneLamp moves = carol.Watch("78", "Contact: <sip:103@192.0.2.77>\n");
        Assert.Equal(2, changes);
        lamp.Unsubscribe();
        Assert.Equal(3, changes);
        Assert.Equal(
            "sip:103@192.0.2.77",
            Assert.Single(_before.Watchers.Kept()).Subscription.RemoteTarget
        );
        Assert.Equal(200, moves.Status);
    }

    [Fact]
    public void What_is_written_is_read_and_a_damaged_line_costs_itself_alone()
    {
        var whole = new KeptWatch(
            "103",
            "77",
            "sip:103@192.0.2.12",
            "sip:77@192.0.2.1",
            12,
            new KeptSubscription(
                "a@b",
                "ours",
                "theirs",
                "<sip:77@192.0.2.1>;tag=ours",
                "\"Carol \\\"C\\\"\" <sip:103@192.0.2.1>;tag=theirs",
                "sip:103@192.0.2.12;transport=udp",
                ["<sip:192.0.2.9;lr>", "<sip:192.0.2.8;lr>"],
                "77",
                IsSips: false,
                LocalCSeq: 41,
                RemoteCSeq: 3_000_000_000,
                SipPeer.FromEndPoint(
                    SipTransport.Udp,
                    new IPEndPoint(IPAddress.Parse("198.51.100.7"), 1024)
                ),
                "dialog",
                3600
            )
        );
        byte[] file =
        [
            .. WatchFile.Write([whole])[..^20],
            .. "\n{}\nnothing\n[1]\n{\"watcher\":7}\n"u8,
            .. WatchFile.Write([whole, whole]),
        ];
        IReadOnlyList<KeptWatch> read = WatchFile.Read(file);
        Assert.Equal(2, read.Count);
        Assert.Equal(whole.Subscription.Routes, read[1].Subscription.Routes);
        IReadOnlyList<string> none = [];
        Assert.Equal(
            whole with
            {
                Subscription = whole.Subscription with { Routes = none },
            },
            read[1] with
            {
                Subscription = read[1].Subscription with { Routes = none },
            }
        );
    }

    private void PowerGoesAndComes(PhoneLamp lamp, int grants = 200)
    {
        byte[] kept = WatchFile.Write(_before.Watchers.Kept());
        _after = new CallBench();
        After.Watchers.Restore(WatchFile.Read(kept));
        lamp.GoesOnAt(After.Unregistered("103"));
        lamp.Grants = grants;
        After.Board.Changed();
        After.Pass(0.1);
    }

    private static void Park(CallBench bench)
    {
        (_, PhoneCall called) = bench.Talk(bench.Phone("101"), bench.Phone("102"));
        called.Refer("77");
        bench.Pass(0.2);
    }
}
