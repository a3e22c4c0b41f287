using System.Net;
using QX200.Sip.Location;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Location;

/// <summary>RFC 3263 section 4, with names out of a table.</summary>
public sealed class ServerSearchTests : ISipNames
{
    private readonly Dictionary<string, string[]> _hosts = new()
    {
        ["example.net"] = ["192.0.2.1"],
        ["a.example.net"] = ["2001:db8::10", "192.0.2.10"],
        ["b.example.net"] = ["192.0.2.20", "192.0.2.21"],
    };

    private readonly Dictionary<string, ServiceRecord[]> _services = [];
    private readonly List<TransportRecord> _transports = [];
    private readonly List<string> _asked = [];
    private bool _noV6;

    [Theory]
    [InlineData("example.net", 0, null, "udp 192.0.2.1:5060")]
    [InlineData("example.net", 0, SipTransport.Tcp, "tcp 192.0.2.1:5060")]
    [InlineData("example.net", 0, SipTransport.Tls, "tls 192.0.2.1:5061")]
    [InlineData("example.net", 5080, null, "udp 192.0.2.1:5080")]
    [InlineData("example.net", 5080, SipTransport.Tls, "tls 192.0.2.1:5080")]
    [InlineData("nowhere.net", 0, null, "")]
    public async Task Without_records_the_name_is_the_host(
        string host,
        int port,
        object? transport,
        string expected
    ) => Assert.Equal(expected, await Find(host, port, (SipTransport?)transport));

    [Fact]
    public async Task Every_address_of_every_server_is_tried_IPv4_first()
    {
        _services["_sip._udp.example.net"] =
        [
            new ServiceRecord(20, 0, 5070, "b.example.net"),
            new ServiceRecord(10, 0, 5060, "a.example.net"),
        ];
        const string Both =
            "udp 192.0.2.10:5060 udp [2001:db8::10]:5060 udp 192.0.2.20:5070 udp 192.0.2.21:5070";
        Assert.Equal(Both, await Find("example.net"));
        _noV6 = true;
        Assert.Equal(Both.Replace("udp [2001:db8::10]:5060 ", ""), await Find("example.net"));
    }

    [Fact]
    public async Task A_named_port_asks_for_no_records()
    {
        _services["_sip._udp.example.net"] = [new ServiceRecord(1, 0, 5070, "b.example.net")];
        Assert.Equal("udp 192.0.2.1:5060", await Find("example.net", 5060));
        Assert.Equal(["example.net"], _asked);
    }

    [Fact]
    public async Task A_named_transport_asks_for_its_records_alone()
    {
        _services["_sip._udp.example.net"] = [new ServiceRecord(1, 0, 1, "b.example.net")];
        _services["_sips._tcp.example.net"] = [new ServiceRecord(1, 0, 5071, "a.example.net")];
        _noV6 = true;
        Assert.Equal("tls 192.0.2.10:5071", await Find("example.net", 0, SipTransport.Tls));
        Assert.Equal("tcp 192.0.2.1:5060", await Find("example.net", 0, SipTransport.Tcp));
    }

    [Fact]
    public async Task A_domain_that_offers_TCP_alone_is_asked_over_TCP()
    {
        _services["_sip._tcp.example.net"] = [new ServiceRecord(1, 0, 5066, "example.net")];
        Assert.Equal("tcp 192.0.2.1:5066", await Find("example.net"));
    }

    [Fact]
    public async Task What_a_domain_likes_best_goes_first_and_to_TLS_nobody_is_led()
    {
        _transports.AddRange([
            new TransportRecord(30, 1, "SIP+D2U", "_sip._udp.example.net"),
            new TransportRecord(10, 1, "SIPS+D2T", "_sips._tcp.example.net"),
            new TransportRecord(20, 9, "SIP+D2T", "_other.example.net"),
        ]);
        _services["_sips._tcp.example.net"] = [new ServiceRecord(1, 0, 5061, "example.net")];
        _services["_other.example.net"] = [new ServiceRecord(1, 0, 5099, "example.net")];
        _services["_sip._udp.example.net"] = [new ServiceRecord(1, 0, 5060, "example.net")];
        Assert.Equal("tcp 192.0.2.1:5099", await Find("example.net"));
    }

    [Fact]
    public async Task A_domain_that_says_it_has_no_such_service_is_believed()
    {
        _services["_sip._udp.example.net"] = [new ServiceRecord(0, 0, 0, "")];
        Assert.Equal("", await Find("example.net"));
    }

    [Fact]
    public async Task Records_without_end_end()
    {
        _services["_sip._udp.example.net"] =
        [
            .. Enumerable
                .Range(1, 400)
                .Select(static i => new ServiceRecord(i, 0, i, "example.net")),
        ];
        Assert.Equal(16, (await Find("example.net")).Split(" udp").Length);
    }

    Task<IPAddress[]> ISipNames.FindAsync(string host)
    {
        _asked.Add(host);
        return Task.FromResult<IPAddress[]>([
            .. _hosts.GetValueOrDefault(host, []).Select(IPAddress.Parse),
        ]);
    }

    Task<ServiceRecord[]> ISipNames.FindServicesAsync(string name)
    {
        _asked.Add(name);
        return Task.FromResult(_services.GetValueOrDefault(name, []));
    }

    Task<TransportRecord[]> ISipNames.FindTransportsAsync(string domain) =>
        Task.FromResult<TransportRecord[]>([.. _transports]);

    private async Task<string> Find(string host, int port = 0, SipTransport? transport = null)
    {
        var search = new ServerSearch(this, static () => 0.5, _noV6);
        SipPeer[] found = await search.FindAsync(new SoughtServer(host, port, transport));
        return string.Join(' ', found);
    }
}
