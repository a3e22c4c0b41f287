using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Status;

namespace QX200.Watchers;

/// <summary>
/// The front door of Watchers: takes SUBSCRIBE for <c>Event: dialog</c> and tells each watcher what the snapshots show
/// (RFC 6665, RFC 4235, CALL-PARK 6.1). Signal thread only.
/// </summary>
internal sealed class WatchDesk
{
    /// <summary>Most subscriptions of all telephones together; more get 503.</summary>
    public const int Most = 5000;

    /// <summary>Most subscriptions of the telephones of one extension; more get 503.</summary>
    public const int MostOfOne = 500;

    /// <summary>
    /// A telephone that subscribes so often to the same extension has forgotten the earlier ones, say over its
    /// restarts: the oldest ends for each new one.
    /// </summary>
    public const int MostAlike = 4;

    private const int BusyRetryAfter = 60;

    /// <summary>After a restart hundreds of telephones are told: not all at once.</summary>
    private static readonly TimeSpan s_betweenRestored = TimeSpan.FromMilliseconds(10);

    private readonly SipUserAgent _agent;
    private readonly StatusBoard _status;
    private readonly ILogger _log;
    private readonly Dictionary<string, WatchedLamp> _lamps = [];
    private readonly Dictionary<string, int> _ofOne = [];
    private ImmutableArray<LampStatus> _seen = [];
    private IReadOnlyList<KeptWatch> _kept = [];
    private bool _stopping;

    public WatchDesk(SipUserAgent agent, StatusBoard status, ILogger log)
    {
        _agent = agent;
        _status = status;
        _log = log;
        status.Subscribe(Told);
    }

    public static EventPackage Package { get; } =
        new("dialog", DialogInfo.Type, Standard: 3600, Shortest: 20, Longest: 3600);

    /// <summary>What <see cref="Kept"/> gives is no longer what it was.</summary>
    public Action? Changed { get; set; }

    /// <summary>The subscriptions, as they can be made again after a restart.</summary>
    public IEnumerable<KeptWatch> Kept() =>
        _lamps
            .Values.SelectMany(static lamp => lamp.Watches)
            .Select(static watch => watch.Keep())
            .OfType<KeptWatch>();

    /// <summary>
    /// Before the loop runs: who watched before the restart does so again, and is told, as soon as it is known what there
    /// is to see. Whose extension, or whose watched extension, is gone is passed over.
    /// </summary>
    public void Restore(IReadOnlyList<KeptWatch> kept) => _kept = kept;

    /// <summary>Subscriptions that are not over; those with their last NOTIFY on its way among them.</summary>
    public int Count { get; private set; }

    /// <summary>Answers a SUBSCRIBE out of any dialog, whatever it says.</summary>
    /// <param name="watcher">The extension that the sender has proved to be.</param>
    public void Subscribe(ServerTransaction subscribe, string watcher)
    {
        SipMessage request = subscribe.Request;
        if (!SubscribeTerms.TryRead(request, Package, out SubscribeTerms terms, out int status))
        {
            RequestScreen.RefuseSubscribe(subscribe, status, Package);
        }
        else if (
            !SipUri.TryParse(request.RequestUri, out SipUri uri)
            || !NameAddress.TryParse(request[HeaderName.Contact], out NameAddress contact)
        )
        {
            subscribe.Respond(400, "Contact Cannot Be Read");
        }
        else if (_stopping)
        {
            subscribe.Respond(503);
        }
        else if (Find(uri.UnescapedUser()) is not { } lamp)
        {
            subscribe.Respond(404);
        }
        else if (IsTooMany(watcher))
        {
            WatchLog.TooMany(_log, watcher, lamp.Now.Number, Count);
            Refuse(subscribe);
        }
        else
        {
            var watch = new Watch(
                lamp,
                watcher,
                Encoding.UTF8.GetString(contact.Uri),
                Encoding.UTF8.GetString(request.RequestUri),
                this
            );
            Add(watch);
            watch.Subscription = _agent.AcceptSubscription(
                subscribe,
                terms,
                watch,
                lamp.Now.Number
            );
            DropForgotten(watch);
            Changed?.Invoke();
        }
    }

    /// <summary>The exchange stops: everyone is told so, after what the end of the calls has changed is known.</summary>
    public void Stop()
    {
        _stopping = true;
        _agent.Timers.Schedule(TimeSpan.Zero, static desk => ((WatchDesk)desk!).LetGo(), this);
    }

    private void LetGo()
    {
        foreach (Watch watch in _lamps.Values.SelectMany(static l => l.Watches).ToArray())
        {
            watch.Subscription?.Withdraw("deactivated");
        }
    }

