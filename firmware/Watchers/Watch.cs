using QX200.Sip.Dialogs;
using QX200.Status;

namespace QX200.Watchers;

/// <summary>One telephone's subscription to one extension's lamp. Signal thread.</summary>
/// <param name="watcher">The extension whose telephone it is.</param>
/// <param name="contact">The telephone: its Contact as written.</param>
/// <param name="entity">The URI that was subscribed, as written.</param>
internal sealed class Watch(
    WatchedLamp lamp,
    string watcher,
    string contact,
    string entity,
    WatchDesk desk
) : ISubscriptionUser
{
    private uint _version;

    public WatchedLamp Lamp => lamp;

    public string Watcher => watcher;

    public string Contact => contact;

    /// <summary>The version of the next document; it counts up over restarts too (RFC 4235 4.1.1).</summary>
    public uint Version
    {
        get => _version;
        init => _version = value;
    }

    /// <summary>Set as soon as the SUBSCRIBE is accepted.</summary>
    public Subscription? Subscription { get; set; }

    int ISubscriptionUser.WriteState(Subscription subscription, Span<byte> room) =>
        DialogInfo.Write(room, entity, _version++, lamp.Now);

    void ISubscriptionUser.Moved(Subscription subscription) => desk.Changed?.Invoke();

    void ISubscriptionUser.Ended(Subscription subscription) => desk.Ended(this);

    /// <summary>What it is made again from after a restart.</summary>
    public KeptWatch? Keep() =>
        Subscription is { IsOver: false } subscription
            ? new KeptWatch(
                watcher,
                lamp.Now.Number,
                contact,
                entity,
                _version,
                subscription.Keep()
            )
            : null;
}

/// <summary>An extension that somebody watches, with all who do.</summary>
internal sealed class WatchedLamp(LampStatus now)
{
    public LampStatus Now { get; set; } = now;

    public List<Watch> Watches { get; } = [];
}
