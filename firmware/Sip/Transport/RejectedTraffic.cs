using System.Collections.Immutable;

namespace QX200.Sip.Transport;

/// <summary>Somebody who was refused.</summary>
/// <param name="Source">The address alone: whoever tries again comes from another port.</param>
/// <param name="What">The method, or <c>message</c>, <c>connection</c>, <c>TLS</c>.</param>
/// <param name="User">Whom he claimed to be; empty where that was not said.</param>
/// <param name="Reason">For people.</param>
/// <param name="Count">How often the same has happened.</param>
internal sealed record RejectedRequest(
    string Source,
    SipTransport Transport,
    string What,
    string User,
    string Reason,
    DateTimeOffset First,
    DateTimeOffset Last,
    long Count
);

/// <summary>
/// Who was refused of late, one entry for all that is the same. Bounded: the one that has been quiet longest makes room.
/// Signal thread; <see cref="Latest"/> any thread.
/// </summary>
internal sealed class RejectedTraffic(TimeProvider? clock = null)
{
    /// <summary>Most entries kept.</summary>
    public const int Most = 100;

    private const int LongestUser = 40;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<
        (string, SipTransport, string, string, string),
        RejectedRequest
    > _all = [];
    private ImmutableArray<RejectedRequest>? _latest = [];
    private long _count;

    /// <summary>How many there have been; any thread.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Called at each one, on the signal thread.</summary>
    public Action? Changed { get; set; }

    /// <summary>The latest first. Signal thread.</summary>
    public ImmutableArray<RejectedRequest> Latest() =>
        _latest ??= [.. _all.Values.OrderByDescending(static r => r.Last)];

    public void Add(in SipPeer source, string what, string user, string reason)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        user = user.Length > LongestUser ? user[..LongestUser] : user;
        var key = (source.Address.ToString(), source.Transport, what, user, reason);
        if (_all.TryGetValue(key, out RejectedRequest? known))
        {
            _all[key] = known with { Last = now, Count = known.Count + 1 };
        }
        else
        {
            if (_all.Count == Most)
            {
                _all.Remove(_all.MinBy(static r => r.Value.Last).Key);
            }

            _all[key] = new RejectedRequest(
                key.Item1,
                source.Transport,
                what,
                user,
                reason,
                now,
                now,
                1
            );
        }

        _latest = null;
        Interlocked.Increment(ref _count);
        Changed?.Invoke();
    }
}
