using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

public sealed class ClientTransactionTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _box;
    private readonly RawHost _phone;

    public ClientTransactionTests()
    {
        _box = new StackHost(_network, "192.0.2.9:5060");
        _phone = new RawHost(_network, "192.0.2.1:5060");
    }

    [Fact]
    public void A_request_begins_with_our_Via_and_Max_Forwards()
    {
        _box.Ask(SipMethod.Options, _phone.Udp, "c1");
        _network.Settle();

        string request = Assert.Single(_phone.Got);
        Assert.StartsWith(
            "OPTIONS sip:101@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;rport;branch=z9hG4bK",
            request,
            StringComparison.Ordinal
        );
        Assert.Equal("70", RawHost.Header(request, "Max-Forwards"));
    }

    [Fact]
    public void An_INVITE_is_repeated_at_doubling_distances_and_fails_after_64_T1()
    {
        _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        int[] sentBy = [0, 500, 1500, 3500, 7500, 15500, 31500];
        for (int i = 0; i < sentBy.Length; i++)
        {
            _network.Advance(sentBy[i] - (i == 0 ? 0 : sentBy[i - 1]));
            Assert.Equal(i + 1, _phone.Got.Count);
        }

        _network.Advance(499);
        Assert.Empty(_box.Heard);
        _network.Advance(1);
        Assert.Equal(["failed TimedOut"], _box.Heard);
        Assert.Single(_phone.Got.Distinct());
        _box.AssertClean();
    }

    [Fact]
    public void Other_requests_are_repeated_at_most_every_T2_and_fail_after_64_T1()
    {
        _box.Ask(SipMethod.Options, _phone.Udp, "c1");
        _network.Advance(TimeSpan.FromSeconds(32));

        Assert.Equal(11, _phone.Got.Count);
        Assert.Equal(["failed TimedOut"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void After_a_provisional_response_other_requests_are_repeated_every_T2()
    {
        _box.Ask(SipMethod.Options, _phone.Udp, "c1");
        _network.Settle();
        Reply(0, "100 Trying");
        _network.Advance(500);
        Assert.Equal(2, _phone.Got.Count);
        _network.Advance(3999);
        Assert.Equal(2, _phone.Got.Count);
        _network.Advance(1);
        Assert.Equal(3, _phone.Got.Count);

        Reply(0, "200 OK");
        Reply(0, "200 OK");
        _network.Advance(5000);
        Assert.Equal(["100 OPTIONS", "200 OPTIONS"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void A_refused_INVITE_is_acknowledged_each_time_and_told_once()
    {
        _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        _network.Settle();
        Reply(0, "180 Ringing");
        Reply(0, "486 Busy Here");
        Reply(0, "486 Busy Here");

        Assert.Equal(["180 INVITE", "486 INVITE"], _box.Heard);
        string ack = _phone.Got[1];
        Assert.Equal(3, _phone.Got.Count);
        Assert.Equal(ack, _phone.Got[2]);
        Assert.StartsWith("ACK sip:101@192.0.2.9 SIP/2.0\r\n", ack, StringComparison.Ordinal);
        Assert.Equal("7 ACK", RawHost.Header(ack, "CSeq"));
        Assert.Equal("<sip:101@192.0.2.9>;tag=t1", RawHost.Header(ack, "To"));
        foreach (string same in new[] { "Via", "From", "Call-ID" })
        {
            Assert.Equal(RawHost.Header(_phone.Got[0], same), RawHost.Header(ack, same));
        }

        _network.Advance(TimeSpan.FromSeconds(32));
        _box.AssertClean();
    }

    [Fact]
    public void Every_2xx_of_an_INVITE_is_told_for_64_T1_and_then_is_a_stray()
    {
        _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        _network.Settle();
        Reply(0, "200 OK");
        Reply(0, "200 OK");
        _network.Advance(TimeSpan.FromSeconds(32));
        Reply(0, "200 OK");

        Assert.Equal(["200 INVITE", "200 INVITE", "stray 200"], _box.Heard);
        Assert.Single(_phone.Got);
        _box.AssertClean();
    }

    [Fact]
    public void A_CANCEL_waits_for_the_first_provisional_response()
    {
        ClientTransaction invite = _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        invite.Cancel("SIP;cause=200;text=\"Call completed elsewhere\""u8);
        _network.Settle();
        Assert.Single(_phone.Got);

        Reply(0, "100 Trying");
        string cancel = _phone.Got[1];
        Assert.StartsWith("CANCEL sip:101@192.0.2.9 SIP/2.0\r\n", cancel, StringComparison.Ordinal);
        Assert.Equal("7 CANCEL", RawHost.Header(cancel, "CSeq"));
        Assert.Equal(
            "SIP;cause=200;text=\"Call completed elsewhere\"",
            RawHost.Header(cancel, "Reason")
        );
        foreach (string same in new[] { "Via", "From", "To", "Call-ID" })
        {
            Assert.Equal(RawHost.Header(_phone.Got[0], same), RawHost.Header(cancel, same));
        }

        Reply(1, "200 OK");
        Reply(0, "487 Request Terminated");
        Assert.Equal(["100 INVITE", "487 INVITE"], _box.Heard);
        _network.Advance(TimeSpan.FromSeconds(32));
        _box.AssertClean();
    }

    [Fact]
    public void A_CANCEL_that_crosses_the_2xx_changes_nothing()
    {
        ClientTransaction invite = _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        _network.Settle();
        Reply(0, "180 Ringing");
        invite.Cancel();
        Reply(0, "200 OK");

        Assert.Equal(["180 INVITE", "200 INVITE"], _box.Heard);
        Assert.Equal(TransactionState.Accepted, invite.State);
    }

    [Fact]
    public void A_cancelled_INVITE_without_final_response_ends_after_64_T1()
    {
        ClientTransaction invite = _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        _network.Settle();
        Reply(0, "180 Ringing");
        _network.Advance(TimeSpan.FromMinutes(2));
        invite.Cancel();
        _network.Advance(TimeSpan.FromSeconds(32));

        Assert.Equal(["180 INVITE", "failed TimedOut"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void A_request_that_cannot_be_sent_fails_later_than_Send()
    {
        _box.Wire.HasNoRoute = true;
        _box.Ask(SipMethod.Options, _phone.Udp, "c1");
        Assert.Empty(_box.Heard);

        _network.Settle();
        Assert.Equal(["failed TransportFailed"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void A_response_with_a_second_Via_or_of_another_method_is_not_taken()
    {
        _box.Ask(SipMethod.Options, _phone.Udp, "c1");
        _network.Settle();
        Reply(0, "200 OK", more: "Via: SIP/2.0/UDP 192.0.2.77\r\n");
        Reply(0, "200 OK", cseq: "7 INVITE");

        Assert.Equal(["stray 200"], _box.Heard);
    }

    [Fact]
    public void A_long_request_goes_by_TCP_and_its_Via_says_so()
    {
        _box.Ask(SipMethod.Invite, _phone.Udp, "c1", padding: 1300);
        _network.Settle();

        Assert.Equal(SipTransport.Tcp, _phone.LastSource.Transport);
        Assert.StartsWith(
            "SIP/2.0/TCP 192.0.2.9:5060;",
            RawHost.Header(_phone.Got[0], "Via"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_long_request_goes_by_UDP_after_all_where_TCP_is_refused_and_this_is_remembered()
    {
        _phone.Wire.RefusesTcp = true;
        _box.Ask(SipMethod.Invite, _phone.Udp, "c1", padding: 1300);
        _network.Settle();
        Assert.Equal(SipTransport.Udp, _phone.LastSource.Transport);
        Assert.StartsWith(
            "SIP/2.0/UDP 192.0.2.9:5060;",
            RawHost.Header(_phone.Got[0], "Via"),
            StringComparison.Ordinal
        );
        _network.Advance(500);
        Assert.Equal(2, _phone.Got.Count);
        Assert.Empty(_box.Heard);

        _phone.Wire.RefusesTcp = false;
        _box.Ask(SipMethod.Options, _phone.Udp, "c2", padding: 1300);
        _network.Settle();
        Assert.Equal(SipTransport.Udp, _phone.LastSource.Transport);
    }

    [Fact]
    public void A_long_request_to_a_flow_stays_on_it()
    {
        _box.Ask(SipMethod.Invite, _phone.Udp.AsFlow(), "c1", padding: 1300);
        _network.Settle();

        Assert.Equal(SipTransport.Udp, _phone.LastSource.Transport);
    }

    [Fact]
    public void A_connection_that_is_refused_or_breaks_before_any_response_fails_the_request()
    {
        _phone.Wire.RefusesTcp = true;
        _box.Ask(SipMethod.Options, _phone.Tcp, "c1");
        _network.Settle();
        Assert.Equal(["failed TransportFailed"], _box.Heard);

        _phone.Wire.RefusesTcp = false;
        _box.Ask(SipMethod.Invite, _phone.Tcp, "c2");
        _network.Settle();
        Assert.Single(_box.Wire.Pins);
        _phone.Wire.CutStreams();
        _network.Settle();
        Assert.Equal(["failed TransportFailed", "failed TransportFailed"], _box.Heard);
        _box.AssertClean();
    }

    [Fact]
    public void Over_TCP_nothing_is_repeated_and_an_open_connection_is_used_again()
    {
        _box.Ask(SipMethod.Invite, _phone.Tcp, "c1");
        _network.Advance(TimeSpan.FromSeconds(31));
        Assert.Single(_phone.Got);

        _box.Ask(SipMethod.Options, _phone.Tcp, "c2");
        _network.Settle();
        Assert.Equal(1, _box.Wire.OpenStreams);

        _network.Advance(TimeSpan.FromSeconds(32));
        Assert.Equal(["failed TimedOut", "failed TimedOut"], _box.Heard);
        _box.AssertClean();
    }

    // Answers the request that came at that place as a telephone would.
    private void Reply(int which, string status, string? cseq = null, string more = "")
    {
        string request = _phone.Got[which];
        _phone.Send(
            _box.Udp,
            $"SIP/2.0 {status}\r\nVia: {RawHost.Header(request, "Via")}\r\n{more}"
                + $"From: {RawHost.Header(request, "From")}\r\n"
                + $"To: {RawHost.Header(request, "To")};tag=t1\r\n"
                + $"Call-ID: {RawHost.Header(request, "Call-ID")}\r\n"
                + $"CSeq: {cseq ?? RawHost.Header(request, "CSeq")}\r\nContent-Length: 0\r\n\r\n"
        );
    }
}
