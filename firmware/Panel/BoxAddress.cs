using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace QX200.Panel;

/// <summary>The address at which telephones reach the box.</summary>
internal static class BoxAddress
{
    /// <summary>Any thread; some system calls.</summary>
    /// <param name="loopbackCounts">On the simulated board the telephones may be on the same machine.</param>
    /// <returns>IPv4 before IPv6; null without a network.</returns>
    public static IPAddress? Find(bool loopbackCounts)
    {
        try
        {
            return NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(i =>
                    i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
                )
                .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
                .Select(static a => a.Address)
                .Where(a => !a.IsIPv6LinkLocal && (loopbackCounts || !IPAddress.IsLoopback(a)))
                .OrderBy(IPAddress.IsLoopback)
                .ThenBy(static a => a.AddressFamily == AddressFamily.InterNetworkV6)
                .FirstOrDefault();
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}
