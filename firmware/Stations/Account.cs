using System.Security.Cryptography;
using System.Text;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Location;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// An account of this box on an external SIP server, kept registered: hands what happens to
/// <see cref="AccountMachine"/> and carries out what that says. Signal thread only.
/// </summary>
internal sealed class Account : IClientTransactionUser
{
    /// <summary>How often a server may have one REGISTER said otherwise: credentials of two kinds, and a longer time.</summary>
    private const int MostRounds = 4;

    private readonly SipStack _stack;
    private readonly StationsCounters _counters;
    private readonly StationsLog _log;
    private readonly Action<Account> _changed;
    private readonly AccountRequest _request;
    private readonly AccountSources _sources;
    private readonly AccountFlow _flow;
    private readonly ServerHunt _hunt;
    private readonly AccountAlarms _alarms;
    private readonly ushort _expected;
    private DigestClient _digest;
    private ClientTransaction? _open;
    private SipPeer _peer;
    private string _trouble = "";
    private TimeSpan _granted;
    private TimeSpan _advice;
    private bool _denied;
    private bool _proved;
    private int _attempt;
    private int _rounds;
    private int _failures;

    public Account(
        SipStack stack,
        AccountTerms terms,
        StationsCounters counters,
        StationsLog log,
        Action<Account> changed
    )
    {
        _stack = stack;
        Terms = terms;
        _counters = counters;
        _log = log;
        _changed = changed;
        _request = new AccountRequest(stack, terms, Token);
        _digest = new DigestClient(terms.AuthUser, terms.Password);
        _sources = new AccountSources(stack, terms, Looked);
        _expected =
            terms.Server.Transport == SipServerTransport.Tls
                ? stack.Expect(terms.Expected)
                : (ushort)0;
        _flow = new AccountFlow(stack, FlowBroke);
        _hunt = new ServerHunt(stack, ServerSilent);
        _alarms = new AccountAlarms(stack.Loop.Timers, Happen);
    }

    public AccountTerms Terms { get; }

    /// <summary>
    /// User part of our Contact at the server: whoever sends it in a Request-URI has it from there, as nobody could
    /// guess it.
    /// </summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public AccountState State { get; private set; }

    /// <summary>Whether calls to the account reach us now, as far as we know.</summary>
    public bool IsRegistered =>
        State is AccountState.Registered or AccountState.Refreshing or AccountState.Overdue;

    /// <summary>What went wrong last, for people; empty while all is well, and no server had to stand in for another.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The server that is, or was last, asked; none before one was found.</summary>
    public SipPeer Peer => _peer;

    /// <summary>
    /// Where calls go, in this order: the server that has our registration, then the others that its name stands for,
    /// those last that did not answer of late.
    /// </summary>
    public IReadOnlyList<SipPeer> Servers =>
        _peer.IsNone ? []
        : IsRegistered ? [_peer, .. _stack.FailedServers.InOrder(_hunt.All.Where(s => s != _peer))]
        : _stack.FailedServers.InOrder(_hunt.All);

    /// <summary>Whether a request from there is the server's.</summary>
    public bool IsSource(in SipPeer source) => _sources.Has(source);

    public void Start()
    {
        _sources.Start();
        if (Terms.Registers)
        {
            Happen(AccountInput.Started);
        }
    }

    /// <summary>The account is no longer wanted: the server is told, and the state ends as Off.</summary>
    public void Stop()
    {
        _sources.Stop();
        _alarms.ForgetDue();
        Happen(AccountInput.Stopped);
        if (State == AccountState.Off)
        {
            _flow.Release();
        }
    }

    void IClientTransactionUser.ResponseArrived(ClientTransaction transaction, SipMessage response)
    {
        if (!ReferenceEquals(transaction, _open) || response.Status < 200)
        {
            return;
        }

        _open = null;
        _hunt.Heard();
        switch (response.Status)
        {
            case < 300:
                Granted(transaction, response);
                break;
            case 401 or 407 when MayAskAgain() && _digest.TryTake(response, _proved):
                _proved = true;
                Happen(AccountInput.AskedAgain);
                break;
            case 423 when MayAskAgain() && _request.TakeShortest(response):
                Happen(AccountInput.AskedAgain);
                break;
            default:
                Refused(response);
                break;
        }
    }

    void IClientTransactionUser.Failed(ClientTransaction transaction, ClientFailure failure)
    {
        if (ReferenceEquals(transaction, _open))
        {
            string why = _stack.WhyLost(_peer);
            ServerFailed(
                why.Length > 0 ? why
                : failure == ClientFailure.TimedOut ? "the server does not answer"
                : "the server cannot be reached"
            );
        }
    }

    private void ServerSilent()
    {
        if (_open is not null)
        {
            ServerFailed("the server does not answer");
        }
    }

    // One of several servers: the next is asked at once. The last: that is a failure.
    private void ServerFailed(string reason)
    {
        _open = null;
        SipPeer failed = _peer;
        if (State == AccountState.Leaving || !_hunt.TryNext())
        {
            Fail(AccountInput.Lost, reason);
            return;
        }

        _trouble = $"{failed}: {reason}";
        _log.ServerPassedOver(Terms.Name, failed, reason);
        AskServer();
    }

