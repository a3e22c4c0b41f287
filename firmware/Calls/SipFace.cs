using System.Globalization;
using System.Text;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>How a party and a style of ringing look in SIP headers.</summary>
internal static class SipFace
{
    private const string AnonymousHost = "anonymous.invalid";

    /// <summary>
    /// Whom a telephone is connected with (RFC 3325), and the same as older ones read it; null where nobody is to be
    /// shown.
    /// </summary>
    /// <param name="calling">Whether he is the one who calls, in the dialog with that telephone.</param>
    public static SipHeaders? Asserted(PartyIdentity shown, string host, bool calling)
    {
        if (shown == PartyIdentity.Nobody)
        {
            return null;
        }

        string uri = shown.IsWithheld
            ? $"sip:anonymous@{AnonymousHost}"
            : $"sip:{Escape(shown.Number)}@{host}";
        string address = $"{SipHeaders.Quoted(shown.Label)} <{uri}>";
        string party = calling ? "calling" : "called";
        string privacy = shown.IsWithheld ? "full" : "off";
        return new SipHeaders
        {
            { "P-Asserted-Identity", address },
            { "Remote-Party-ID", $"{address};party={party};screen=yes;privacy={privacy}" },
        };
    }

    /// <summary>The INVITE to a telephone of ours.</summary>
    public static InviteParts Parts(
        PartyIdentity called,
        PartyIdentity shown,
        RingStyle style,
        string host
    )
    {
        SipHeaders headers = Asserted(shown, host, calling: true) ?? [];
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
            FromDisplay =
                shown.IsWithheld ? shown.Label
                : shown.Name.Length > 0 ? shown.Name
                : null,
            FromHost = shown.IsWithheld ? AnonymousHost : host,
            To = $"sip:{Escape(called.Number)}@{host}",
            Headers = headers,
        };
    }

    /// <summary>
    /// The INVITE to somebody outside: it is the account that calls, and nothing of the house goes with it but what the
    /// account's settings allow. Who wants to be withheld is anonymous there, and the server alone knows the account.
    /// </summary>
    /// <param name="shown">Who of us calls, or whose call it is that goes out.</param>
    public static InviteParts Parts(AccountTerms account, string number, PartyIdentity shown)
    {
        string user = Escape(account.User);
        bool shows = account.ShowsCaller && !shown.IsWithheld && shown.Number.Length > 0;
        SipHeaders headers = shows ? Asserted(shown, account.Host, calling: true)! : [];
        if (!shows && user.Length > 0)
        {
            headers.Add("P-Asserted-Identity", $"<sip:{user}@{account.Host}>");
        }

        if (shown.IsWithheld)
        {
            headers.Add("Privacy", "id");
        }

        return new InviteParts
        {
            FromUser = shown.IsWithheld ? "anonymous" : user,
            FromDisplay =
                shown.IsWithheld ? "Anonymous"
                : shows ? shown.Label
                : null,
            FromHost = shown.IsWithheld ? AnonymousHost : account.Host,
            ContactUser = user,
            To = $"sip:{Escape(number)}@{account.Host}",
            Headers = headers,
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
