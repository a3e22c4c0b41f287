using System.Text;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Stations;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Stations;

/// <summary>Accounts on a server in memory: REGISTER as a client, in whole messages.</summary>
public sealed class AccountTests : IDisposable
{
    private const string Slot = """
        [extension:77]
        type = park
        sip-server = 192.0.2.99
        sip-user = 892220
        sip-password = trunkpass
        sip-expires = 10m
        """;

    private readonly StationsBed _bed = new(Slot);
    private readonly StackHost _server;
    private readonly DigestServer _digest;
    private readonly List<string> _asked = [];
    private string _contact = "";

    /// <summary>What the server does with a REGISTER; false: it asks for credentials first and grants 100 s.</summary>
    private Func<ServerTransaction, bool> _script = static _ => false;

    public AccountTests()
    {
        _digest = new DigestServer("outside", _bed.Network.Clock);
        _server = new StackHost(_bed.Network, "192.0.2.99:5060") { Answer = Answer };
    }

    public void Dispose()
    {
        _bed.Accounts.Stop();
        _bed.Network.Advance(40_000);
        Assert.True(_bed.Accounts.NoneLeaving);
        Assert.Equal(0, _bed.Loop.Timers.Count);
        Assert.Equal(0, _bed.Host.Stack.Alive.All);
        _bed.Dispose();
    }

    private Account Account => _bed.Accounts.Find("extension 77")!;

    [Fact]
    public void An_account_proves_itself_is_registered_and_shows_it()
    {
        Start();
        Assert.Equal(["REGISTER 600", "REGISTER 600 proved"], _asked);
        Assert.Equal(AccountState.Registered, Account.State);
        Assert.Equal("892220", _bed.Accounts.RegisteredUserOf("77"));
        Assert.Equal($"{Account.Token}@192.0.2.1:5060", _contact);
        Assert.Equal(1, _bed.Registrar.Counters.AccountGrants);
    }

    [Fact]
    public void It_is_refreshed_before_the_time_that_the_server_granted_is_over()
    {
        Start();
        _bed.Network.Advance(79_000);
        Assert.Equal(2, _asked.Count);
        _bed.Network.Advance(7_000);
        Assert.Equal("REGISTER 600 proved", _asked[^1]);
        Assert.Equal(AccountState.Registered, Account.State);
        Assert.Equal(2, _bed.Registrar.Counters.AccountGrants);
    }

    [Fact]
    public void A_server_that_is_silent_for_a_while_takes_nothing_away_until_the_grant_is_over()
    {
        Start();
        _script = static _ => true;
        _bed.Network.Advance(95_000);
        Assert.True(Account.IsRegistered);
        _bed.Network.Advance(60_000);
        Assert.False(Account.IsRegistered);
        Assert.Equal("the server does not answer", Account.Reason);
        Assert.Null(_bed.Accounts.RegisteredUserOf("77"));

        _script = static _ => false;
        _bed.Network.Advance(100_000);
        Assert.True(Account.IsRegistered);
        Assert.Equal("", Account.Reason);
    }

