using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

public sealed class ServerTransactionTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _box;
    private readonly RawHost _phone;

    public ServerTransactionTests()
    {
        _box = new StackHost(_network, "192.0.2.9:5060");
        _phone = new RawHost(_network, "192.0.2.1:5060");
    }

    [Fact]
    public void An_unanswered_INVITE_gets_its_100_after_200_ms_and_again_when_it_is_repeated()
    {
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _network.Advance(199);
        Assert.Empty(_phone.Got);

        _network.Advance(1);
        Assert.Equal(["SIP/2.0 100 Trying"], _phone.Lines);
        Assert.Equal("<sip:101@192.0.2.9>", RawHost.Header(_phone.Got[0], "To"));

        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        Assert.Equal(["SIP/2.0 100 Trying", "SIP/2.0 100 Trying"], _phone.Lines);
        Assert.Equal(["INVITE"], _box.Heard);
    }

    [Fact]
    public void A_refused_INVITE_is_refused_again_until_its_ACK_comes_and_ends_after_T4()
    {
        _box.Answer = invite => invite.Respond(486);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _network.Advance(499);
        Assert.Single(_phone.Got);
        _network.Advance(1 + 1000 + 2000 + 4000 + 4000);
        Assert.Equal(Enumerable.Repeat("SIP/2.0 486 Busy Here", 6), _phone.Lines);

        _phone.Send(_box.Udp, RawHost.Request("ACK", "z9hG4bK1"));
        Assert.Equal(TransactionState.Confirmed, _box.Requests[0].State);
        _network.Advance(4999);
        Assert.DoesNotContain("ended Completed", _box.Heard);
        _network.Advance(1);

        Assert.Equal(6, _phone.Got.Count);
        Assert.Equal(["INVITE", "ended Completed"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void A_refusal_without_ACK_times_out_after_64_T1()
    {
        _box.Answer = invite => invite.Respond(404);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _network.Advance(TimeSpan.FromSeconds(32));

        Assert.Equal(["INVITE", "ended TimedOut"], _box.Heard);
        Assert.Equal(11, _phone.Got.Count);
        _box.AssertClean();
    }

    [Fact]
    public void An_accepted_INVITE_absorbs_repetitions_and_lets_its_user_repeat_the_2xx()
    {
        _box.Answer = invite => invite.Respond(200);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        Assert.Single(_phone.Got);

        _box.Requests[0].Repeat();
        _network.Settle();
        Assert.Equal(["SIP/2.0 200 OK", "SIP/2.0 200 OK"], _phone.Lines);
        Assert.Equal(_phone.Got[0], _phone.Got[1]);

        _network.Advance(TimeSpan.FromSeconds(32));
        Assert.Equal(["INVITE", "ended Completed"], _box.Heard);
        _box.AssertClean();
    }

    [Theory]
    [InlineData("z9hG4bK1")]
    [InlineData("z9hG4bK2")]
    public void The_ACK_of_a_2xx_goes_to_the_user_with_a_new_branch_or_the_old_one(string branch)
    {
        _box.Answer = invite => invite.Respond(200);
        _phone.Send(_box.Udp, RawHost.Request("INVITE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("ACK", branch));

        Assert.Equal(["INVITE", "ACK"], _box.Heard);
    }

    [Fact]
    public void Other_requests_are_answered_once_and_the_answer_is_repeated_for_64_T1()
    {
        _box.Answer = request => request.Respond(200);
        _phone.Send(_box.Udp, RawHost.Request("BYE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("BYE", "z9hG4bK1"));
        Assert.Equal(["SIP/2.0 200 OK", "SIP/2.0 200 OK"], _phone.Lines);
        Assert.Equal(_phone.Got[0], _phone.Got[1]);

        _network.Advance(TimeSpan.FromSeconds(32));
        Assert.Equal(["BYE", "ended Completed"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void A_request_that_nobody_answers_leaves_nothing_behind()
    {
        _phone.Send(_box.Udp, RawHost.Request("INFO", "z9hG4bK1"));
        _network.Advance(TimeSpan.FromSeconds(32));

        Assert.Equal(["INFO", "ended TimedOut"], _box.Heard);
        Assert.Empty(_phone.Got);
        _box.AssertClean();
    }

    [Fact]
    public void A_second_final_response_is_not_sent()
    {
        _box.Answer = request =>
        {
            request.Respond(404);
            request.Respond(500);
        };
        _phone.Send(_box.Udp, RawHost.Request("MESSAGE", "z9hG4bK1"));
        _phone.Send(_box.Udp, RawHost.Request("MESSAGE", "z9hG4bK1"));

        Assert.Equal(["SIP/2.0 404 Not Found", "SIP/2.0 404 Not Found"], _phone.Lines);
    }

    [Fact]
    public void A_fault_in_the_user_is_answered_500_and_the_loop_goes_on()
    {
        _box.Answer = _ => throw new InvalidOperationException("a fault for the test");
        _phone.Wire.TrySend(
            _box.Udp,
            System.Text.Encoding.ASCII.GetBytes(
                RawHost.Request("OPTIONS", "z9hG4bK1").ReplaceLineEndings("\r\n")
            ),
            out _
        );
        _box.Loop.RunPending();
        Assert.Equal(1, _box.Loop.Faults);

        _phone.Wire.Loop.RunPending();
        Assert.Equal(["SIP/2.0 500 Server Internal Error"], _phone.Lines);
    }

    [Fact]
    public void A_response_too_long_for_its_buffer_goes_out_as_a_500()
    {
        _box.Answer = request =>
        {
            SipWriter writer = request.Begin(200);
            writer.Header(HeaderName.Subject, new string('x', 100_000));
            writer.End();
            request.Send(ref writer);
        };
        _phone.Send(_box.Udp, RawHost.Request("OPTIONS", "z9hG4bK1"));

        Assert.Equal(["SIP/2.0 500 Response Too Large"], _phone.Lines);
    }

    [Fact]
    public void A_response_that_cannot_be_sent_ends_the_transaction_but_not_from_within_Send()
    {
        _box.Answer = request =>
        {
            _box.Wire.HasNoRoute = true;
            request.Respond(200);
            _box.Heard.Add("responded");
        };
        _phone.Send(_box.Udp, RawHost.Request("OPTIONS", "z9hG4bK1"));

        Assert.Equal(["OPTIONS", "responded", "ended TransportFailed"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void Over_TCP_nothing_is_repeated_and_what_may_end_at_once_does()
    {
        _box.Answer = request => request.Respond(request.IsInvite ? 486 : 200);
        string via = "SIP/2.0/TCP 192.0.2.1:5060";
        _phone.Send(_box.Tcp, RawHost.Request("INVITE", "z9hG4bK1", via));
        _network.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["SIP/2.0 486 Busy Here"], _phone.Lines);

        _phone.Send(_box.Tcp, RawHost.Request("ACK", "z9hG4bK1", via));
        _phone.Send(_box.Tcp, RawHost.Request("OPTIONS", "z9hG4bK2", via, cseq: 2));

        Assert.Equal(["INVITE", "ended Completed", "OPTIONS", "ended Completed"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void Over_TCP_a_response_goes_back_on_its_connection_or_to_the_Via_where_that_is_gone()
    {
        string via = "SIP/2.0/TCP 192.0.2.1:5060";
        _phone.Send(_box.Tcp, RawHost.Request("INVITE", "z9hG4bK1", via));
        _box.Requests[0].Respond(180);
        _network.Settle();
        int first = _box.Requests[0].Source.Connection;
        Assert.Equal(first, Assert.Single(_box.Wire.Pins).Key);

        _phone.Wire.CutStreams();
        _network.Settle();
        _box.Requests[0].Respond(486);
        _network.Settle();

        Assert.Equal(["SIP/2.0 180 Ringing", "closed", "SIP/2.0 486 Busy Here"], _phone.Lines);
        Assert.Equal(1, _box.Wire.OpenStreams);
        Assert.False(_box.Wire.IsOpen(first));
        Assert.Equal(SipTransport.Tcp, _phone.LastSource.Transport);
    }
}
