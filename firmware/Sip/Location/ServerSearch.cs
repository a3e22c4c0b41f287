using System.Net;
using System.Net.Sockets;
using QX200.Sip.Transport;

namespace QX200.Sip.Location;

/// <param name="Port">0 where none is named.</param>
/// <param name="Transport">Null where none is named.</param>
internal readonly record struct SoughtServer(string Host, int Port, SipTransport? Transport);

/// <summary>
/// Finds the servers that a host name stands for, the first to be asked first (RFC 3263 section 4). A named port means
/// the host itself; a named transport its SRV records; with neither, NAPTR records say which transport the domain
/// likes best, UDP or TCP: to TLS nobody is led who has not asked for it.
/// </summary>
/// <param name="noV6">IPv6 can't be reached from here.</param>
internal sealed class ServerSearch(ISipNames names, Func<double> chance, bool noV6)
{
    private const int MostServers = 16;

    public async Task<SipPeer[]> FindAsync(SoughtServer sought)
    {
        if (sought.Port != 0)
        {
            SipTransport over = sought.Transport ?? SipTransport.Udp;
            return await HostAsync(sought.Host, sought.Port, over);
        }

        foreach ((SipTransport transport, string name) in await ServicesAsync(sought))
        {
            ServiceRecord[] records = await names.FindServicesAsync(name);
            if (records.Length > 0)
            {
                return await OfferedAsync(records, transport);
            }
        }

        SipTransport usual = sought.Transport ?? SipTransport.Udp;
        return await HostAsync(sought.Host, usual.DefaultPort(), usual);
    }

    private async Task<List<(SipTransport, string)>> ServicesAsync(SoughtServer sought)
    {
        if (sought.Transport is { } named)
        {
            return [(named, NameOf(named, sought.Host))];
        }

        var liked = new List<(SipTransport, string)>();
        TransportRecord[] records = await names.FindTransportsAsync(sought.Host);
        foreach (
            TransportRecord record in records
                .OrderBy(static r => r.Order)
                .ThenBy(static r => r.Preference)
        )
        {
            SipTransport? transport = record.Service.ToUpperInvariant() switch
            {
                "SIP+D2U" => SipTransport.Udp,
                "SIP+D2T" => SipTransport.Tcp,
                _ => null,
            };
            if (transport is { } known && record.Replacement.Length > 0)
            {
                liked.Add((known, record.Replacement));
            }
        }

        return liked.Count > 0
            ? liked
            :
            [
                (SipTransport.Udp, NameOf(SipTransport.Udp, sought.Host)),
                (SipTransport.Tcp, NameOf(SipTransport.Tcp, sought.Host)),
            ];
    }

    private async Task<SipPeer[]> OfferedAsync(ServiceRecord[] records, SipTransport transport)
    {
        var found = new List<SipPeer>();
        foreach (ServiceRecord record in ServiceOrder.Of(records, chance))
        {
            if (record.Target.Length > 0 && record.Port > 0 && found.Count < MostServers)
            {
                SipPeer[] host = await HostAsync(record.Target, record.Port, transport);
                found.AddRange(host.Where(peer => !found.Contains(peer)));
            }
        }

        return [.. found.Take(MostServers)];
    }

    // IPv4 before IPv6: fewer houses lose it on the way.
    private async Task<SipPeer[]> HostAsync(string host, int port, SipTransport transport)
    {
        IPAddress[] found = await names.FindAsync(host);
        return
        [
            .. found
                .Where(a => a.AddressFamily == AddressFamily.InterNetwork || !noV6)
                .OrderBy(static a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                .Take(MostServers)
                .Select(a => SipPeer.FromAddress(transport, a, port)),
        ];
    }

    private static string NameOf(SipTransport transport, string host) =>
        transport switch
        {
            SipTransport.Udp => $"_sip._udp.{host}",
            SipTransport.Tcp => $"_sip._tcp.{host}",
            _ => $"_sips._tcp.{host}",
        };
}
