using System.Text;
using Microsoft.Extensions.Logging;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// Where the telephones are: takes REGISTER (RFC 3261 10.3), keeps the bindings and lets them expire, and says where an
/// extension rings. Signal thread only.
/// </summary>
internal sealed class Registrar
{
    /// <summary>Most contacts of one extension.</summary>
    public const int MostContacts = 10;

    private const int LongestUserAgent = 64;

    private readonly SignalLoop _loop;
    private readonly SipStack _stack;
    private readonly Extensions _extensions;
    private readonly DigestServer _digest;
    private readonly BindingTable _bindings = new();
    private readonly ContactChecks _checks;
    private readonly StationsLog _log;

    public Registrar(SipStack stack, Extensions extensions, DigestServer digest, ILogger log)
    {
        _stack = stack;
        _loop = stack.Loop;
        _extensions = extensions;
        _digest = digest;
        _log = new StationsLog(log);
        _checks = new ContactChecks(stack, this);
    }

    /// <summary>A binding came, went, or changed between dead and alive.</summary>
    public Action? Changed { get; set; }

    public StationsCounters Counters { get; } = new();

    /// <summary>All bindings, for those who show them.</summary>
    public IEnumerable<Binding> All => _bindings.All;

    public int Count => _bindings.Count;

    /// <summary>How often contacts are asked for a sign of life.</summary>
    public TimeSpan CheckPeriod => _extensions.Settings.System.Sip.ContactCheck;

    public SignalLoop Loop => _loop;

    /// <summary>All contacts of an extension, dead ones too.</summary>
    public IReadOnlyList<Binding> BindingsOf(string number) => _bindings.Of(number);

    /// <summary>
    /// Where an extension rings: its contacts that are alive, the preferred ones first; where none is, all of them, as a
    /// telephone may have come back unnoticed. A new list at each call.
    /// </summary>
    public IReadOnlyList<Binding> Locate(string number)
    {
        IReadOnlyList<Binding> all = _bindings.Of(number);
        bool any = all.Any(static b => b.Alive);
        return [.. all.Where(b => b.Alive || !any).OrderByDescending(static b => b.Quality)];
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
                MarkAlive(binding, alive: true);
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

        if (
            !AskedContacts.TryRead(
                transaction.Request,
                out AskedContacts asked,
                out Refusal refusal
            ) || !MayChange(transaction.Request, number, asked, out refusal)
        )
        {
            Refuse(transaction, refusal);
            return;
        }

        Change(transaction, number, asked);
        Answer(transaction, number);
    }

