using System.Text;
using Microsoft.Extensions.Logging;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// Where the telephones are: takes REGISTER (RFC 3261 10.3) and says where an extension rings. Signal thread only.
/// </summary>
internal sealed class Registrar
{
    /// <summary>Most contacts of one extension.</summary>
    public const int MostContacts = 10;

    private readonly Extensions _extensions;
    private readonly DigestServer _digest;
    private readonly Bindings _bindings;
    private readonly StationsLog _log;

    public Registrar(SipStack stack, Extensions extensions, DigestServer digest, ILogger log)
    {
        Loop = stack.Loop;
        Rejected = stack.RejectedTraffic;
        _extensions = extensions;
        _digest = digest;
        _log = new StationsLog(log);
        _bindings = new Bindings(stack, extensions, Counters, _log);
    }

    /// <summary>A binding came, went, was refreshed, or changed between dead and alive.</summary>
    public Action? Changed
    {
        get => _bindings.Changed;
        set => _bindings.Changed = value;
    }

    public StationsCounters Counters { get; } = new();

    public SignalLoop Loop { get; }

    /// <summary>Who was refused of late.</summary>
    public RejectedTraffic Rejected { get; }

    /// <summary>All bindings, for those who show them.</summary>
    public IEnumerable<Binding> All => _bindings.All;

    public int Count => _bindings.Count;

    /// <summary>All contacts of an extension, dead ones too.</summary>
    public IReadOnlyList<Binding> BindingsOf(string number) => _bindings.Of(number);

    /// <summary>
    /// Where an extension rings: its contacts that are alive, the preferred ones first; where none is, all of them, as a
    /// telephone may have come back unnoticed. A new list at each call.
    /// </summary>
    public IReadOnlyList<Binding> Locate(string number)
    {
        bool any = IsReachable(number);
        return
        [
            .. _bindings
                .Of(number)
                .Where(b => b.Alive || !any)
                .OrderByDescending(static b => b.Quality),
        ];
    }

    /// <summary>Whether the extension has a telephone that is not known to be dead.</summary>
    public bool IsReachable(string number) => _bindings.Of(number).Any(static b => b.Alive);

    /// <summary>The telephone of that extension whose contact has this user, host and port.</summary>
    public Binding? FindByContact(string number, string contactKey) =>
        _bindings.Of(number).FirstOrDefault(b => b.ContactKey == contactKey);

    /// <summary>The telephone that speaks from there, of that extension or (null) of any.</summary>
    public Binding? FindSpeaker(string? number, in SipPeer source) =>
        _bindings.FindSpeaker(number, source);

    /// <summary>A request of that extension came from there, so what is bound there is alive.</summary>
    public void Heard(string number, in SipPeer source)
    {
        foreach (Binding binding in _bindings.Of(number))
        {
            if (!binding.Alive && binding.SpeaksFrom(source))
            {
                _bindings.MarkAlive(binding, alive: true);
            }
        }
    }

    /// <summary>Answers a REGISTER, whatever it says.</summary>
    public void Register(ServerTransaction transaction)
    {
        if (!TryAuthorize(transaction, out string number))
        {
            return;
        }

        SipMessage request = transaction.Request;
        if (
            !AskedContacts.TryRead(request, out AskedContacts asked, out Refusal refusal)
            || !MayChange(request, number, asked, out refusal)
        )
        {
            Refuse(transaction, refusal);
            return;
        }

        Change(transaction, number, asked);
        ContactList.Answer(transaction, _bindings.Of(number), _bindings.Clock);
    }

    /// <summary>Takes up what was kept over a restart; the extension and the end are looked at anew.</summary>
    public void Restore(Binding binding, TimeSpan remaining)
    {
        if (_extensions.SecretOf(binding.Number) is not null && remaining > TimeSpan.Zero)
        {
            _bindings.Restore(binding, remaining);
        }
    }

    /// <summary>
    /// After the extensions took new settings: telephones of extensions that are gone are forgotten. A changed secret
    /// leaves its telephones until their registrations end.
    /// </summary>
    public void SettingsChanged()
    {
        foreach (Binding binding in _bindings.All.ToArray())
        {
            if (_extensions.SecretOf(binding.Number) is null)
            {
                _bindings.Remove(binding);
                _log.Dropped(binding.Number, binding.ContactUri);
            }
            else
            {
                _bindings.CheckPeriodChanged(binding);
            }
        }
    }