    [Fact]
    public void A_wrong_password_is_tried_seldom()
    {
        _script = tx => Refuse(tx, 403);
        Start();
        Assert.Equal(AccountState.Failed, Account.State);
        Assert.Equal("the server answers 403 Forbidden", Account.Reason);
        _bed.Network.Advance(29_000);
        Assert.Single(_asked);
        _bed.Network.Advance(32_000);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public void A_server_that_takes_no_credentials_is_not_asked_for_ever()
    {
        _script = tx =>
        {
            Challenge(tx, stale: true);
            return true;
        };
        Start();
        Assert.Equal(4, _asked.Count);
        Assert.Equal("the server does not take the user name and password", Account.Reason);
    }

    [Fact]
    public void A_server_that_wants_longer_registrations_gets_them()
    {
        _script = tx => tx.Request[HeaderName.Expires].SequenceEqual("600"u8) && TooBrief(tx);
        Start();
        Assert.Equal("REGISTER 900 proved", _asked[^1]);
        Assert.True(Account.IsRegistered);
    }

    [Fact]
    public void A_server_that_asks_for_time_gets_it()
    {
        _script = static tx =>
        {
            SipWriter response = tx.Begin(503);
            response.Header(HeaderName.RetryAfter, 120);
            response.End();
            tx.Send(ref response);
            return true;
        };
        Start();
        _bed.Network.Advance(119_000);
        Assert.Single(_asked);
        _bed.Network.Advance(2_000);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public void Stopping_takes_the_contact_off_the_server()
    {
        Start();
        _bed.Accounts.Stop();
        _bed.Network.Settle();
        Assert.Equal("REGISTER 0 proved", _asked[^1]);
        Assert.True(_bed.Accounts.NoneLeaving);
    }

    [Fact]
    public void Unchanged_settings_leave_an_account_alone_and_changed_ones_make_it_anew()
    {
        Start();
        string token = Account.Token;
        Use(Slot + "\nname = Lobby\n");
        Assert.Equal((token, 2), (Account.Token, _asked.Count));

        Use(Slot.Replace("10m", "20m"));
        Assert.NotEqual(token, Account.Token);
        Assert.Contains("REGISTER 0 proved", _asked);
        Assert.Equal("REGISTER 1200 proved", _asked[^1]);

        Use("[extension:77]\ntype = park\n");
        Assert.Empty(_bed.Accounts.All);
        Assert.True(_bed.Accounts.NoneLeaving);
    }

    [Fact]
    public void A_server_that_nobody_knows_is_looked_for_again()
    {
        Use(Slot.Replace("192.0.2.99", "sip.example.net"));
        Assert.Equal(
            (AccountState.Failed, "nobody knows the server's address"),
            (Account.State, Account.Reason)
        );
        _bed.Host.Names["sip.example.net"] = [System.Net.IPAddress.Parse("192.0.2.99")];
        _bed.Network.Advance(6_000);
        Assert.True(Account.IsRegistered);
        _bed.Network.Advance(300_000);
        Assert.True(Account.IsSource(_server.Udp));
    }

    [Fact]
    public void Over_TCP_the_contact_says_so()
    {
        Use(Slot.Replace("192.0.2.99", "192.0.2.99:5060;transport=tcp"));
        Assert.True(Account.IsRegistered);
        Assert.EndsWith(";transport=tcp", _contact);
    }

    private void Start() => Use(Slot);

    private void Use(string extensions)
    {
        _bed.NewSettings(extensions);
        _bed.Accounts.Use(_bed.Extensions.Settings);
        _bed.Network.Settle();
    }

    private void Answer(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        bool proved =
            _digest.Check(request, static u => u == "892220" ? "trunkpass" : null).Verdict
            == DigestVerdict.Accepted;
        string expires = Encoding.UTF8.GetString(request[HeaderName.Expires]);
        _asked.Add($"REGISTER {expires}{(proved ? " proved" : "")}");
        _contact = Encoding.UTF8.GetString(request[HeaderName.Contact]).Trim('<', '>')[4..];
        if (_script(transaction))
        {
            return;
        }

        if (!proved)
        {
            Challenge(transaction, stale: false);
            return;
        }

        SipWriter response = transaction.Begin(200);
        response.Header(
            HeaderName.Contact,
            $"<sip:other@192.0.2.7>;expires=7, <sip:{_contact}>;expires=100"
        );
        response.End();
        transaction.Send(ref response);
    }

    private void Challenge(ServerTransaction transaction, bool stale)
    {
        SipWriter response = transaction.Begin(401);
        _digest.WriteChallenges(ref response, stale);
        response.End();
        transaction.Send(ref response);
    }

    private static bool Refuse(ServerTransaction transaction, int status)
    {
        transaction.Respond(status);
        return true;
    }

    private static bool TooBrief(ServerTransaction transaction)
    {
        SipWriter response = transaction.Begin(423);
        response.Header(HeaderName.MinExpires, 900);
        response.End();
        transaction.Send(ref response);
        return true;
    }
}