    // The server was looked up, as it is every few minutes. Where nobody registers, calls out still have to know it.
    private void Looked(SipPeer[] found)
    {
        if (_open is null)
        {
            Take(found);
            _peer = Terms.Registers ? _peer : _hunt.Current;
        }
    }

    private bool MayAskAgain() => ++_rounds < MostRounds;

    private void Granted(ClientTransaction register, SipMessage response)
    {
        _granted = _request.GrantedBy(response);
        if (State != AccountState.Leaving && _granted <= TimeSpan.Zero)
        {
            Fail(AccountInput.Lost, "the server took the registration and forgot it at once");
            return;
        }

        bool isNews = !IsRegistered;
        _failures = 0;
        Reason = _trouble;
        _stack.FailedServers.Remove(_peer);
        Happen(AccountInput.Granted);
        if (IsRegistered)
        {
            _flow.Keep(_peer, register.Connection, response);
            _counters.AccountGrants++;
            if (isNews)
            {
                _log.AccountRegistered(Terms.Name, Terms.User, _peer, _granted.TotalSeconds);
            }
        }
    }

    private void FlowBroke()
    {
        if (State == AccountState.Registered)
        {
            Reason = "the connection to the server broke";
            _alarms.Due(AccountTimes.AfterBreak(Random.Shared.NextDouble()));
            _changed(this);
        }
    }

    private void Refused(SipMessage response)
    {
        bool lost = response.Status is 408 or (>= 500 and < 600);
        _advice = RetryAfter.TryParse(response[HeaderName.RetryAfter], out RetryAfter after)
            ? TimeSpan.FromSeconds(after.Seconds)
            : TimeSpan.Zero;
        string reason = response.Status is 401 or 407
            ? "the server does not take the user name and password"
            : $"the server answers {response.Status} {Encoding.UTF8.GetString(response.Reason)}";
        if (lost)
        {
            ServerFailed(reason);
        }
        else
        {
            Fail(AccountInput.Denied, reason);
        }
    }

    private void Fail(AccountInput input, string reason)
    {
        _denied = input == AccountInput.Denied;
        _failures++;
        Reason = reason;
        if (State != AccountState.Leaving)
        {
            _counters.AccountFailures++;
            _log.AccountFailed(Terms.Name, Terms.User, Terms.HostAndPort, reason);
        }

        Happen(input);
        _advice = TimeSpan.Zero;
    }

    private void Happen(AccountInput input)
    {
        AccountState before = State;
        (State, AccountActions actions) = AccountMachine.Step(before, input);
        Perform(actions);
        if (!IsRegistered)
        {
            _flow.StopBeat();
        }

        if (before != State && State == AccountState.Off)
        {
            _flow.Release();
        }

        if (before != State)
        {
            _changed(this);
        }
    }

    private void Perform(AccountActions actions)
    {
        if (actions.HasFlag(AccountActions.Disarm))
        {
            _alarms.ForgetDue();
            _alarms.ForgetEnd();
            _hunt.Heard();
        }

        if (actions.HasFlag(AccountActions.AwaitRefresh))
        {
            _alarms.Due(AccountTimes.Refresh(_granted, Random.Shared.NextDouble()));
            _alarms.End(_granted);
        }

        if (actions.HasFlag(AccountActions.AwaitRetry))
        {
            _alarms.Due(
                AccountTimes.Retry(_failures, _denied, _advice, Random.Shared.NextDouble())
            );
        }

        if (actions.HasFlag(AccountActions.Ask))
        {
            Begin();
        }

        if (actions.HasFlag(AccountActions.AskAgain))
        {
            Send();
            _hunt.Sent();
        }

        if (actions.HasFlag(AccountActions.Remove))
        {
            _rounds = 0;
            _proved = false;
            Send();
        }
    }

    // The server is looked up at each attempt, as providers move; names are kept as long as DNS says.
    private void Begin()
    {
        _open = null;
        _trouble = "";
        _stack.Locate(
            Encoding.UTF8.GetBytes(_request.Uri),
            static (state, found) => ((Attempt)state!).Found(found),
            new Attempt(this, ++_attempt)
        );
    }

    private void Found(int attempt, SipPeer[] found)
    {
        if (attempt != _attempt || State is AccountState.Off or AccountState.Leaving)
        {
            return;
        }

        if (found.Length == 0)
        {
            Fail(AccountInput.Lost, "nobody knows the server's address");
            return;
        }

        _sources.Learn(found);
        Take(found);
        AskServer();
    }

    private void Take(SipPeer[] found) =>
        _hunt.Use(found.Select(s => s.Transport == SipTransport.Tls ? s.ExpectedAs(_expected) : s));

    private void AskServer()
    {
        _rounds = 0;
        _proved = false;
        _advice = TimeSpan.Zero;
        _peer = _hunt.Current;
        Send();
        _hunt.Sent();
    }

    private void Send()
    {
        if (_peer.IsNone)
        {
            // Only where it is stopped before it was ever found.
            Happen(AccountInput.Lost);
            return;
        }

        _open = _stack.NewRequest(SipMethod.Register, _peer, this);
        _request.Send(_open, _digest, leaving: State == AccountState.Leaving);
    }

    /// <summary>One lookup of the server, which may be overtaken by another.</summary>
    private sealed class Attempt(Account account, int number)
    {
        public void Found(SipPeer[] found) => account.Found(number, found);
    }
}
