using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

/// <summary>Real TCP sockets on the loopback.</summary>
public sealed class TcpTests
{
    [Fact]
    public void A_request_cut_into_single_bytes_is_answered_on_its_connection()
    {
        using var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        foreach (byte one in LiveHost.Options("z9hG4bK1"))
        {
            phone.Send([one]);
        }

        Assert.StartsWith("SIP/2.0 200 OK\r\n", box.Read(phone), StringComparison.Ordinal);
        Assert.Equal(SipTransport.Tcp, Assert.Single(box.Sources).Transport);
        Assert.NotEqual(0, box.Sources[0].Connection);
    }

    [Fact]
    public void Many_requests_in_one_piece_are_all_answered()
    {
        using var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        byte[] all = [.. Enumerable.Range(0, 200).SelectMany(i => LiveHost.Options($"z9hG4bK{i}"))];
        phone.Send(all);

        box.Until(() => box.Heard.Count == 200);
    }

    [Fact]
    public void A_double_line_end_is_answered_with_a_single_one()
    {
        using var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        phone.Send("\r\n\r\n"u8);

        Assert.Equal("\r\n", box.Read(phone, 2));
    }

    [Fact]
    public void A_stream_that_is_no_SIP_is_closed()
    {
        using var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        phone.Send(new byte[20_000]);

        Assert.Equal("", box.Read(phone));
        Assert.Equal(1, box.Stack.Counters.ConnectionsBroken.Value);
    }

    [Fact]
    public void An_unreadable_Content_Length_is_answered_400_and_then_the_connection_closed()
    {
        using var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        string request = Encoding.UTF8.GetString(LiveHost.Options("z9hG4bK1"));
        phone.Send(
            Encoding.UTF8.GetBytes(
                request.Replace("Length: 0", "Length: some", StringComparison.Ordinal)
            )
        );

        string all = box.Read(phone, int.MaxValue);
        Assert.StartsWith("SIP/2.0 400 Bad Content-Length\r\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_out_uses_one_connection_again()
    {
        using var box = new LiveHost();
        using var phone = new TcpListener(IPAddress.Loopback, 0);
        phone.Start();
        SipPeer target = SipPeer.FromEndPoint(SipTransport.Tcp, (IPEndPoint)phone.LocalEndpoint);
        box.Ask(target);
        box.Until(phone.Pending);
        using Socket accepted = phone.AcceptSocket();
        string request = box.Read(accepted);
        Assert.StartsWith("OPTIONS sip:127.0.0.1 SIP/2.0\r\n", request, StringComparison.Ordinal);
        accepted.Send(Answer(request));
        box.Until(() => box.Heard.Count == 1);

        box.Ask(target);
        string second = box.Read(accepted);
        accepted.Send(Answer(second));
        box.Until(() => box.Heard.Count == 2);
        Assert.Equal(["200", "200"], box.Heard);
        Assert.False(phone.Pending());
        box.Until(() => box.Stack.Alive.All == 0);
    }

    [Fact]
    public void A_request_to_a_flow_goes_over_the_connection_that_the_peer_opened()
    {
        using var box = new LiveHost();
        using Socket phone = box.ConnectTcp();
        phone.Send(LiveHost.Options("z9hG4bK1"));
        box.Read(phone);

        box.Ask(box.Sources[0]);
        Assert.StartsWith("OPTIONS", box.Read(phone), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_connection_fails_the_request()
    {
        using var box = new LiveHost();
        int port;
        using (var closed = new TcpListener(IPAddress.Loopback, 0))
        {
            closed.Start();
            port = ((IPEndPoint)closed.LocalEndpoint).Port;
        }

        box.Ask(SipPeer.FromAddress(SipTransport.Tcp, IPAddress.Loopback, port));
        box.Until(() => box.Heard.Count > 0);
        Assert.Equal(["failed TransportFailed"], box.Heard);
    }

    [Fact]
    public void A_peer_that_reads_nothing_loses_its_connection_and_holds_up_nobody()
    {
        using var box = new LiveHost();
        using Socket deaf = box.ConnectTcp();
        deaf.Send(LiveHost.Options("z9hG4bK1"));
        box.Until(() => box.Sources.Count == 1);
        SipPeer flow = box.Sources[0];
        byte[] message = new byte[60_000];
        int sent = 0;
        while (box.Stack.SendStateless(message, flow) && sent < 10_000)
        {
            sent++;
        }

        Assert.InRange(sent, 1, 9_999);
        Assert.Equal(1, box.Stack.Counters.ConnectionsBroken.Value);
        using Socket phone = box.ConnectTcp();
        phone.Send(LiveHost.Options("z9hG4bK2"));
        Assert.StartsWith("SIP/2.0 200", box.Read(phone), StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_connection_is_closed_after_ten_minutes_unless_it_is_pinned()
    {
        var clock = new FakeTimeProvider();
        using var box = new LiveHost(clock);
        using Socket idle = box.ConnectTcp();
        idle.Send(LiveHost.Options("z9hG4bK1"));
        box.Read(idle);
        using Socket registered = box.ConnectTcp();
        registered.Send(LiveHost.Options("z9hG4bK2"));
        box.Read(registered);
        box.Stack.Pin(box.Sources[1]);
        for (int minute = 0; minute < 12; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            box.RunOnce();
        }

        Assert.Equal("", box.Read(idle));
        Assert.False(registered.Poll(0, SelectMode.SelectRead));
        box.Stack.Unpin(box.Sources[1]);
        clock.Advance(TimeSpan.FromMinutes(1));
        box.RunOnce();
        Assert.Equal("", box.Read(registered));
    }

    private static byte[] Answer(string request)
    {
        string[] copied = ["Via", "From", "To", "Call-ID", "CSeq"];
        string headers = string.Concat(
            copied.Select(name => $"{name}: {RawHost.Header(request, name)}\r\n")
        );
        return Encoding.UTF8.GetBytes($"SIP/2.0 200 OK\r\n{headers}Content-Length: 0\r\n\r\n");
    }
}
