using System.Net;
using Microsoft.Extensions.Time.Testing;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

public sealed class RejectedTrafficTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RejectedTraffic _traffic;

    public RejectedTrafficTests() => _traffic = new RejectedTraffic(_clock);

    [Fact]
    public void The_same_again_from_another_port_is_counted_and_not_listed_again()
    {
        DateTimeOffset began = _clock.GetUtcNow();
        Add("192.0.2.66", port: 1, user: "100");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Add("192.0.2.66", port: 2, user: "100");
        Add("192.0.2.66", port: 2, user: "101");

        Assert.Equal(
            ["192.0.2.66 REGISTER 101 1", "192.0.2.66 REGISTER 100 2"],
            _traffic
                .Latest()
                .OrderByDescending(static r => r.User)
                .Select(static r => $"{r.Source} {r.What} {r.User} {r.Count}")
        );
        RejectedRequest twice = _traffic.Latest().Single(static r => r.Count == 2);
        Assert.Equal((began, began.AddSeconds(5)), (twice.First, twice.Last));
        Assert.Equal(3, _traffic.Count);
    }

    [Fact]
    public void A_flood_of_names_is_bounded_and_the_latest_stay()
    {
        for (int i = 0; i < 5_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Add("192.0.2.66", port: 1, user: $"{i}{new string('x', 200)}");
        }

        Assert.Equal(RejectedTraffic.Most, _traffic.Latest().Length);
        Assert.StartsWith("4999x", _traffic.Latest()[0].User);
        Assert.Equal(40, _traffic.Latest()[0].User.Length);
    }

    private void Add(string source, int port, string user) =>
        _traffic.Add(
            SipPeer.FromAddress(SipTransport.Udp, IPAddress.Parse(source), port),
            "REGISTER",
            user,
            "wrong"
        );
}
