using System.Security.Cryptography;
using System.Text;

namespace QX200.Web.Access;

/// <summary>Somebody who is signed in. Times are the clock's ticks: the date may jump when the box first hears it.</summary>
/// <param name="csrf">What a changing request has to bring along besides the cookie.</param>
/// <param name="from">The address that signed in.</param>
internal sealed class Session(string csrf, string from, long now)
{
    private long _seen = now;

    public string Csrf { get; } = csrf;

    public string From { get; } = from;

    public long Since { get; } = now;

    /// <summary>When it was last used.</summary>
    public long Seen
    {
        get => Volatile.Read(ref _seen);
        set => Volatile.Write(ref _seen, value);
    }
}

/// <summary>
/// The sessions, in memory alone: a restart signs everybody out. Keys are kept as hashes. Any thread.
/// </summary>
internal sealed class Sessions(TimeProvider clock)
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(60);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>One more lets the one go that was used least recently.</summary>
    public const int Most = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _byHash = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byHash.Count;
            }
        }
    }

    /// <returns>The key for the cookie, the only time that it is seen.</returns>
    public string Open(string from, out Session session)
    {
        string key = NewSecret();
        session = new Session(NewSecret(), from, clock.GetTimestamp());
        lock (_lock)
        {
            ForgetOld();
            if (_byHash.Count >= Most)
            {
                _byHash.Remove(_byHash.MinBy(static s => s.Value.Seen).Key);
            }

            _byHash[Hash(key)] = session;
        }

        return key;
    }

    /// <summary>The session of a cookie; null where there is none, or it is too old.</summary>
    /// <param name="touch">Somebody did something; a page that only watches does not keep a session alive.</param>
    public Session? Find(string key, bool touch)
    {
        lock (_lock)
        {
            if (!_byHash.TryGetValue(Hash(key), out Session? session) || IsOver(session))
            {
                return null;
            }

            if (touch)
            {
                session.Seen = clock.GetTimestamp();
            }

            return session;
        }
    }

    /// <summary>Whether it still counts, for what streams for hours.</summary>
    public bool Holds(Session session)
    {
        lock (_lock)
        {
            return !IsOver(session) && _byHash.Values.Any(s => ReferenceEquals(s, session));
        }
    }

    public void Close(string key)
    {
        lock (_lock)
        {
            _byHash.Remove(Hash(key));
        }
    }

    public void CloseAll()
    {
        lock (_lock)
        {
            _byHash.Clear();
        }
    }

    private bool IsOver(Session session) =>
        clock.GetElapsedTime(session.Seen) > Idle || clock.GetElapsedTime(session.Since) > Longest;

    private void ForgetOld()
    {
        foreach ((string hash, _) in _byHash.Where(s => IsOver(s.Value)).ToArray())
        {
            _byHash.Remove(hash);
        }
    }

    private static string NewSecret() =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
