using FsCheck.Xunit;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

/// <summary>Two whole stacks that talk over a network which loses, doubles and reorders.</summary>
public sealed class TwoStacksTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _caller;
    private readonly StackHost _called;

    public TwoStacksTests()
    {
        _caller = new StackHost(_network, "192.0.2.1:5060");
        _called = new StackHost(_network, "192.0.2.9:5060");
    }

    [Fact]
    public void A_call_that_is_refused_leaves_nothing_behind()
    {
        _called.Answer = invite =>
        {
            invite.Respond(180);
            invite.Respond(486);
        };
        _caller.Ask(SipMethod.Invite, _called.Udp, "c1");
        _network.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(["180 INVITE", "486 INVITE"], _caller.Heard);
        Assert.Equal(["INVITE", "ended Completed"], _called.Heard);
        AssertClean();
    }

    [Fact]
    public void A_call_cancelled_while_it_rings_ends_on_both_sides()
    {
        _called.Answer = invite => invite.Respond(180);
        ClientTransaction call = _caller.Ask(SipMethod.Invite, _called.Udp, "c1");
        _network.Settle();
        call.Cancel();
        _network.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(["180 INVITE", "487 INVITE"], _caller.Heard);
        Assert.Equal(["INVITE", "cancelled", "ended Completed"], _called.Heard);
        AssertClean();
    }

    /// <summary>
    /// Whatever the network does, the request's user hears exactly one end, the other side is asked at most once,
    /// and nothing is left behind. Where any datagram can get through, one end is the answer.
    /// </summary>
    [Property(MaxTest = 150)]
    public void Each_request_ends_once_through_any_weather(
        byte[] weather,
        bool isInvite,
        bool rings
    )
    {
        var network = new MemoryNetwork();
        var caller = new StackHost(network, "192.0.2.1:5060");
        var called = new StackHost(network, "192.0.2.9:5060");
        int at = 0;
        network.Weather = _ =>
            at < weather.Length
                ? (weather[at++] % 6) switch
                {
                    0 or 1 => Fate.Lose,
                    2 => Fate.Twice,
                    3 => Fate.Late,
                    _ => Fate.Deliver,
                }
                : Fate.Deliver;
        called.Answer = request =>
        {
            if (rings)
            {
                request.Respond(180);
            }

            request.Respond(486);
        };
        SipMethod method = isInvite ? SipMethod.Invite : SipMethod.Message;
        caller.Ask(method, called.Udp, "c1");
        network.Advance(TimeSpan.FromMinutes(2));

        Assert.Single(caller.Heard, heard => heard.StartsWith("486") || heard.StartsWith("failed"));
        Assert.True(called.Requests.Count <= 1);
        caller.AssertClean();
        called.AssertClean();
    }

    [Fact]
    public void A_hundred_requests_through_heavy_loss_all_end_and_leave_nothing()
    {
        var dice = new Random(1);
        _network.Weather = _ =>
            dice.Next(10) switch
            {
                < 3 => Fate.Lose,
                3 => Fate.Twice,
                4 => Fate.Late,
                _ => Fate.Deliver,
            };
        _called.Answer = request => request.Respond(request.IsInvite ? 603 : 200);
        for (int i = 0; i < 100; i++)
        {
            _caller.Ask(i % 2 == 0 ? SipMethod.Invite : SipMethod.Options, _called.Udp, $"c{i}");
        }

        _network.Advance(TimeSpan.FromMinutes(2));

        int answered = _caller.Heard.Count(heard =>
            heard.StartsWith("603") || heard.StartsWith("200")
        );
        int failed = _caller.Heard.Count(heard => heard.StartsWith("failed"));
        Assert.Equal(100, answered + failed);
        Assert.True(answered > 95, $"{answered} of 100 answered");
        AssertClean();
    }

    [Fact]
    public void An_INVITE_over_TCP_is_answered_on_the_connection_and_frees_it()
    {
        _called.Answer = invite => invite.Respond(404);
        _caller.Ask(SipMethod.Invite, _called.Tcp, "c1");
        _network.Settle();

        Assert.Equal(["404 INVITE"], _caller.Heard);
        Assert.Equal(["INVITE", "ended Completed"], _called.Heard);
        AssertClean();
    }

    private void AssertClean()
    {
        _caller.AssertClean();
        _called.AssertClean();
    }
}
