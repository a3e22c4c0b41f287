using QX200.Sip.Transport;

namespace QX200.Sip.Location;

/// <summary>
/// Servers that did not answer of late: for a while they are asked after the others, so that not every call waits for
/// the one that is down. Signal thread.
/// </summary>
internal sealed class FailedServers(TimeProvider clock)
{
    /// <summary>How long one stays at the end of the list.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private const int Most = 1024;

    private readonly Dictionary<SipPeer, long> _since = [];

    public void Add(in SipPeer server)
    {
        if (_since.Count >= Most)
        {
            _since.Clear();
        }

        _since[server.OnConnection(0)] = clock.GetTimestamp();
    }

    /// <summary>It has answered.</summary>
    public void Remove(in SipPeer server) => _since.Remove(server.OnConnection(0));

    public bool Has(in SipPeer server) =>
        _since.TryGetValue(server.OnConnection(0), out long since)
        && clock.GetElapsedTime(since) < Life;

    /// <summary>The same servers, those that have failed last.</summary>
    public SipPeer[] InOrder(IEnumerable<SipPeer> servers) =>
        [.. servers.OrderBy(s => Has(s) ? 1 : 0)];
}