    // The same answer for a wrong secret and for an extension that does not exist, so that nobody learns which exist.
    private bool TryAuthorize(ServerTransaction transaction, out string number)
    {
        SipMessage request = transaction.Request;
        DigestOutcome outcome = _digest.Check(request, _extensions.SecretOf);
        number = outcome.User;
        switch (outcome.Verdict)
        {
            case DigestVerdict.Accepted when RegistersHimself(request, number):
                return true;
            case DigestVerdict.Challenge or DigestVerdict.ChallengeStale:
                Counters.Challenged++;
                bool stale = outcome.Verdict == DigestVerdict.ChallengeStale;
                Challenge.Send(transaction, _digest, stale);
                return false;
            default:
                _log.RegisterRefused(number, transaction.Source);
                Rejected.Add(
                    transaction.Source,
                    "REGISTER",
                    number,
                    "wrong user or secret, or another's address"
                );
                Refuse(transaction, new Refusal(403));
                return false;
        }
    }

    private static bool RegistersHimself(SipMessage request, string number) =>
        NameAddress.TryParse(request[HeaderName.To], out NameAddress to)
        && to.TryUri(out SipUri uri)
        && uri.IsSip
        && uri.UnescapedUser() == number;

    private void Refuse(ServerTransaction transaction, Refusal refusal)
    {
        Counters.RefusedRegistrations++;
        SipWriter response = transaction.Begin(refusal.Status, refusal.Reason);
        if (refusal.Status == 423)
        {
            response.Header(HeaderName.MinExpires, AskedContacts.Shortest);
        }

        response.End();
        transaction.Send(ref response);
    }

    // Nothing is changed unless all of it can be (RFC 3261 10.3 step 7).
    private bool MayChange(
        SipMessage request,
        string number,
        in AskedContacts asked,
        out Refusal refusal
    )
    {
        string callId = Encoding.UTF8.GetString(request.CallId);
        uint cseq = request.CSeqNumber;
        bool old = asked.All && _bindings.Of(number).Any(b => IsOld(b, callId, cseq));
        int added = 0;
        foreach (AskedContact contact in asked.Each)
        {
            Binding? known = _bindings.Find(number, contact, callId, cseq);
            added += known is null && contact.Expires > 0 ? 1 : 0;
            old |= known is not null && IsOld(known, callId, cseq);
        }

        refusal =
            old ? new Refusal(500, "CSeq Is Not Higher")
            : added > 0 && !MakeRoom(number, added) ? new Refusal(403, "Too Many Contacts")
            : default;
        return !refusal.IsSet;
    }

    private static bool IsOld(Binding known, string callId, uint cseq) =>
        known.CallId == callId && cseq <= known.CSeq;

    // Dead contacts make room for living ones.
    private bool MakeRoom(string number, int added)
    {
        IReadOnlyList<Binding> all = _bindings.Of(number);
        int over = all.Count + added - MostContacts;
        Binding[] dead = [.. all.Where(static b => !b.Alive).OrderBy(static b => b.ExpiresAt)];
        if (over > dead.Length)
        {
            return false;
        }

        foreach (Binding binding in dead.Take(over))
        {
            _bindings.Remove(binding);
        }

        return true;
    }

    private void Change(ServerTransaction transaction, string number, in AskedContacts asked)
    {
        foreach (Binding binding in asked.All ? _bindings.Of(number).ToArray() : [])
        {
            _bindings.Remove(binding);
        }

        string callId = Encoding.UTF8.GetString(transaction.Request.CallId);
        uint cseq = transaction.Request.CSeqNumber;
        foreach (AskedContact contact in asked.Each)
        {
            Binding? known = _bindings.Find(number, contact, callId, cseq);
            if (contact.Expires > 0)
            {
                _bindings.Bind(transaction, number, contact, known);
            }
            else if (known is not null)
            {
                _bindings.Remove(known);
            }
        }

        Counters.Registrations++;
    }
}
