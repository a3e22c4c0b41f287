using QX200.Sip.Dialogs;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>An INVITE of ours that may go to one of several servers (RFC 3263 4.3).</summary>
public sealed class ServerHuntTests
{
    private readonly MemoryNetwork _network = new();
    private readonly AgentHost _agent;
    private readonly ScriptedPeer _first;
    private readonly ScriptedPeer _second;

    public ServerHuntTests()
    {
        _agent = new AgentHost(_network, "192.0.2.9:5060");
        _first = new ScriptedPeer(_network, "192.0.2.1:5060", _agent.Udp);
        _second = new ScriptedPeer(_network, "192.0.2.2:5060", _agent.Udp);
    }

    [Fact]
    public void A_silent_server_is_given_up_for_the_next_after_four_seconds()
    {
        Call();
        _network.Advance(3_900);
        Assert.Empty(_second.Peek());
        _network.Advance(200);
        Assert.Equal(["INVITE offer"], _second.Peek());
        string one = _first.Last("INVITE");
        string two = _second.Last("INVITE");
        Assert.Equal(RawHost.Header(one, "Call-ID"), RawHost.Header(two, "Call-ID"));
        Assert.NotEqual(RawHost.Header(one, "Via"), RawHost.Header(two, "Via"));
        Talk(_second);
        Assert.Equal(["Answered answer"], _agent.Heard);
        End();
    }

    [Fact]
    public void One_that_wakes_afterwards_is_cancelled_and_its_200_hung_up()
    {
        Call();
        _network.Advance(4_100);
        _second.Reply("INVITE", 180);
        _first.Reply("INVITE", 100);
        Assert.Equal("CANCEL", _first.Peek()[^1]);
        _first.Reply("INVITE", 200, tag: "late", sdp: "late");
        Assert.Equal(["ACK", "BYE"], _first.Peek()[^2..]);
        Assert.Equal(
            RawHost.Header(_first.Last("INVITE"), "CSeq").Split(' ')[0],
            RawHost.Header(_first.Last("ACK"), "CSeq").Split(' ')[0]
        );
        _first.Reply("BYE", 200);
        Talk(_second);
        Assert.Equal(["Ringing 180 -", "Answered answer"], _agent.Heard);
        End();
    }

    [Fact]
    public void One_that_answers_503_is_left_at_once()
    {
        Call();
        _first.Reply("INVITE", 100);
        _first.Reply("INVITE", 503);
        Assert.Equal(["INVITE offer"], _second.Peek());
        Talk(_second);
        End();
    }

    [Fact]
    public void One_that_trys_may_take_its_time()
    {
        Call();
        _first.Reply("INVITE", 100);
        _network.Advance(20_000);
        Assert.Empty(_second.Peek());
        Talk(_first);
        End();
    }

    [Fact]
    public void Where_all_fail_the_last_one_says_how()
    {
        Call();
        _first.Reply("INVITE", 503);
        _second.Reply("INVITE", 503);
        Assert.Equal(["Failed 503 Scripted"], _agent.Heard);
        End(isOver: true);
    }

    [Fact]
    public void A_server_that_has_begun_to_ring_is_not_left()
    {
        Call();
        _first.Reply("INVITE", 180);
        _first.Reply("INVITE", 503);
        Assert.Empty(_second.Peek());
        Assert.Equal(["Ringing 180 -", "Failed 503 Scripted"], _agent.Heard);
        End(isOver: true);
    }

    [Fact]
    public void Who_hangs_up_calls_no_further_server()
    {
        Call();
        _agent.Do(static s => s.Hangup());
        _network.Advance(60_000);
        Assert.Empty(_second.Peek());
        End(isOver: true);
    }

    [Fact]
    public void For_a_while_the_one_that_failed_is_asked_last()
    {
        Call();
        _first.Reply("INVITE", 503);
        SipPeer first = _first.Raw.Udp;
        SipPeer second = _second.Raw.Udp;
        Assert.Equal([second, first], _agent.Stack.FailedServers.InOrder([first, second]));
        _network.Advance(61_000);
        Assert.Equal([first, second], _agent.Stack.FailedServers.InOrder([first, second]));
    }

    private void Call() =>
        _agent.CallServers("sip:201@example.net", [_first.Raw.Udp, _second.Raw.Udp]);

    private void Talk(ScriptedPeer peer)
    {
        peer.Reply("INVITE", 200, sdp: "answer");
        Assert.Equal("ACK", peer.Peek()[^1]);
    }

    private void End(bool isOver = false)
    {
        if (!isOver)
        {
            _agent.Do(static s => s.Hangup());
            (_second.Peek().Contains("BYE") ? _second : _first).Reply("BYE", 200);
        }

        _network.Advance(TimeSpan.FromMinutes(2));
        _agent.AssertClean();
    }
}
