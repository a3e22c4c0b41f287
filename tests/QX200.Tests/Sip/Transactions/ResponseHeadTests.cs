using System.Text;
using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

/// <summary>What responses repeat, and where they go: RFC 3261 18.2 and RFC 3581.</summary>
public sealed class ResponseHeadTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _box;
    private readonly RawHost _phone;

    public ResponseHeadTests()
    {
        _box = new StackHost(_network, "192.0.2.9:5060");
        _box.Answer = request => request.Respond(200);
        _phone = new RawHost(_network, "192.0.2.1:6000");
    }

    [Theory]
    [InlineData(
        "SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bK1",
        "SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bK1"
    )]
    [InlineData(
        "SIP/2.0/UDP 10.0.0.7:9999;rport;branch=z9hG4bK1",
        "SIP/2.0/UDP 10.0.0.7:9999;rport=6000;branch=z9hG4bK1;received=192.0.2.1"
    )]
    [InlineData(
        "SIP/2.0/UDP 192.0.2.1:6000;rport;branch=z9hG4bK1",
        "SIP/2.0/UDP 192.0.2.1:6000;rport=6000;branch=z9hG4bK1;received=192.0.2.1"
    )]
    [InlineData(
        "SIP/2.0/UDP phone.example.org:6000;branch=z9hG4bK1",
        "SIP/2.0/UDP phone.example.org:6000;branch=z9hG4bK1;received=192.0.2.1"
    )]
    [InlineData(
        "SIP/2.0/UDP 10.0.0.7;RPORT=77;received=198.51.100.1;branch=z9hG4bK1;x",
        "SIP/2.0/UDP 10.0.0.7;RPORT=6000;branch=z9hG4bK1;x;received=192.0.2.1"
    )]
    [InlineData(
        "SIP/2.0/UDP 10.0.0.7:6000;maddr=198.51.100.1;branch=z9hG4bK1",
        "SIP/2.0/UDP 10.0.0.7:6000;maddr=198.51.100.1;branch=z9hG4bK1;received=192.0.2.1"
    )]
    public void The_top_Via_says_where_the_request_really_came_from(string sent, string returned)
    {
        _phone.Send(_box.Udp, WithVia(sent));

        Assert.Equal(returned, RawHost.Header(Assert.Single(_phone.Got), "Via"));
    }

    [Fact]
    public void Without_rport_a_response_goes_to_the_port_in_the_Via_or_to_5060()
    {
        var at7000 = new RawHost(_network, "192.0.2.1:7000");
        var at5060 = new RawHost(_network, "192.0.2.1:5060");
        _phone.Send(_box.Udp, WithVia("SIP/2.0/UDP 10.0.0.7:7000;branch=z9hG4bK1"));
        _phone.Send(_box.Udp, WithVia("SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK2", "c2"));

        Assert.Single(at7000.Got);
        Assert.Single(at5060.Got);
        Assert.Empty(_phone.Got);
    }

    [Fact]
    public void All_Vias_come_back_in_order_however_they_were_written()
    {
        _phone.Send(
            _box.Udp,
            """
            OPTIONS sip:101@192.0.2.9 SIP/2.0
            v: SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bK1, SIP/2.0/TCP b.example.org;branch=z9hG4bK2
            Via: SIP/2.0/UDP c.example.org
              ;branch=z9hG4bK3
            Max-Forwards: 70
            f: <sip:102@192.0.2.1>;tag=f1
            t: "A, B" <sip:101@192.0.2.9>
            i: c
            CSeq: 1 OPTIONS
            Timestamp: 54
            Record-Route: <sip:p.example.org;lr>


            """
        );

        string[] vias =
        [
            .. _phone
                .Got.Single()
                .Split("\r\n")
                .Where(line => line.StartsWith("Via: ", StringComparison.Ordinal)),
        ];
        Assert.Equal(3, vias.Length);
        Assert.StartsWith("Via: SIP/2.0/UDP 192.0.2.1:6000", vias[0], StringComparison.Ordinal);
        Assert.Equal("Via: SIP/2.0/TCP b.example.org;branch=z9hG4bK2", vias[1]);
        Assert.StartsWith("Via: SIP/2.0/UDP c.example.org", vias[2], StringComparison.Ordinal);
        Assert.StartsWith(
            "\"A, B\" <sip:101@192.0.2.9>;tag=",
            RawHost.Header(_phone.Got[0], "To"),
            StringComparison.Ordinal
        );
        Assert.Empty(RawHost.Header(_phone.Got[0], "Record-Route"));
    }

    [Fact]
    public void A_response_that_makes_a_dialog_repeats_the_Record_Route_and_a_100_the_Timestamp()
    {
        _box.Answer = invite =>
        {
            invite.Respond(100);
            invite.Respond(180);
        };
        _phone.Send(
            _box.Udp,
            RawHost.Request(
                "INVITE",
                "z9hG4bK1",
                "SIP/2.0/UDP 192.0.2.1:6000",
                more: "Timestamp: 54\nRecord-Route: <sip:a;lr>, <sip:b;lr>\nRecord-Route: <sip:c;lr>"
            )
        );

        Assert.Equal("54", RawHost.Header(_phone.Got[0], "Timestamp"));
        Assert.Empty(RawHost.Header(_phone.Got[0], "Record-Route"));
        Assert.Contains(
            "Record-Route: <sip:a;lr>, <sip:b;lr>\r\nRecord-Route: <sip:c;lr>\r\n",
            _phone.Got[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_malformed_request_gets_a_400_that_says_why_and_is_counted()
    {
        _phone.Send(
            _box.Udp,
            RawHost.Request(
                "INVITE",
                "z9hG4bK1",
                "SIP/2.0/UDP 192.0.2.1:6000",
                more: "Max-Forwards: many"
            )
        );

        Assert.Equal(["SIP/2.0 400 Bad Max-Forwards"], _phone.Lines);
        Assert.Contains(";tag=", RawHost.Header(_phone.Got[0], "To"), StringComparison.Ordinal);
        Assert.Equal(1, _box.Stack.Counters.Rejected(SipRejection.BadMaxForwards).Value);
        _box.AssertClean();
    }

    [Theory]
    [InlineData("ACK sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:6000\r\nCSeq: x ACK\r\n\r\n")]
    [InlineData("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:6000\r\n\r\n")]
    [InlineData("OPTIONS sip:a@b SIP/2.0\r\nFrom: <sip:a@b>\r\n\r\n")]
    [InlineData("hello")]
    public void What_cannot_be_answered_is_dropped_and_counted(string text)
    {
        _phone.Wire.TrySend(_box.Udp, Encoding.ASCII.GetBytes(text), out _);
        _network.Settle();

        Assert.Empty(_phone.Got);
        Assert.Equal(1, _box.Stack.Counters.Dropped.Value);
        _box.AssertClean();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("\0\u0001\0\0!\u0012\u00a4Bxxxxxxxxxxxx")]
    public void Keep_alives_get_no_answer(string datagram)
    {
        _phone.Wire.TrySend(_box.Udp, Encoding.Latin1.GetBytes(datagram), out _);
        _network.Settle();

        Assert.Empty(_phone.Got);
        Assert.Equal(1, _box.Stack.Counters.KeepAlives.Value);
        Assert.Equal(0, _box.Stack.Counters.Received.Value);
    }

    [Fact]
    public void An_IPv6_source_is_written_without_brackets()
    {
        var box = new StackHost(_network, "[2001:db8::9]:5060")
        {
            Answer = request => request.Respond(200),
        };
        var phone = new RawHost(_network, "[2001:db8::1]:6000");
        phone.Send(box.Udp, WithVia("SIP/2.0/UDP [2001:db8::2]:7;rport;branch=z9hG4bK1"));

        Assert.Equal(
            "SIP/2.0/UDP [2001:db8::2]:7;rport=6000;branch=z9hG4bK1;received=2001:db8::1",
            RawHost.Header(Assert.Single(phone.Got), "Via")
        );
    }

    private static string WithVia(string via, string callId = "c1") =>
        $"""
            OPTIONS sip:101@192.0.2.9 SIP/2.0
            Via: {via}
            From: <sip:102@192.0.2.1>;tag=f1
            To: <sip:101@192.0.2.9>
            Call-ID: {callId}
            CSeq: 1 OPTIONS


            """;
}
