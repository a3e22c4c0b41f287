using System.Globalization;
using System.Text;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>How a party and a style of ringing look in SIP headers.</summary>
internal static class SipFace
{
    /// <summary>Whom a telephone is connected with (RFC 3325); null where nobody is to be shown.</summary>
    public static SipHeaders? Asserted(PartyIdentity shown, string host) =>
        shown.Number.Length == 0
            ? null
            : new SipHeaders
            {
                {
                    "P-Asserted-Identity",
                    $"{SipHeaders.Quoted(shown.Label)} <sip:{Escape(shown.Number)}@{host}>"
                },
            };

    /// <summary>The INVITE to a telephone of ours.</summary>
    public static InviteParts Parts(
        PartyIdentity called,
        PartyIdentity shown,
        RingStyle style,
        string host
    )
    {
        SipHeaders headers = Asserted(shown, host) ?? [];
        switch (style)
        {
            case RingStyle.ParkReturn:
                headers.Add("Alert-Info", "<urn:alert:service:recall:hold>;info=park-return");
                break;
            case RingStyle.Recall:
                headers.Add("Alert-Info", "<urn:alert:service:recall:transfer>;info=recall");
                break;
            case RingStyle.AutoAnswer:
                headers.Add("Call-Info", $"<sip:{host}>;answer-after=0");
                headers.Add("Alert-Info", $"<http://{host}>;info=alert-autoanswer;delay=0");
                break;
            default:
                break;
        }

        return new InviteParts
        {
            FromUser = shown.Number.Length == 0 ? "anonymous" : Escape(shown.Number),
            FromDisplay = shown.Name.Length == 0 ? null : shown.Name,
            FromHost = host,
            To = $"sip:{Escape(called.Number)}@{host}",
            Headers = headers,
        };
    }

    /// <summary>The INVITE to somebody outside: it is the account that calls, and nothing of the house goes with it.</summary>
    public static InviteParts Parts(AccountTerms account, string number)
    {
        string user = Escape(account.User);
        return new InviteParts
        {
            FromUser = user,
            FromHost = account.Host,
            To = $"sip:{Escape(number)}@{account.Host}",
            Headers = new SipHeaders { { "P-Asserted-Identity", $"<sip:{user}@{account.Host}>" } },
        };
    }

    /// <summary>Where an INVITE to somebody outside goes.</summary>
    public static InviteTarget Target(AccountTerms account, string number) =>
        new($"sip:{Escape(number)}@{account.HostAndPort}{account.TransportParameter}");

    /// <summary>The user parts of a forwarding telephone's contacts: what it would have the caller dial.</summary>
    public static IReadOnlyList<string> Users(Redirection? redirection)
    {
        var users = new List<string>();
        foreach (string contact in redirection?.Contacts ?? [])
        {
            if (
                SipUri.TryParse(Encoding.UTF8.GetBytes(contact), out SipUri uri)
                && uri.UnescapedUser() is { Length: > 0 } user
            )
            {
                users.Add(user);
            }
        }

        return users;
    }

    /// <summary>A number as the user part of a URI (RFC 3261 19.1.2).</summary>
    private static string Escape(string user)
    {
        var escaped = new StringBuilder(user.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(user))
        {
            _ = Escapes.IsBareInUser(b)
                ? escaped.Append((char)b)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return escaped.ToString();
    }
}
