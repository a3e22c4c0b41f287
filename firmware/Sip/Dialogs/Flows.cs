using System.Net;
using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// Decides whether requests in a dialog go back to where its INVITE came from rather than to the peer's Contact.
/// </summary>
internal static class Flows
{
    /// <summary>
    /// The source, where it is a connection, or where the Contact is a private address that differs from it: a
    /// telephone behind a NAT. None where a proxy asked to stay on the way, or the Contact can be reached.
    /// </summary>
    public static SipPeer PinFor(SipMessage invite, in SipPeer source)
    {
        if (invite.Has(HeaderName.RecordRoute))
        {
            return default;
        }

        return source.Connection != 0 || IsBehindNat(invite, source) ? source : default;
    }

    private static bool IsBehindNat(SipMessage invite, in SipPeer source)
    {
        if (
            !NameAddress.TryParse(invite[HeaderName.Contact], out NameAddress contact)
            || !contact.TryUri(out SipUri uri)
            || !IPAddress.TryParse(Encoding.ASCII.GetString(uri.Host), out IPAddress? host)
        )
        {
            return false;
        }

        SipPeer told = SipPeer.FromAddress(source.Transport, host, source.Port);
        return !told.SameAddress(source) && IsPrivate(host);
    }

    /// <summary>RFC 1918, RFC 6598, link-local, loopback and unique local addresses: nothing that a stranger can reach.</summary>
    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out int length);
        return length == 4
            ? bytes[0] is 0 or 10
                || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
                || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
                || (bytes[0] == 169 && bytes[1] == 254)
            : address.IsIPv6LinkLocal || (bytes[0] & 0xfe) == 0xfc;
    }
}
