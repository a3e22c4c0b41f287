using System.Text;
using QX200.Sip.Messages;

namespace QX200.Stations;

/// <summary>
/// Who calls from outside, as the server says that the call came over: by P-Asserted-Identity (RFC 3325), else
/// Remote-Party-ID, else From. It proves nothing beyond what that server is trusted with.
/// </summary>
/// <param name="Account">The account or trunk that the call came over.</param>
/// <param name="User">The user part, or the digits of a tel URI; empty where nobody is named.</param>
/// <param name="Host">Without port; empty where there is none.</param>
/// <param name="Port">0 where none is written.</param>
/// <param name="Name">The display name; may be empty.</param>
/// <param name="IsPrivate">He does not want to be shown (Privacy: id), only to be told apart by access lists.</param>
/// <param name="DialledUser">The user part of the Request-URI; empty where that is our own token.</param>
/// <param name="ToUser">The user part of To.</param>
internal sealed record OutsideCaller(
    Account Account,
    string User,
    string Host,
    int Port,
    string Name,
    bool IsPrivate,
    string DialledUser,
    string ToUser
)
{
    /// <summary>A call from the telephone network, as far as its number shows: <c>+</c> and digits, or digits.</summary>
    public bool IsNumber =>
        User.Length > 0
        && User.AsSpan(User[0] == '+' ? 1 : 0) is { Length: > 0 } digits
        && !digits.ContainsAnyExceptInRange('0', '9');

    public static OutsideCaller Of(SipMessage invite, Account account)
    {
        _ = NameAddress.TryParse(invite[HeaderName.To], out NameAddress to);
        string dialled = SipUri.TryParse(invite.RequestUri, out SipUri uri)
            ? uri.UnescapedUser()
            : "";
        NameAddress who = Asserted(invite, out bool hidden);
        bool known = who.TryUri(out SipUri caller);
        string user = known ? UserOf(caller) : "";
        return new OutsideCaller(
            account,
            user.Equals("anonymous", StringComparison.OrdinalIgnoreCase) ? "" : user,
            known ? Encoding.UTF8.GetString(caller.Host) : "",
            caller.Port,
            who.DisplayText(),
            hidden || WantsPrivacy(invite),
            dialled == account.Token ? "" : dialled,
            to.TryUri(out SipUri called) ? UserOf(called) : ""
        );
    }

    private static NameAddress Asserted(SipMessage invite, out bool hidden)
    {
        hidden = false;
        foreach (ReadOnlySpan<byte> value in invite.Values(HeaderName.PAssertedIdentity))
        {
            if (NameAddress.TryParse(value, out NameAddress asserted) && IsSomebody(asserted))
            {
                return asserted;
            }
        }

        foreach (ReadOnlySpan<byte> value in invite.Values(HeaderName.RemotePartyId))
        {
            if (
                NameAddress.TryParse(value, out NameAddress remote)
                && IsSomebody(remote)
                && !IsOther(remote)
            )
            {
                hidden =
                    remote.TryParam("privacy"u8, out ReadOnlySpan<byte> privacy)
                    && !privacy.SequenceEqual("off"u8);
                return remote;
            }
        }

        _ = NameAddress.TryParse(invite[HeaderName.From], out NameAddress from);
        return from;
    }

    private static bool IsSomebody(in NameAddress address) =>
        address.TryUri(out SipUri uri) && !uri.User.IsEmpty;

    // A Remote-Party-ID may be about the called side; without a word it is about the calling one.
    private static bool IsOther(in NameAddress remote) =>
        remote.TryParam("party"u8, out ReadOnlySpan<byte> party)
        && !party.SequenceEqual("calling"u8);

    private static bool WantsPrivacy(SipMessage invite)
    {
        if (!invite.Has(HeaderName.Privacy))
        {
            return false;
        }

        foreach (
            string word in Encoding
                .UTF8.GetString(invite[HeaderName.Privacy])
                .Split(';', StringSplitOptions.TrimEntries)
        )
        {
            if (word is "id" or "user" or "header")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without the parameters that telephone networks hang on a number, and without the signs people group it by.</summary>
    private static string UserOf(in SipUri uri)
    {
        string user = uri.UnescapedUser();
        int end = user.IndexOf(';');
        user = end < 0 ? user : user[..end];
        return uri.Scheme == UriScheme.Tel
            ? string.Concat(user.Where(static c => c is not ('-' or '.' or '(' or ')')))
            : user;
    }
}
