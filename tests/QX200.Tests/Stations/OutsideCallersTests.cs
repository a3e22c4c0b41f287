using QX200.Stations;
using QX200.Tests.Settings;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Stations;

public sealed class OutsideCallersTests : IDisposable
{
    private const string Extensions = """
        [extension:101]
        secret = s101
        """;

    private readonly StationsBed _bed = new(Extensions);
    private readonly Dictionary<string, RawHost> _hosts = [];
    private int _requests;

    public void Dispose()
    {
        _bed.Accounts.Stop();
        _bed.Network.Advance(40_000);
        _bed.Dispose();
    }

    [Fact]
    public void A_call_that_carries_the_token_is_the_accounts_wherever_it_comes_from()
    {
        Trunk("server = 192.0.2.99\nuser = 7495\nregister = no");
        string token = _bed.Accounts.Find("trunk out")!.Token;
        OutsideCaller caller = Outside("198.51.100.9:5060", token, "<sip:+4930@pstn.example:5080>");
        Assert.Equal(
            ("+4930", "pstn.example", 5080, true, ""),
            (caller.User, caller.Host, caller.Port, caller.IsNumber, caller.DialledUser)
        );
    }

    [Theory]
    [InlineData("server = 192.0.2.99", "192.0.2.99:5070", true)]
    [InlineData("server = 192.0.2.99:5060", "192.0.2.99:5060", true)]
    [InlineData("server = 192.0.2.99:5060", "192.0.2.99:5070", false)]
    [InlineData("server = 192.0.2.99", "192.0.2.98:5060", false)]
    [InlineData("server = 192.0.2.9\naddresses = 192.0.2.64/26", "192.0.2.99:5070", true)]
    [InlineData("server = 192.0.2.9:5060\naddresses = 192.0.2.64/26", "192.0.2.99:5070", false)]
    [InlineData("server = 192.0.2.9:5060\naddresses = 192.0.2.99:5070", "192.0.2.99:5070", true)]
    public void A_call_from_the_servers_address_is_the_trunks(
        string trunk,
        string source,
        bool served
    )
    {
        Trunk($"{trunk}\nuser = 7495\nregister = no");
        string answer = Invite(source, "7495101", "<sip:alice@example.net>");
        Assert.Equal(served ? "SIP/2.0 200 OK" : "SIP/2.0 403 Forbidden", answer);
        Assert.Equal(served ? CallerKind.Outside : CallerKind.Answered, _bed.Called[^1].Kind);
    }

    [Fact]
    public void A_call_under_an_extensions_number_from_a_trunk_is_still_from_outside()
    {
        Trunk("server = 192.0.2.99\nuser = 7495\nregister = no");
        Assert.Equal("101", Outside("192.0.2.99:5060", "7495", "<sip:101@box>").User);
        Assert.Null(_bed.Called[^1].Extension);
        Assert.Equal(
            "SIP/2.0 401 Unauthorized",
            Invite("192.0.2.50:5060", "7495", "<sip:101@box>")
        );
    }

    [Theory]
    [InlineData("P-Asserted-Identity: \"Bob\" <sip:+4930@net.example>", "+4930", "Bob", false)]
    [InlineData("P-Asserted-Identity: <tel:+49-30-1>", "+49301", "", false)]
    [InlineData(
        "P-Asserted-Identity: <sip:+4930;npdi@net.example;user=phone>\nPrivacy: id",
        "+4930",
        "",
        true
    )]
    [InlineData(
        "Remote-Party-ID: <sip:555@net.example>;party=calling;privacy=full",
        "555",
        "",
        true
    )]
    [InlineData("Remote-Party-ID: <sip:555@net.example>;party=called", "claims", "", false)]
    [InlineData("Privacy: none", "claims", "", false)]
    public void Who_calls_is_what_the_server_asserts(
        string headers,
        string user,
        string name,
        bool hidden
    )
    {
        Trunk("server = 192.0.2.99\nuser = 7495\nregister = no");
        OutsideCaller caller = Outside(
            "192.0.2.99:5060",
            "7495",
            "<sip:claims@x.example>",
            headers
        );
        Assert.Equal((user, name, hidden), (caller.User, caller.Name, caller.IsPrivate));
    }

    [Fact]
    public void Of_accounts_on_one_server_the_dialled_one_is_meant_and_else_a_trunk()
    {
        Use(
            Extensions
                + "\n[extension:77]\ntype = park\nsip-server = 192.0.2.99\nsip-user = 892220\n"
                + "[extension:78]\ntype = park\nsip-server = 192.0.2.99\nsip-user = 892221\n",
            "[trunk:out]\nserver = 192.0.2.99\nuser = 7495\nregister = no\n"
        );
        const string Server = "192.0.2.99:5060";
        const string Alice = "<sip:alice@example.net>";
        Assert.Equal("extension 78", Outside(Server, "892221", Alice).Account.Terms.Name);
        Assert.Equal("extension 77", Outside(Server, "x", Alice, to: "892220").Account.Terms.Name);
        Assert.Equal("trunk out", Outside(Server, "101", Alice).Account.Terms.Name);
    }

    private void Trunk(string keys) => Use(Extensions, $"[trunk:out]\n{keys}\n");

    private void Use(string extensions, string trunks)
    {
        (QX200.Settings.BoxSettings settings, string[] problems) = Read.Texts(
            "[sip]\ncontact-check = 0s\n",
            extensions,
            trunks
        );
        Assert.Empty(problems);
        _bed.Extensions.Take(settings);
        _bed.Accounts.Use(settings);
        _bed.Network.Settle();
    }

    private OutsideCaller Outside(
        string source,
        string user,
        string from,
        string headers = "",
        string to = "whoever"
    )
    {
        Assert.Equal("SIP/2.0 200 OK", Invite(source, user, from, headers, to));
        return _bed.Called[^1].Outside!;
    }

    private string Invite(
        string source,
        string user,
        string from,
        string headers = "",
        string to = "whoever"
    )
    {
        if (!_hosts.TryGetValue(source, out RawHost? host))
        {
            _hosts[source] = host = new RawHost(_bed.Network, source);
        }

        host.Send(
            _bed.Host.Udp,
            $"""
            INVITE sip:{user}@192.0.2.1 SIP/2.0
            Via: SIP/2.0/UDP {source};branch=z9hG4bK-o{++_requests}
            From: {from};tag=f1
            To: <sip:{to}@192.0.2.1>
            Call-ID: outside-{_requests}
            CSeq: 1 INVITE
            Contact: <sip:x@{source}>
            {headers}{(headers.Length > 0 ? "\n" : "")}Content-Length: 0


            """
        );
        return host.Lines.Last(static l =>
            l.StartsWith("SIP/2.0", StringComparison.Ordinal) && !l.Contains("100")
        );
    }
}
