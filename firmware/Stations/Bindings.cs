using System.Text;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// All bindings by extension, and their lives: bound, refreshed, found dead or alive, expired. Signal thread only.
/// </summary>
internal sealed class Bindings
{
    private const int LongestUserAgent = 64;

    private readonly Dictionary<string, List<Binding>> _byNumber = [];
    private readonly SipStack _stack;
    private readonly SignalLoop _loop;
    private readonly ContactChecks _checks;
    private readonly StationsCounters _counters;
    private readonly StationsLog _log;

    public Bindings(
        SipStack stack,
        Extensions extensions,
        StationsCounters counters,
        StationsLog log
    )
    {
        _stack = stack;
        _loop = stack.Loop;
        _counters = counters;
        _log = log;
        _checks = new ContactChecks(stack, extensions, this);
        stack.ConnectionClosed += ConnectionClosed;
    }

    /// <summary>A binding came, went, was refreshed, or changed between dead and alive.</summary>
    public Action? Changed { get; set; }

    public int Count { get; private set; }

    public IEnumerable<Binding> All => _byNumber.Values.SelectMany(static b => b);

    public TimeProvider Clock => _loop.Clock;

    public IReadOnlyList<Binding> Of(string number) =>
        _byNumber.TryGetValue(number, out List<Binding>? bindings) ? bindings : [];

    /// <summary>
    /// The binding of the same contact, else the one that the same telephone left when it came from elsewhere: same
    /// instance and, where it numbers its ways to us, the same number (RFC 5626 section 6). What the same REGISTER has
    /// bound already was not left.
    /// </summary>
    public Binding? Find(string number, in AskedContact contact, string callId, uint cseq)
    {
        if (FindByUri(number, contact.Uri) is { } same)
        {
            return same;
        }

        foreach (Binding binding in contact.Instance is null ? [] : Of(number))
        {
            if (
                binding.Instance == contact.Instance
                && binding.RegId == contact.RegId
                && (binding.CallId != callId || binding.CSeq != cseq)
            )
            {
                return binding;
            }
        }

        return null;
    }

    /// <summary>The telephone that speaks from there, of that extension or (null) of any.</summary>
    public Binding? FindSpeaker(string? number, in SipPeer source)
    {
        foreach (Binding binding in number is null ? All : Of(number))
        {
            if (binding.SpeaksFrom(source))
            {
                return binding;
            }
        }

        return null;
    }

    /// <summary>Binds a contact, or refreshes the binding that it has.</summary>
    public void Bind(
        ServerTransaction transaction,
        string number,
        in AskedContact contact,
        Binding? known
    )
    {
        SipMessage request = transaction.Request;
        _ = SipUri.TryParse(Encoding.UTF8.GetBytes(contact.Uri), out SipUri uri);
        SipPeer source = transaction.Source;
        SipPeer target = ContactWay.Find(request, uri, source, out bool behindNat);
        Binding binding = known ?? New(number, contact, target, source);

        // A registered connection is not closed for being idle.
        _stack.Pin(source);
        if (known is not null)
        {
            _stack.Unpin(known.Source);
        }

        binding.ContactUri = contact.Uri;
        binding.ContactKey = contact.Key;
        binding.Target = target;
        binding.Source = source;
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
            Add(binding);
            _checks.Start(binding);
            _log.Registered(number, contact.Uri, target, behindNat);
        }

        MarkAlive(binding, alive: true);
        Changed?.Invoke();
    }

    public void Remove(Binding binding)
    {
        if (binding.Gone)
        {
            return;
        }

        binding.Gone = true;
        _loop.Timers.Cancel(ref binding.Expiry);
        _checks.Stop(binding);
        _stack.Unpin(binding.Source);
        List<Binding> bindings = _byNumber[binding.Number];
        bindings.Remove(binding);
        Count--;
        if (bindings.Count == 0)
        {
            _byNumber.Remove(binding.Number);
        }

        Changed?.Invoke();
    }

    /// <summary>Takes up what was kept over a restart, and asks it soon whether it is still there.</summary>
    public void Restore(Binding binding, TimeSpan remaining)
    {
        Add(binding);
        Arm(binding, remaining);
        _checks.StartSoon(binding);
    }

    public void CheckPeriodChanged(Binding binding) => _checks.PeriodChanged(binding);

    /// <summary>What an answer to OPTIONS, or a request that came, has shown.</summary>
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
            _counters.FoundDead++;
            _log.Dead(binding.Number, binding.ContactUri);
        }

        Changed?.Invoke();
    }

    // Over TLS a telephone is reached by the connection that it opened and no other: it comes back by itself.
    private void ConnectionClosed(int connection)
    {
        foreach (Binding binding in All.ToArray())
        {
            if (
                binding.Source.Connection == connection
                && binding.Source.Transport == SipTransport.Tls
            )
            {
                MarkAlive(binding, alive: false);
            }
        }
    }

    private static Binding New(
        string number,
        in AskedContact contact,
        in SipPeer target,
        in SipPeer source
    ) =>
        new()
        {
            Number = number,
            ContactUri = contact.Uri,
            ContactKey = contact.Key,
            Target = target,
            Source = source,
            CallId = "",
            CSeq = 0,
        };

    private void Add(Binding binding)
    {
        if (!_byNumber.TryGetValue(binding.Number, out List<Binding>? bindings))
        {
            _byNumber.Add(binding.Number, bindings = []);
        }

        bindings.Add(binding);
        Count++;
    }

    private Binding? FindByUri(string number, string contactUri)
    {
        _ = SipUri.TryParse(Encoding.UTF8.GetBytes(contactUri), out SipUri asked);
        foreach (Binding binding in Of(number))
        {
            if (
                SipUri.TryParse(Encoding.UTF8.GetBytes(binding.ContactUri), out SipUri known)
                && known.IsSameAs(asked)
            )
            {
                return binding;
            }
        }

        return null;
    }

    private void Arm(Binding binding, TimeSpan lifetime)
    {
        _loop.Timers.Cancel(ref binding.Expiry);
        binding.ExpiresAt =
            Clock.GetTimestamp() + (long)(lifetime.TotalSeconds * Clock.TimestampFrequency);
        binding.Expiry = _loop.Timers.Schedule(
            lifetime,
            static state =>
            {
                var (bindings, binding) = ((Bindings, Binding))state!;
                bindings.Expired(binding);
            },
            (this, binding)
        );
    }

    private void Expired(Binding binding)
    {
        _counters.Expired++;
        _log.Expired(binding.Number, binding.ContactUri);
        Remove(binding);
    }

    private static string Shown(ReadOnlySpan<byte> userAgent) =>
        Encoding.UTF8.GetString(userAgent[..Math.Min(userAgent.Length, LongestUserAgent)]);
}
