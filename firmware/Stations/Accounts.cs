using Microsoft.Extensions.Logging;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// All accounts on external SIP servers, of extensions and of trunks: made, changed and dropped as the settings say
/// without touching calls, and found for calls that come in over them. Signal thread only.
/// </summary>
internal sealed class Accounts(SipStack stack, StationsCounters counters, ILogger log)
{
    private readonly StationsLog _log = new(log);
    private readonly Dictionary<string, Account> _byName = [];
    private readonly Dictionary<string, Account> _byToken = [];
    private readonly List<Account> _leaving = [];

    /// <summary>An account came, went, or changed its state.</summary>
    public Action? Changed { get; set; }

    public StationsCounters Counters => counters;

    /// <summary>The accounts that the settings ask for.</summary>
    public IReadOnlyCollection<Account> All => _byName.Values;

    /// <summary>Whether every account that was dropped has been taken off its server, or given up.</summary>
    public bool NoneLeaving => _leaving.Count == 0;

    /// <summary>Settings take effect: what is unchanged goes on undisturbed.</summary>
    public void Use(BoxSettings settings)
    {
        var wanted = AccountTerms.In(settings).ToDictionary(static t => t.Name);
        foreach (Account account in _byName.Values.ToArray())
        {
            if (wanted.GetValueOrDefault(account.Terms.Name) != account.Terms)
            {
                Drop(account);
            }
        }

        foreach (AccountTerms terms in wanted.Values)
        {
            if (!_byName.ContainsKey(terms.Name))
            {
                Add(terms);
            }
        }

        Changed?.Invoke();
    }

    /// <summary>The exchange stops: every account is taken off its server.</summary>
    public void Stop()
    {
        foreach (Account account in _byName.Values.ToArray())
        {
            Drop(account);
        }
    }

    /// <summary>By <see cref="AccountTerms.Name"/>; null where there is none.</summary>
    public Account? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The SIP user name of an extension whose account is registered at this moment; else null.</summary>
    public string? RegisteredUserOf(string extension) =>
        Find(AccountTerms.NameOfExtension(extension)) is { IsRegistered: true } account
            ? account.Terms.User
            : null;

    /// <summary>
    /// The account that a request came over: the one whose token its Request-URI carries, else one whose server it
    /// came from. Null where it is none of ours.
    /// </summary>
    public Account? Find(SipMessage request, in SipPeer source)
    {
        string dialled = SipUri.TryParse(request.RequestUri, out SipUri uri)
            ? uri.UnescapedUser()
            : "";
        return _byToken.GetValueOrDefault(dialled) ?? FindBySource(request, dialled, source);
    }

    // Several accounts may share a server: the one that was dialled, in the Request-URI or the To; then a trunk, whose
    // numbers we need not know; then the only one there is.
    private Account? FindBySource(SipMessage request, string dialled, in SipPeer source)
    {
        var at = new List<Account>();
        foreach (Account account in _byName.Values)
        {
            if (account.IsSource(source))
            {
                at.Add(account);
            }
        }

        if (at.Count == 0)
        {
            return null;
        }

        string to = UserOf(request[HeaderName.To]);
        return at.Find(a => a.Terms.User == dialled)
            ?? at.Find(a => a.Terms.User == to)
            ?? at.Find(static a => a.Terms.IsTrunk)
            ?? (at.Count == 1 ? at[0] : null);
    }

    private static string UserOf(ReadOnlySpan<byte> party) =>
        NameAddress.TryParse(party, out NameAddress address) && address.TryUri(out SipUri uri)
            ? uri.UnescapedUser()
            : "";

    private void Add(AccountTerms terms)
    {
        var account = new Account(stack, terms, counters, _log, StateChanged);
        _byName.Add(terms.Name, account);
        _byToken.Add(account.Token, account);
        account.Start();
    }

    private void Drop(Account account)
    {
        _byName.Remove(account.Terms.Name);
        _byToken.Remove(account.Token);
        if (account.State != AccountState.Off)
        {
            _leaving.Add(account);
        }

        account.Stop();
        _log.AccountDropped(account.Terms.Name, account.Terms.User);
        Changed?.Invoke();
    }

    private void StateChanged(Account account)
    {
        if (account.State == AccountState.Off)
        {
            _leaving.Remove(account);
        }

        Changed?.Invoke();
    }
}
