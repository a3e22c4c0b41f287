using System.Net;
using System.Net.Sockets;

namespace QX200.Sip.Transport;

/// <summary>Finds the addresses of a host name.</summary>
internal interface ISipNames
{
    /// <summary>Any thread. No address where the name is unknown or nobody answers in time; never throws.</summary>
    Task<IPAddress[]> FindAsync(string host);
}

/// <summary>The names that the system's resolver knows.</summary>
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
