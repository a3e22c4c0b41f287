using System.Net;
using System.Net.Sockets;

namespace QX200.Sip.Transport;

/// <summary>An SRV record (RFC 2782): where a service of a domain is offered.</summary>
/// <param name="Priority">The lowest is asked first.</param>
/// <param name="Weight">Its share among those of the same priority.</param>
/// <param name="Target">A host name without the dot at its end; empty: the domain does not offer the service.</param>
internal readonly record struct ServiceRecord(int Priority, int Weight, int Port, string Target);

/// <summary>A NAPTR record (RFC 3403) as RFC 3263 uses it: by which transport a domain wants to be asked.</summary>
/// <param name="Service">Such as <c>SIP+D2U</c>.</param>
/// <param name="Replacement">The name of the SRV records, without the dot at its end.</param>
internal readonly record struct TransportRecord(
    int Order,
    int Preference,
    string Service,
    string Replacement
);

/// <summary>
/// What names stand for. Any thread; nothing where a name is unknown or nobody answers in time; never throws.
/// </summary>
internal interface ISipNames
{
    /// <summary>The addresses of a host.</summary>
    Task<IPAddress[]> FindAsync(string host);

    /// <param name="name">Such as <c>_sip._udp.example.net</c>.</param>
    Task<ServiceRecord[]> FindServicesAsync(string name) => Task.FromResult<ServiceRecord[]>([]);

    Task<TransportRecord[]> FindTransportsAsync(string domain) =>
        Task.FromResult<TransportRecord[]>([]);
}

/// <summary>The names that the system's resolver knows: hosts files, multicast DNS, and addresses out of DNS.</summary>
internal sealed class SystemNames : ISipNames
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<IPAddress[]> FindAsync(string host)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await Dns.GetHostAddressesAsync(host, limit.Token);
        }
        catch (SocketException)
        {
            return [];
        }
        catch (ArgumentException)
        {
            // Longer than a name may be.
            return [];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