    private void Told(StatusSnapshot snapshot)
    {
        if (snapshot.Lamps == _seen)
        {
            return;
        }

        bool sameExtensions = snapshot
            .Lamps.Select(static l => l.Number)
            .SequenceEqual(_seen.Select(static l => l.Number));
        _seen = snapshot.Lamps;
        foreach (LampStatus lamp in snapshot.Lamps)
        {
            if (
                _lamps.TryGetValue(lamp.Number, out WatchedLamp? watched)
                && !ReferenceEquals(watched.Now, lamp)
            )
            {
                watched.Now = lamp;
                foreach (Watch watch in _stopping ? [] : watched.Watches)
                {
                    watch.Subscription?.Changed();
                }
            }
        }

        if (!sameExtensions)
        {
            ExtensionsChanged();
        }

        TakeUpKept();
    }

    private void TakeUpKept()
    {
        (IReadOnlyList<KeptWatch> kept, _kept) = (_kept, []);
        TimeSpan wait = TimeSpan.Zero;
        foreach (KeptWatch one in kept)
        {
            if (
                _seen.Any(lamp => lamp.Number == one.Watcher)
                && Find(one.Number) is { } lamp
                && !IsTooMany(one.Watcher)
            )
            {
                TakeUp(one, lamp, wait += s_betweenRestored);
            }
        }

        if (kept.Count > 0)
        {
            WatchLog.TakenUp(_log, Count, kept.Count);
            Changed?.Invoke();
        }
    }

    private void TakeUp(KeptWatch kept, WatchedLamp lamp, TimeSpan wait)
    {
        var watch = new Watch(lamp, kept.Watcher, kept.Contact, kept.Entity, this)
        {
            Version = kept.Version + KeptWatch.VersionsLeft,
        };
        watch.Subscription = _agent.RestoreSubscription(kept.Subscription, Package, watch);
        if (watch.Subscription is { } subscription)
        {
            Add(watch);
            _agent.Timers.Schedule(
                wait,
                static state => ((Subscription)state!).BeginAnew(),
                subscription
            );
        }
    }

    /// <summary>Who watched an extension that is gone, and whose own extension is gone, is let go.</summary>
    private void ExtensionsChanged()
    {
        HashSet<string> numbers = [.. _seen.Select(static l => l.Number)];
        foreach (WatchedLamp lamp in _lamps.Values.ToArray())
        {
            bool isGone = !numbers.Contains(lamp.Now.Number);
            lamp.Now = isGone ? Dark(lamp.Now) : lamp.Now;
            foreach (Watch watch in lamp.Watches.ToArray())
            {
                if (!numbers.Contains(watch.Watcher))
                {
                    watch.Subscription?.Withdraw("rejected");
                }
                else if (isGone)
                {
                    watch.Subscription?.Withdraw("noresource");
                }
            }
        }
    }

    private static LampStatus Dark(LampStatus lamp) =>
        lamp.Dialogs is [.., var last]
            ? lamp with
            {
                Dialogs = [last with { Phase = DialogPhase.Terminated, IsHeld = false }],
            }
            : lamp;

    private WatchedLamp? Find(string number)
    {
        LampStatus? now = _status.Current.Lamps.FirstOrDefault(l => l.Number == number);
        return now is null ? null
            : _lamps.TryGetValue(number, out WatchedLamp? watched) ? watched
            : new WatchedLamp(now);
    }

    private bool IsTooMany(string watcher) =>
        Count >= Most || _ofOne.GetValueOrDefault(watcher) >= MostOfOne;

    private static void Refuse(ServerTransaction subscribe)
    {
        SipWriter response = subscribe.Begin(503);
        response.Header(HeaderName.RetryAfter, BusyRetryAfter);
        response.End();
        subscribe.Send(ref response);
    }

    private void Add(Watch watch)
    {
        _lamps[watch.Lamp.Now.Number] = watch.Lamp;
        watch.Lamp.Watches.Add(watch);
        _ofOne[watch.Watcher] = _ofOne.GetValueOrDefault(watch.Watcher) + 1;
        Count++;
        WatchLog.Began(_log, watch.Watcher, watch.Lamp.Now.Number);
    }

    private void DropForgotten(Watch newest)
    {
        Watch[] alike =
        [
            .. newest.Lamp.Watches.Where(w =>
                w.Watcher == newest.Watcher
                && w.Contact == newest.Contact
                && w.Subscription is { IsOver: false }
            ),
        ];
        foreach (Watch oldest in alike.SkipLast(MostAlike))
        {
            oldest.Subscription!.Withdraw("rejected");
        }
    }

    internal void Ended(Watch watch)
    {
        string number = watch.Lamp.Now.Number;
        watch.Lamp.Watches.Remove(watch);
        if (watch.Lamp.Watches.Count == 0)
        {
            _lamps.Remove(number);
        }

        Count--;
        if (--_ofOne[watch.Watcher] == 0)
        {
            _ofOne.Remove(watch.Watcher);
        }

        WatchLog.Over(_log, watch.Watcher, number);
        Changed?.Invoke();
    }
}
