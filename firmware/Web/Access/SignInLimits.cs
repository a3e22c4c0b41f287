using System.Net;
using System.Net.Sockets;

namespace QX200.Web.Access;

/// <summary>
/// How often passwords may be tried. Each address has five tries, then it waits: 30 s, and twice as long after each
/// further try, 15 minutes at most. All strangers together have 60 tries in ten minutes. A browser that has been in
/// before, and the box itself, are no strangers: whoever guesses in crowds does not lock out the owner. Any thread.
/// </summary>
internal sealed class SignInLimits(TimeProvider clock)
{
    public const int FreeTries = 5;
    public const int TriesOfStrangers = 60;
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int MostSources = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Source> _sources = [];
    private readonly Queue<long> _strangers = [];

    /// <summary>
    /// Counts a try before it is made, so that many at once count as many; <see cref="Right"/> takes it back.
    /// </summary>
    /// <param name="known">No stranger.</param>
    /// <returns>How long to wait instead of trying; zero: go on.</returns>
    public TimeSpan Try(IPAddress from, bool known)
    {
        lock (_lock)
        {
            TimeSpan wait = WaitOf(from);
            if (wait == TimeSpan.Zero && !known)
            {
                wait = WaitOfStrangers();
            }

            if (wait == TimeSpan.Zero)
            {
                Count(from, known);
            }

            return wait;
        }
    }

    /// <summary>The password was right.</summary>
    public void Right(IPAddress from)
    {
        lock (_lock)
        {
            _sources.Remove(Key(from));
        }
    }

    private TimeSpan WaitOf(IPAddress from)
    {
        if (!_sources.TryGetValue(Key(from), out Source source) || source.Tries < FreeTries)
        {
            return TimeSpan.Zero;
        }

        int doublings = Math.Min(source.Tries - FreeTries, 10);
        TimeSpan whole = FirstWait * (1 << doublings);
        whole = whole > LongestWait ? LongestWait : whole;
        TimeSpan left = whole - clock.GetElapsedTime(source.Last);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private TimeSpan WaitOfStrangers()
    {
        while (_strangers.TryPeek(out long oldest) && clock.GetElapsedTime(oldest) >= Window)
        {
            _strangers.Dequeue();
        }

        return _strangers.Count < TriesOfStrangers
            ? TimeSpan.Zero
            : Window - clock.GetElapsedTime(_strangers.Peek());
    }

    private void Count(IPAddress from, bool known)
    {
        string key = Key(from);
        _sources.TryGetValue(key, out Source source);
        if (source.Tries > 0 && clock.GetElapsedTime(source.Last) > LongestWait * 2)
        {
            source = default;
        }

        _sources[key] = new Source(source.Tries + 1, clock.GetTimestamp());
        if (_sources.Count > MostSources)
        {
            _sources.Remove(_sources.MinBy(static s => s.Value.Last).Key);
        }

        if (!known)
        {
            _strangers.Enqueue(clock.GetTimestamp());
        }
    }

    /// <summary>An IPv6 host has a whole /64 to itself.</summary>
    private static string Key(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(plain.GetAddressBytes(), 0, 8)
            : plain.ToString();
    }

    private readonly record struct Source(int Tries, long Last);
}
