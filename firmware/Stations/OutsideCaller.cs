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
        _ = NameAddress.TryParse(invite[HeaderName.From], out NameAddress from);
        bool isAsserted = AssertedIdentity.TryFind(
            invite,
            "calling"u8,
            out AssertedIdentity identity
        );
        NameAddress who = isAsserted ? identity.Address : from;
        bool known = who.TryUri(out SipUri caller);
        string user = known ? AssertedIdentity.NumberIn(caller) : "";
        return new OutsideCaller(
            account,
            user.Equals("anonymous", StringComparison.OrdinalIgnoreCase) ? "" : user,
            known ? Encoding.UTF8.GetString(caller.Host) : "",
            caller.Port,
            who.DisplayText(),
            identity.IsHidden || PrivacyHeader.HidesCaller(invite),
            dialled == account.Token ? "" : dialled,
            to.TryUri(out SipUri called) ? AssertedIdentity.NumberIn(called) : ""
        );
    }
}
