using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using QX200.Sip.Transport;

namespace QX200.Sip.Location;

/// <summary>
/// Names out of DNS, each kept as long as its record says. The hosts file goes before, and what DNS does not know the
/// system's resolver is asked for. Any thread.
/// </summary>
internal sealed class DnsNames : ISipNames
{
    private const string HostsFile = "/etc/hosts";
    private const string ResolverFile = "/etc/resolv.conf";
    private const int DnsPort = 53;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_unknownKept = TimeSpan.FromSeconds(10);

    private readonly SystemNames _system = new();
    private readonly Lock _making = new();
    private IReadOnlyList<IPEndPoint> _servers = [];
    private LookupClient? _client;
    private string _madeFor = "";

    /// <summary>Whom to ask; none: whom the system asks.</summary>
    public IReadOnlyList<IPEndPoint> Servers
    {
        get => _servers;
        set
        {
            lock (_making)
            {
                _servers = value;
                _madeFor = "";
            }
        }
    }

    public async Task<IPAddress[]> FindAsync(string host)
    {
        if (!host.Contains('.') || IsLocal(host) || IsInHostsFile(host))
        {
            return await _system.FindAsync(host);
        }

        IDnsQueryResponse?[] answers = await Task.WhenAll(
            AskAsync(host, QueryType.A),
            AskAsync(host, QueryType.AAAA)
        );
        IPAddress[] found =
        [
            .. answers
                .SelectMany(static a => a?.Answers ?? [])
                .OfType<AddressRecord>()
                .Select(static r => r.Address),
        ];
        return found.Length > 0 ? found : await _system.FindAsync(host);
    }

    public async Task<ServiceRecord[]> FindServicesAsync(string name)
    {
        IDnsQueryResponse? answer = await AskAsync(name, QueryType.SRV);
        return
        [
            .. (answer?.Answers.SrvRecords() ?? []).Select(static r => new ServiceRecord(
                r.Priority,
                r.Weight,
                r.Port,
                Bare(r.Target)
            )),
        ];
    }

    public async Task<TransportRecord[]> FindTransportsAsync(string domain)
    {
        IDnsQueryResponse? answer = await AskAsync(domain, QueryType.NAPTR);
        return
        [
            .. (answer?.Answers.NAPtrRecords() ?? [])
                .Where(static r => r.Flags.Equals("s", StringComparison.OrdinalIgnoreCase))
                .Select(static r => new TransportRecord(
                    r.Order,
                    r.Preference,
                    r.Services,
                    Bare(r.Replacement)
                )),
        ];
    }

    private async Task<IDnsQueryResponse?> AskAsync(string name, QueryType type)
    {
        try
        {
            return Client() is { } client ? await client.QueryAsync(name, type) : null;
        }
        catch (Exception fault)
            when (fault
                    is DnsResponseException
                        or DnsResponseParseException
                        or DnsXidMismatchException
                        or SocketException
                        or IOException
                        or OperationCanceledException
                        or ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or OverflowException
                        or FormatException
                        or NotSupportedException
            )
        {
            // A name that is none, nobody there, or an answer that is no DNS.
            return null;
        }
    }

    // Whom the system asks changes with the network, so its file is looked at each time.
    private LookupClient? Client()
    {
        lock (_making)
        {
            string now =
                _servers.Count > 0
                    ? "set"
                    : File.GetLastWriteTimeUtc(ResolverFile).Ticks.ToString();
            if (now != _madeFor)
            {
                _madeFor = now;
                IPEndPoint[] servers = _servers.Count > 0 ? [.. _servers] : OfTheSystem();
                _client = servers.Length == 0 ? null : Make(servers);
            }

            return _client;
        }
    }

    private static LookupClient Make(IPEndPoint[] servers) =>
        new(
            new LookupClientOptions(servers)
            {
                Timeout = s_patience,
                Retries = 1,
                UseCache = true,
                MaximumCacheTimeout = s_longestKept,
                CacheFailedResults = true,
                FailedResultsCacheDuration = s_unknownKept,
                ThrowDnsErrors = false,
            }
        );

    private static IPEndPoint[] OfTheSystem() =>
        [
            .. Lines(ResolverFile)
                .Where(static w => w is ["nameserver", _, ..])
                .Select(static w => IPAddress.TryParse(w[1], out IPAddress? a) ? a : null)
                .OfType<IPAddress>()
                .Select(static a => new IPEndPoint(a, DnsPort)),
        ];

    private static bool IsInHostsFile(string host) =>
        Lines(HostsFile).Any(w => w.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase));

    private static bool IsLocal(string host) =>
        host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    // The words of each line, without comments.
    private static IEnumerable<string[]> Lines(string path)
    {
        try
        {
            return
            [
                .. File.ReadAllLines(path)
                    .Select(static l =>
                        l.Split('#', ';')[0]
                            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                    ),
            ];
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Bare(DnsString name) => name.Value.TrimEnd('.');
}
