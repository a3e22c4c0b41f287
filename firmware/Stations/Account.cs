using System.Security.Cryptography;
using System.Text;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Auth;
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
    private DigestClient _digest;
    private ClientTransaction? _open;
    private TimerId _due;
    private TimerId _end;
    private SipPeer _peer;
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
        _sources = new AccountSources(stack, terms);
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

    /// <summary>What went wrong last, for people; empty while all is well.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Where the server was last found; none before that.</summary>
    public SipPeer Peer => _peer;

    /// <summary>Whether a request from there is the server's.</summary>
    public bool IsSource(in SipPeer source) => _sources.Has(source);

    public void Start()
    {
        if (Terms.Registers)
        {
            Happen(AccountInput.Started);
        }
        else
        {
            LookForServer();
        }
    }

    /// <summary>The account is no longer wanted: the server is told, and the state ends as Off.</summary>
    public void Stop()
    {
        _sources.Stop();
        _stack.Loop.Timers.Cancel(ref _due);
        Happen(AccountInput.Stopped);
    }

    void IClientTransactionUser.ResponseArrived(ClientTransaction transaction, SipMessage response)
    {
        if (!ReferenceEquals(transaction, _open) || response.Status < 200)
        {
            return;
        }

        _open = null;
        switch (response.Status)
        {
            case < 300:
                Granted(response);
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
            _open = null;
            Fail(
                AccountInput.Lost,
                failure == ClientFailure.TimedOut
                    ? "the server does not answer"
                    : "the server cannot be reached"
            );
        }
    }

    // Where nobody registers, calls out still have to know the server; names move.
    private void LookForServer()
    {
        _stack.Resolve(
            Encoding.UTF8.GetBytes(_request.Uri),
            static (state, peer) =>
            {
                var account = (Account)state!;
                account._peer = peer.IsNone ? account._peer : peer;
            },
            this
        );
        if (!System.Net.IPAddress.TryParse(Terms.Server.Host, out _))
        {
            _due = _stack.Loop.Timers.Schedule(
                AccountTimes.LookUp,
                static account => ((Account)account!).LookForServer(),
                this
            );
        }
    }

    private bool MayAskAgain() => ++_rounds < MostRounds;

    private void Granted(SipMessage response)
    {
        _granted = _request.GrantedBy(response);
        if (State != AccountState.Leaving && _granted <= TimeSpan.Zero)
        {
            Fail(AccountInput.Lost, "the server took the registration and forgot it at once");
            return;
        }

        bool isNews = !IsRegistered;
        _failures = 0;
        Reason = "";
        Happen(AccountInput.Granted);
        if (IsRegistered)
        {
            _counters.AccountGrants++;
            if (isNews)
            {
                _log.AccountRegistered(Terms.Name, Terms.User, _peer, _granted.TotalSeconds);
            }
        }
    }

    private void Refused(SipMessage response)
    {
        bool lost = response.Status is 408 or (>= 500 and < 600);
        _advice = RetryAfter.TryParse(response[HeaderName.RetryAfter], out RetryAfter after)
            ? TimeSpan.FromSeconds(after.Seconds)
            : TimeSpan.Zero;
        Fail(
            lost ? AccountInput.Lost : AccountInput.Denied,
            response.Status is 401 or 407
                ? "the server does not take the user name and password"
                : $"the server answers {response.Status} {Encoding.UTF8.GetString(response.Reason)}"
        );
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
        if (before != State)
        {
            _changed(this);
        }
    }

    private void Perform(AccountActions actions)
    {
        Timers timers = _stack.Loop.Timers;
        if (actions.HasFlag(AccountActions.Disarm))
        {
            timers.Cancel(ref _due);
            timers.Cancel(ref _end);
        }

        if (actions.HasFlag(AccountActions.AwaitRefresh))
        {
            timers.Cancel(ref _end);
            Await(AccountTimes.Refresh(_granted, Random.Shared.NextDouble()));
            _end = timers.Schedule(
                _granted,
                static account => ((Account)account!).Happen(AccountInput.RanOut),
                this
            );
        }

        if (actions.HasFlag(AccountActions.AwaitRetry))
        {
            Await(AccountTimes.Retry(_failures, _denied, _advice, Random.Shared.NextDouble()));
        }

        if (actions.HasFlag(AccountActions.Ask))
        {
            Begin();
        }

        if (actions.HasFlag(AccountActions.AskAgain))
        {
            Send();
        }

        if (actions.HasFlag(AccountActions.Remove))
        {
            _rounds = 0;
            _proved = false;
            Send();
        }
    }

    private void Await(TimeSpan time)
    {
        Timers timers = _stack.Loop.Timers;
        timers.Cancel(ref _due);
        _due = timers.Schedule(
            time,
            static account => ((Account)account!).Happen(AccountInput.Due),
            this
        );
    }

    // The server is looked up at each attempt, as providers move.
    private void Begin()
    {
        _rounds = 0;
        _proved = false;
        _open = null;
        _stack.Resolve(
            Encoding.UTF8.GetBytes(_request.Uri),
            static (state, peer) => ((Attempt)state!).Found(peer),
            new Attempt(this, ++_attempt)
        );
    }

    private void Found(int attempt, in SipPeer peer)
    {
        if (attempt != _attempt || State is AccountState.Off or AccountState.Leaving)
        {
            return;
        }

        if (peer.IsNone)
        {
            Fail(AccountInput.Lost, "nobody knows the server's address");
            return;
        }

        _peer = peer;
        Send();
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
        public void Found(in SipPeer peer) => account.Found(number, peer);
    }
}
