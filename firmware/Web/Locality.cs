using System.Net;
using Microsoft.AspNetCore.Http;

namespace QX200.Web;

/// <summary>Whether a request was made on the box itself.</summary>
internal static class Locality
{
    /// <summary>
    /// Loopback, or an address of this box that talks to itself: such a connection never touches a wire, and the
    /// kernel drops packets from outside that claim it.
    /// </summary>
    public static bool IsOnBox(this HttpContext context) =>
        IsOnBox(context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress);

    public static bool IsOnBox(IPAddress? remote, IPAddress? local) =>
        remote is not null && (IPAddress.IsLoopback(Plain(remote)) || remote.Equals(local));

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
