using QX200.Sip.Transactions;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

/// <summary>Which request belongs to which transaction: RFC 3261 17.2.3, 9.2 and 8.2.2.2.</summary>
public sealed class MatchingTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _box;
    private readonly RawHost _phone;

    public MatchingTests()
    {
        _box = new StackHost(_network, "192.0.2.9:5060");
        _phone = new RawHost(_network, "192.0.2.1:5060");
    }

    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5060", 1)]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5070", 2)]
    [InlineData("SIP/2.0/UDP 192.0.2.2:5060", 2)]
    public void The_same_branch_is_the_same_transaction_only_from_the_same_sent_by(
        string via,
        int expected
    )
    {
        string to = "<sip:101@192.0.2.9>;tag=t1";
        _phone.Send(_box.Udp, RawHost.Request("INFO", "z9hG4bK1", to: to));
        _phone.Send(_box.Udp, RawHost.Request("INFO", "z9hG4bK1", via, to: to));

        Assert.Equal(expected, _box.Requests.Count);
    }

    [Fact]
    public void A_request_that_came_by_two_ways_is_482_the_second_time()
    {
        _box.Answer = request => request.Respond(200);
        _phone.Send(_box.Udp, RawHost.Request("MESSAGE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("MESSAGE", "z9hG4bK2"));

        Assert.Equal(["SIP/2.0 200 OK", "SIP/2.0 482 Loop Detected"], _phone.Lines);
        Assert.Single(_box.Requests);
    }

    [Fact]
    public void A_request_within_a_dialog_is_never_taken_for_a_merged_one()
    {
        string to = "<sip:101@192.0.2.9>;tag=t1";
        _phone.Send(_box.Udp, RawHost.Request("INFO", "z9hG4bK1", to: to));
        _phone.Send(_box.Udp, RawHost.Request("INFO", "z9hG4bK2", to: to));

        Assert.Equal(2, _box.Requests.Count);
    }

    [Fact]
    public void A_CANCEL_is_answered_200_with_the_INVITE_s_tag_and_its_user_responds_487()
    {
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("CANCEL", "z9hG4bK1"));

        Assert.Equal(["INVITE", "cancelled"], _box.Heard);
        Assert.Equal(["SIP/2.0 200 OK", "SIP/2.0 487 Request Terminated"], _phone.Lines);
        Assert.Equal(RawHost.Header(_phone.Got[1], "To"), RawHost.Header(_phone.Got[0], "To"));
        Assert.Equal("1 CANCEL", RawHost.Header(_phone.Got[0], "CSeq"));
    }

    [Fact]
    public void A_repeated_CANCEL_is_answered_again_and_told_once()
    {
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("CANCEL", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("CANCEL", "z9hG4bK1"));

        Assert.Equal(2, _phone.Lines.Count(line => line == "SIP/2.0 200 OK"));
        Assert.Single(_box.Heard, "cancelled");
    }

    [Fact]
    public void A_CANCEL_after_the_answer_is_200_and_changes_nothing()
    {
        _box.Answer = invite => invite.Respond(200);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("CANCEL", "z9hG4bK1"));

        Assert.Equal(["INVITE"], _box.Heard);
        Assert.Equal(["SIP/2.0 200 OK", "SIP/2.0 200 OK"], _phone.Lines);
    }

    [Fact]
    public void A_CANCEL_of_nothing_is_481()
    {
        _phone.Send(_box.Udp, RawHost.Request("CANCEL", "z9hG4bK1"));

        Assert.Equal(["SIP/2.0 481 Call/Transaction Does Not Exist"], _phone.Lines);
        Assert.Empty(_box.Heard);
    }

    [Fact]
    public void An_INVITE_without_a_user_is_cancelled_by_the_stack_itself()
    {
        _box.Answer = invite => invite.User = null;
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("CANCEL", "z9hG4bK1"));

        Assert.Equal(["SIP/2.0 200 OK", "SIP/2.0 487 Request Terminated"], _phone.Lines);
    }

    [Fact]
    public void A_sender_older_than_RFC_3261_is_matched_by_the_whole_request()
    {
        _box.Answer = invite => invite.Respond(486);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "1"));
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "1"));
        Assert.Single(_box.Requests);
        Assert.Equal(2, _phone.Got.Count);

        string to = RawHost.Header(_phone.Got[0], "To");
        _phone.Send(_box.Udp, RawHost.Request("ACK", "1", to: to));
        Assert.Equal(TransactionState.Confirmed, _box.Requests[0].State);
    }

    [Fact]
    public void A_lost_hop_count_is_483_but_OPTIONS_is_answered_nonetheless()
    {
        _box.Answer = request => request.Respond(200);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1", more: "Max-Forwards: 0"));
        _phone.Send(
            _box.Udp,
            RawHost.Request("OPTIONS", "z9hG4bK2", cseq: 2, more: "Max-Forwards: 0")
        );

        Assert.Equal(["SIP/2.0 483 Too Many Hops", "SIP/2.0 200 OK"], _phone.Lines);
    }

    [Fact]
    public void Without_a_user_everything_is_503()
    {
        _box.Stack.User = null;
        _phone.Send(_box.Udp, RawHost.Request("OPTIONS", "z9hG4bK1"));

        Assert.Equal(["SIP/2.0 503 Service Unavailable"], _phone.Lines);
    }

    [Fact]
    public void While_the_loop_is_behind_new_calls_are_turned_away_and_the_rest_is_served()
    {
        _box.Answer = request => request.Respond(200);
        Queue(RawHost.Request("INVITE", "z9hG4bK1"));
        Queue(RawHost.Request("OPTIONS", "z9hG4bK2", cseq: 2));
        Queue(RawHost.Request("INVITE", "z9hG4bK3", cseq: 3, to: "<sip:101@192.0.2.9>;tag=t"));
        for (int i = 0; i < 40_000; i++)
        {
            _box.Loop.Post(static _ => { }, null);
        }

        _network.Settle();

        Assert.Equal(
            ["SIP/2.0 503 Service Unavailable", "SIP/2.0 200 OK", "SIP/2.0 200 OK"],
            _phone.Lines
        );
        Assert.Equal("5", RawHost.Header(_phone.Got[0], "Retry-After"));
        Assert.Equal(1, _box.Stack.Counters.TurnedAway.Value);
    }

    private void Queue(string text) =>
        _phone.Wire.TrySend(
            _box.Udp,
            System.Text.Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n")),
            out _
        );
}
