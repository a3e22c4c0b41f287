using System.Text;

namespace QX200.Sip.Messages;

/// <summary>
/// Who a server says that is at the other end: by P-Asserted-Identity (RFC 3325), else by Remote-Party-ID, which older
/// ones send. To be believed of servers alone.
/// </summary>
internal readonly ref struct AssertedIdentity
{
    public NameAddress Address { get; private init; }

    /// <summary>Remote-Party-ID's own word for privacy.</summary>
    public bool IsHidden { get; private init; }

    /// <param name="party">What Remote-Party-ID calls him: <c>calling</c> or <c>called</c>; without a word it is he.</param>
    /// <returns>False where nobody is named.</returns>
    public static bool TryFind(
        SipMessage message,
        ReadOnlySpan<byte> party,
        out AssertedIdentity identity
    )
    {
        foreach (ReadOnlySpan<byte> value in message.Values(HeaderName.PAssertedIdentity))
        {
            if (NameAddress.TryParse(value, out NameAddress asserted) && IsSomebody(asserted))
            {
                identity = new AssertedIdentity { Address = asserted };
                return true;
            }
        }

        foreach (ReadOnlySpan<byte> value in message.Values(HeaderName.RemotePartyId))
        {
            if (
                NameAddress.TryParse(value, out NameAddress remote)
                && IsSomebody(remote)
                && IsAbout(remote, party)
            )
            {
                identity = new AssertedIdentity
                {
                    Address = remote,
                    IsHidden =
                        remote.TryParam("privacy"u8, out ReadOnlySpan<byte> privacy)
                        && !Ascii.EqualsIgnoreCase(privacy, "off"u8),
                };
                return true;
            }
        }

        identity = default;
        return false;
    }

    /// <summary>
    /// The number in a URI: without the parameters that telephone networks hang on it, and, of a tel URI, without the
    /// signs that people group it by.
    /// </summary>
    public static string NumberIn(in SipUri uri)
    {
        string user = uri.UnescapedUser();
        int end = user.IndexOf(';');
        user = end < 0 ? user : user[..end];
        return uri.Scheme == UriScheme.Tel
            ? string.Concat(user.Where(static c => c is not ('-' or '.' or '(' or ')')))
            : user;
    }

    private static bool IsSomebody(in NameAddress address) =>
        address.TryUri(out SipUri uri) && !uri.User.IsEmpty;

    private static bool IsAbout(in NameAddress remote, ReadOnlySpan<byte> party) =>
        !remote.TryParam("party"u8, out ReadOnlySpan<byte> named)
        || Ascii.EqualsIgnoreCase(named, party);
}
