using System.Net;
using System.Text;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>How a registered contact is reached.</summary>
internal static class ContactWay
{
    /// <summary>
    /// The contact's own address where the REGISTER shows that nothing translates addresses on the way: the contact, or
    /// the Via, names the address that it came from. Otherwise, and where the contact has a host name, the way back to
    /// where it came from. Over TCP always the connection that the telephone opened, as long as it stands.
    /// </summary>
    public static SipPeer Find(
        SipMessage register,
        in SipUri contact,
        in SipPeer source,
        out bool behindNat
    )
    {
        bool trusted =
            SipStack.TryResolve(contact, out SipPeer named)
            && named.Port != 0
            && !IsNowhere(named.Address, source.Address)
            && (named.SameAddress(source) || ViaNames(register, source));
        behindNat = !trusted;
        if (!trusted)
        {
            return source;
        }

        return source.IsReliable
            ? named.Over(source.Transport).OnConnection(source.Connection)
            : named;
    }

    private static bool IsNowhere(IPAddress named, IPAddress source) =>
        named.Equals(IPAddress.Any)
        || named.Equals(IPAddress.IPv6Any)
        || (IPAddress.IsLoopback(named) && !IPAddress.IsLoopback(source));

    private static bool ViaNames(SipMessage register, in SipPeer source) =>
        ViaHeader.TryParse(register.TopVia, out ViaHeader via)
        && IPAddress.TryParse(Encoding.ASCII.GetString(via.Host), out IPAddress? host)
        && SipPeer.FromAddress(source.Transport, host, source.Port).SameAddress(source);
}
