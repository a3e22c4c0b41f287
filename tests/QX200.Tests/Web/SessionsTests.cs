using Microsoft.Extensions.Time.Testing;
using QX200.Web.Access;
using Xunit;

namespace QX200.Tests.Web;

public sealed class SessionsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Sessions _sessions;

    public SessionsTests() => _sessions = new Sessions(_clock);

    [Fact]
    public void A_session_is_found_by_its_key_alone()
    {
        string key = _sessions.Open("192.0.2.50", out Session session);
        Assert.Same(session, _sessions.Find(key, touch: true));
        Assert.Null(_sessions.Find(key + "0", touch: true));
        Assert.Null(_sessions.Find("", touch: true));
        Assert.NotEqual(key, session.Csrf);
    }

    [Fact]
    public void Who_does_nothing_for_an_hour_is_signed_out()
    {
        string key = _sessions.Open("", out _);
        _clock.Advance(Sessions.Idle);
        Assert.NotNull(_sessions.Find(key, touch: true));
        _clock.Advance(Sessions.Idle);
        Assert.NotNull(_sessions.Find(key, touch: false));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_sessions.Find(key, touch: true));
    }

    [Fact]
    public void Half_a_day_is_the_longest()
    {
        string key = _sessions.Open("", out Session session);
        for (int i = 0; i < 13; i++)
        {
            Assert.Equal(i <= 12, _sessions.Holds(session));
            Assert.Equal(i <= 12, _sessions.Find(key, touch: true) is not null);
            _clock.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public void Signing_out_ends_one_or_all()
    {
        string first = _sessions.Open("", out Session one);
        string second = _sessions.Open("", out _);
        _sessions.Close(first);
        Assert.Null(_sessions.Find(first, touch: true));
        Assert.False(_sessions.Holds(one));
        Assert.NotNull(_sessions.Find(second, touch: true));
        _sessions.CloseAll();
        Assert.Null(_sessions.Find(second, touch: true));
    }

    [Fact]
    public void There_are_never_more_than_fit()
    {
        string first = _sessions.Open("", out _);
        for (int i = 0; i < Sessions.Most; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _sessions.Open("", out _);
        }

        Assert.Equal(Sessions.Most, _sessions.Count);
        Assert.Null(_sessions.Find(first, touch: true));
    }
}
