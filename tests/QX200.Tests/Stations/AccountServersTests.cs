using System.Net;
using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Stations;

/// <summary>An account whose domain has two servers, and the way back over connections and NATs.</summary>
public sealed class AccountServersTests : IDisposable
{
    private const string Slot = """
        [extension:77]
        type = park
        sip-server = example.net
        sip-user = 892220
        sip-expires = 10m
        """;

    private readonly StationsBed _bed = new(Slot);
    private readonly StackHost _first;
    private readonly StackHost _second;
    private readonly List<string> _asked = [];

    /// <summary>What the first server answers; 0: nothing.</summary>
    private int _says = 200;

    private string _granted = "";

    public AccountServersTests()
    {
        _first = new StackHost(_bed.Network, "192.0.2.98:5060") { Answer = tx => Answer(tx, 1) };
        _second = new StackHost(_bed.Network, "192.0.2.99:5070") { Answer = tx => Answer(tx, 2) };
        _bed.Host.Names["one.example.net"] = [IPAddress.Parse("192.0.2.98")];
        _bed.Host.Names["two.example.net"] = [IPAddress.Parse("192.0.2.99")];
        _bed.Host.Services["_sip._udp.example.net"] =
        [
            new ServiceRecord(1, 0, 5060, "one.example.net"),
            new ServiceRecord(2, 0, 5070, "two.example.net"),
        ];
    }

    public void Dispose()
    {
        _bed.Accounts.Stop();
        _bed.Network.Advance(40_000);
        Assert.True(_bed.Accounts.NoneLeaving);
        Assert.Equal(0, _bed.Loop.Timers.Count);
        Assert.Equal(0, _bed.Host.Stack.Alive.All);
        Assert.Empty(_bed.Host.Wire.Pins);
        _bed.Dispose();
    }

    private Account Account => _bed.Accounts.Find("extension 77")!;

    [Fact]
    public void The_first_server_is_asked_and_calls_of_both_are_known()
    {
        Use(Slot);
        Assert.Equal(["REGISTER at 1"], _asked);
        Assert.True(Account.IsSource(_first.Udp));
        Assert.True(Account.IsSource(_second.Udp));
        Assert.Equal([_first.Udp, _second.Udp], Account.Servers);
        Assert.Equal("", Account.Reason);
    }

    [Fact]
    public void A_silent_one_is_passed_over_after_four_seconds_and_shown()
    {
        _says = 0;
        Use(Slot);
        _bed.Network.Advance(3_900);
        Assert.False(Account.IsRegistered);
        _bed.Network.Advance(200);
        Assert.True(Account.IsRegistered);
        Assert.Equal(_second.Udp, Account.Peer);
        Assert.Equal([_second.Udp, _first.Udp], Account.Servers);
        Assert.Equal("udp 192.0.2.98:5060: the server does not answer", Account.Reason);
    }

    [Fact]
    public void One_that_is_overloaded_is_passed_over_at_once_and_taken_again_at_a_refresh()
    {
        _says = 503;
        Use(Slot);
        Assert.Equal(["REGISTER at 1", "REGISTER at 2"], _asked);
        Assert.Equal(
            "udp 192.0.2.98:5060: the server answers 503 Service Unavailable",
            Account.Reason
        );

        _says = 200;
        _bed.Network.Advance(90_000);
        Assert.Equal(_first.Udp, Account.Peer);
        Assert.Equal("", Account.Reason);
    }

    [Fact]
    public void Where_none_answers_it_is_tried_again_later()
    {
        _says = 0;
        _bed.Host.Services["_sip._udp.example.net"] =
        [
            new ServiceRecord(1, 0, 5060, "one.example.net"),
            new ServiceRecord(2, 0, 5061, "one.example.net"),
        ];
        Use(Slot);
        _bed.Network.Advance(37_000);
        Assert.Equal(
            (AccountState.Failed, "the server does not answer"),
            (Account.State, Account.Reason)
        );
        _says = 200;
        _bed.Network.Advance(6_000);
        Assert.True(Account.IsRegistered);
    }

    [Fact]
    public void One_that_refuses_the_password_is_not_left_for_another()
    {
        _says = 403;
        Use(Slot);
        Assert.Equal(["REGISTER at 1"], _asked);
        Assert.Equal(AccountState.Failed, Account.State);
    }

    [Fact]
    public void A_domain_that_moves_is_followed_while_registered()
    {
        Use(Slot);
        _bed.Host.Services["_sip._udp.example.net"] =
        [
            new ServiceRecord(1, 0, 5070, "two.example.net"),
        ];
        _bed.Network.Advance(301_000);
        Assert.True(Account.IsSource(_second.Udp));
        Assert.False(Account.IsSource(_first.Udp));
        Assert.Equal(_second.Udp, Account.Peer);
    }

    [Fact]
    public void A_connection_is_held_and_made_anew_within_seconds_when_it_breaks()
    {
        Use(Slot.Replace("example.net", "192.0.2.98;transport=tcp"));
        Assert.Single(_bed.Host.Wire.Pins, static p => p.Value == 1);
        _bed.Network.Advance(40_000);
        Assert.Single(_bed.Host.Wire.Pins);
        _asked.Clear();

        _bed.Host.Wire.CutStreams();
        _bed.Network.Settle();
        Assert.True(Account.IsRegistered);
        Assert.Equal("the connection to the server broke", Account.Reason);
        _bed.Network.Advance(5_100);
        Assert.Equal(["REGISTER at 1"], _asked);
        Assert.Equal("", Account.Reason);
        Assert.Single(_bed.Host.Wire.Pins);
    }

    [Fact]
    public void Over_TLS_the_server_has_to_be_the_one_that_the_settings_name()
    {
        _bed.Host.Services["_sips._tcp.example.net"] =
        [
            new ServiceRecord(1, 0, 5060, "one.example.net"),
        ];
        Use(Slot.Replace("example.net", "example.net;transport=tls\nsip-tls-verify = no"));
        Assert.Equal(
            [new ExpectedServer("example.net", ServerCheck.None)],
            _bed.Host.Wire.Expected
        );
        Assert.Equal((1, SipTransport.Tls), (Account.Peer.Server, Account.Peer.Transport));
        Assert.EndsWith(";transport=tls>", _granted);
        Assert.True(Account.IsRegistered);
    }

    private void Use(string extensions)
    {
        _bed.NewSettings(extensions);
        _bed.Accounts.Use(_bed.Extensions.Settings);
        _bed.Network.Settle();
    }

    private void Answer(ServerTransaction transaction, int server)
    {
        _asked.Add($"REGISTER at {server}");
        int status = server == 1 ? _says : 200;
        if (status != 200)
        {
            if (status != 0)
            {
                transaction.Respond(status);
            }

            return;
        }

        _granted = Encoding.UTF8.GetString(transaction.Request[HeaderName.Contact]);
        SipWriter response = transaction.Begin(200);
        response.Header(HeaderName.Contact, $"{_granted};expires=100");
        response.End();
        transaction.Send(ref response);
    }
}