    /// <summary>Takes up what was kept over a restart; the extension and the end are looked at anew.</summary>
    public void Restore(Binding binding, TimeSpan remaining)
    {
        if (_extensions.SecretOf(binding.Number) is null || remaining <= TimeSpan.Zero)
        {
            return;
        }

        _bindings.Add(binding);
        Arm(binding, remaining);
        _checks.StartSoon(binding);
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
                Remove(binding);
                _log.Dropped(binding.Number, binding.ContactUri);
            }
            else
            {
                _checks.PeriodChanged(binding);
            }
        }
    }

    /// <summary>What <see cref="ContactChecks"/> and requests that arrive have found out.</summary>
    public void MarkAlive(Binding binding, bool alive)
    {
        if (binding.Gone || binding.Alive == alive)
        {
            return;
        }

        binding.Alive = alive;
        if (alive)
        {
            _log.AliveAgain(binding.Number, binding.ContactUri);
        }
        else
        {
            Counters.FoundDead++;
            _log.Dead(binding.Number, binding.ContactUri);
        }

        Changed?.Invoke();
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
                Challenge.Send(
                    transaction,
                    _digest,
                    outcome.Verdict == DigestVerdict.ChallengeStale
                );
                return false;
            default:
                Counters.RefusedRegistrations++;
                _log.RegisterRefused(number, transaction.Source);
                transaction.Respond(403);
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
        refusal = default;
        string callId = Encoding.UTF8.GetString(request.CallId);
        int added = 0;
        foreach (AskedContact contact in asked.Each)
        {
            Binding? known = Find(number, contact);
            added += known is null && contact.Expires > 0 ? 1 : 0;
            if (known is not null && IsOld(known, callId, request.CSeqNumber))
            {
                refusal = new Refusal(500, "CSeq Is Not Higher");
                return false;
            }
        }

        foreach (Binding known in asked.All ? _bindings.Of(number) : [])
        {
            if (IsOld(known, callId, request.CSeqNumber))
            {
                refusal = new Refusal(500, "CSeq Is Not Higher");
                return false;
            }
        }

        if (added > 0 && !MakeRoom(number, added))
        {
            refusal = new Refusal(403, "Too Many Contacts");
        }

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
            Remove(binding);
        }

        return true;
    }

    private void Change(ServerTransaction transaction, string number, in AskedContacts asked)
    {
        foreach (Binding binding in asked.All ? _bindings.Of(number).ToArray() : [])
        {
            Remove(binding);
        }

        foreach (AskedContact contact in asked.Each)
        {
            Binding? known = Find(number, contact);
            if (contact.Expires > 0)
            {
                Bind(transaction, number, contact, known);
            }
            else if (known is not null)
            {
                Remove(known);
            }
        }

        Counters.Registrations++;
    }

    /// <summary>
    /// The binding of the same contact, else the one that the same telephone left when it came from elsewhere: same
    /// instance and, where it numbers its ways to us, the same number (RFC 5626 section 6).
    /// </summary>
    private Binding? Find(string number, in AskedContact contact)
    {
        if (_bindings.Find(number, contact.Uri) is { } same)
        {
            return same;
        }

        string? instance = contact.Instance;
        int regId = contact.RegId;
        return instance is null
            ? null
            : _bindings.Of(number).FirstOrDefault(b => b.Instance == instance && b.RegId == regId);
    }

    private void Bind(
        ServerTransaction transaction,
        string number,
        in AskedContact contact,
        Binding? known
    )
    {
        SipMessage request = transaction.Request;
        _ = SipUri.TryParse(Encoding.UTF8.GetBytes(contact.Uri), out SipUri uri);
        SipPeer target = ContactWay.Find(request, uri, transaction.Source, out bool behindNat);
        Binding binding =
            known
            ?? new Binding
            {
                Number = number,
                ContactUri = contact.Uri,
                ContactKey = contact.Key,
                Target = target,
                Source = transaction.Source,
                CallId = "",
                CSeq = 0,
            };
        binding.ContactUri = contact.Uri;
        binding.ContactKey = contact.Key;
        Repin(binding, known is not null, transaction.Source);
        binding.Target = target;
        binding.Source = transaction.Source;
        binding.BehindNat = behindNat;
        binding.Instance = contact.Instance;
        binding.RegId = contact.RegId;
        binding.Quality = contact.Quality;
        binding.CallId = Encoding.UTF8.GetString(request.CallId);
        binding.CSeq = request.CSeqNumber;
        binding.UserAgent = Shown(request[HeaderName.UserAgent]);
        Arm(binding, TimeSpan.FromSeconds(contact.Expires));
        if (known is null)
        {
            _bindings.Add(binding);
            _checks.Start(binding);
            _log.Registered(number, contact.Uri, target, behindNat);
        }

        MarkAlive(binding, alive: true);
        Changed?.Invoke();
    }

    // A registered connection is not closed for being idle.
    private void Repin(Binding binding, bool wasPinned, in SipPeer source)
    {
        _stack.Pin(source);
        if (wasPinned)
        {
            _stack.Unpin(binding.Source);
        }
    }

    private void Arm(Binding binding, TimeSpan lifetime)
    {
        _loop.Timers.Cancel(ref binding.Expiry);
        binding.ExpiresAt =
            _loop.Clock.GetTimestamp()
            + (long)(lifetime.TotalSeconds * _loop.Clock.TimestampFrequency);
        binding.Expiry = _loop.Timers.Schedule(
            lifetime,
            static state =>
            {
                var (registrar, binding) = ((Registrar, Binding))state!;
                registrar.Expired(binding);
            },
            (this, binding)
        );
    }

    private void Expired(Binding binding)
    {
        Counters.Expired++;
        _log.Expired(binding.Number, binding.ContactUri);
        Remove(binding);
    }

    private void Remove(Binding binding)
    {
        _loop.Timers.Cancel(ref binding.Expiry);
        _checks.Stop(binding);
        _stack.Unpin(binding.Source);
        _bindings.Remove(binding);
        Changed?.Invoke();
    }

    private void Answer(ServerTransaction transaction, string number)
    {
        SipWriter response = transaction.Begin(200);
        foreach (Binding binding in _bindings.Of(number))
        {
            WriteContact(ref response, binding);
        }

        response.End();
        transaction.Send(ref response);
    }

    private void WriteContact(ref SipWriter response, Binding binding)
    {
        response.OpenHeader(HeaderName.Contact);
        response.Append("<");
        response.Append(binding.ContactUri);
        response.Append(">;expires=");
        response.Append((long)Math.Ceiling(binding.Remaining(_loop.Clock).TotalSeconds));
        if (binding.Quality < 1000)
        {
            response.Append($";q={binding.Quality / 1000.0:0.###}");
        }

        if (binding.Instance is { } instance)
        {
            response.Append($";+sip.instance=\"{instance}\"");
        }

        if (binding.RegId > 0)
        {
            response.Append($";reg-id={binding.RegId}");
        }

        response.CloseHeader();
    }

    private static string Shown(ReadOnlySpan<byte> userAgent) =>
        Encoding.UTF8.GetString(userAgent[..Math.Min(userAgent.Length, LongestUserAgent)]);
}
