using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>A subscription over a stream, and one whose watcher cannot be reached: an agent and hosts written by hand.</summary>
public sealed class SubscriptionTests : IUserAgentOwner, ISubscriptionUser
{
    private static readonly EventPackage Package = new("dialog", "text/plain", 3600, 60, 3600);

    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly RawHost _phone;
    private Subscription _subscription = null!;
    private int _written;
    private int _moves;
    private bool _over;

    public SubscriptionTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _agent.Agent.Owner = this;
        _phone = new RawHost(_network, "192.0.2.1:5060");
    }

    [Fact]
    public void Over_a_stream_NOTIFYs_go_back_over_it_and_hold_it_open()
    {
        Subscribe();
        Assert.Single(_agent.Wire.Pins);
        Answer();
        Assert.Equal(1, _phone.Wire.OpenStreams);
        Change();
        Assert.Contains("\r\n\r\nstate 2", _phone.Got[^1]);
        Answer();
        End();
    }

    [Fact]
    public void A_stream_that_is_lost_is_replaced_by_one_to_the_Contact()
    {
        Subscribe();
        Answer();
        _phone.Wire.CutStreams();
        _network.Settle();
        Change();
        Assert.Contains("\r\n\r\nstate 3", _phone.Got[^1]);
        Answer();
        Assert.False(_over);
        End();
    }

    [Fact]
    public void A_watcher_who_cannot_be_reached_is_tried_for_half_a_minute()
    {
        Subscribe();
        Answer();
        _phone.Wire.CutStreams();
        _phone.Wire.RefusesTcp = true;
        _network.Settle();
        Change();
        _network.Advance(29_000);
        Assert.False(_over);
        _network.Advance(3_000);
        Assert.True(_over);
        _agent.AssertClean();
    }

    [Fact]
    public void A_watcher_who_can_be_reached_again_gets_the_newest_state()
    {
        Subscribe();
        Answer();
        _phone.Wire.CutStreams();
        _phone.Wire.RefusesTcp = true;
        _network.Settle();
        Change();
        _network.Advance(7_000);
        _phone.Wire.RefusesTcp = false;
        _network.Advance(5_000);
        Assert.StartsWith("NOTIFY ", _phone.Got[^1]);
        Answer();
        End();
    }

    [Fact]
    public void A_refresh_over_a_new_stream_takes_the_NOTIFYs_there()
    {
        Subscribe();
        Answer();
        _phone.Wire.CutStreams();
        _network.Settle();
        string tag = SipTag(_phone.Got.First(static t => t.StartsWith("SIP/2.0 200")));
        Subscribe(cseq: 2, tag);
        Assert.StartsWith("NOTIFY ", _phone.Got[^1]);
        Answer();
        Assert.Single(_agent.Wire.Pins);
        End();
        Assert.Equal(1, _moves);
    }

    [Fact]
    public void A_request_out_of_order_changes_nothing()
    {
        Subscribe(cseq: 5);
        Answer();
        string tag = SipTag(_phone.Got.First(static t => t.StartsWith("SIP/2.0 200")));
        Subscribe(cseq: 4, tag, expires: 0);
        Assert.StartsWith("SIP/2.0 500", _phone.Got[^1]);
        Assert.False(_over);
        End();
    }

    void IUserAgentOwner.InviteArrived(ServerTransaction invite) => invite.Respond(501);

    void IUserAgentOwner.RequestArrived(ServerTransaction transaction)
    {
        Assert.True(
            SubscribeTerms.TryRead(transaction.Request, Package, out SubscribeTerms terms, out _)
        );
        _subscription = _agent.Agent.AcceptSubscription(transaction, terms, this, "77");
    }

    int ISubscriptionUser.WriteState(Subscription subscription, Span<byte> room)
    {
        byte[] state = AgentHost.Bytes($"state {++_written}");
        state.CopyTo(room);
        return state.Length;
    }

    void ISubscriptionUser.Moved(Subscription subscription) => _moves++;

    void ISubscriptionUser.Ended(Subscription subscription) => _over = true;

    private void Subscribe(int cseq = 1, string tag = "", int expires = 600) =>
        _phone.Send(
            _agent.Udp.Over(QX200.Sip.Transport.SipTransport.Tcp),
            $"""
            SUBSCRIBE sip:77@192.0.2.9 SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK{cseq}
            From: <sip:103@192.0.2.9>;tag=w
            To: <sip:77@192.0.2.9>{tag}
            Call-ID: watch
            CSeq: {cseq} SUBSCRIBE
            Max-Forwards: 70
            Contact: <sip:103@192.0.2.1:5060;transport=tcp>
            Event: dialog
            Expires: {expires}
            Content-Length: 0


            """
        );

    private void Change()
    {
        _network.Advance(100);
        _subscription.Changed();
        _network.Settle();
    }

    /// <summary>200 to the latest NOTIFY, over whatever stream there is.</summary>
    private void Answer()
    {
        string notify = _phone.Got.Last(static t => t.StartsWith("NOTIFY "));
        _phone.Send(
            _phone.LastSource,
            $"""
            SIP/2.0 200 OK
            Via: {RawHost.Header(notify, "Via")}
            From: {RawHost.Header(notify, "From")}
            To: {RawHost.Header(notify, "To")}
            Call-ID: watch
            CSeq: {RawHost.Header(notify, "CSeq")}
            Content-Length: 0


            """
        );
    }

    private void End()
    {
        _subscription.Withdraw("noresource");
        _network.Settle();
        Assert.Contains("terminated;reason=noresource", _phone.Got[^1]);
        Answer();
        Assert.True(_over);
        _network.Advance(40_000);
        _agent.AssertClean();
    }

    private static string SipTag(string response)
    {
        string to = RawHost.Header(response, "To");
        return to[to.IndexOf(";tag=", StringComparison.Ordinal)..];
    }
}
