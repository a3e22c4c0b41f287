using System.Collections.Immutable;
using System.Text.Json;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary>
/// What the event stream consists of: the parts of the snapshot, and what other rooms add before the start.
/// </summary>
internal sealed class EventParts
{
    private readonly List<(string Kind, Action<Utf8JsonWriter, StatusSnapshot> Write)> _all =
    [
        ("parked", static (json, now) => LiveJson.Parked(json, now)),
        ("calls", LiveJson.Calls),
        ("registrations", LiveJson.Registrations),
        ("accounts", LiveJson.Accounts),
        ("lines", LiveJson.Lines),
    ];

    private ImmutableArray<Subscriber> _subscribers = [];

    public IReadOnlyList<(string Kind, Action<Utf8JsonWriter, StatusSnapshot> Write)> All => _all;

    /// <summary>Before the start: one more kind of event.</summary>
    public void Add(string kind, Action<Utf8JsonWriter> write) =>
        _all.Add((kind, (json, _) => write(json)));

    /// <summary>Any thread: something that <see cref="Add"/> has added may have changed.</summary>
    public void Changed()
    {
        foreach (Subscriber subscriber in _subscribers)
        {
            subscriber.Told();
        }
    }

    public IDisposable Subscribe(Action told)
    {
        var subscriber = new Subscriber(this, told);
        ImmutableInterlocked.Update(ref _subscribers, static (all, s) => all.Add(s), subscriber);
        return subscriber;
    }

    private sealed class Subscriber(EventParts parts, Action told) : IDisposable
    {
        public Action Told { get; } = told;

        public void Dispose() =>
            ImmutableInterlocked.Update(
                ref parts._subscribers,
                static (all, s) => all.Remove(s),
                this
            );
    }
}
