using System.Text;

namespace QX200.Sip.Messages;

/// <summary>What the sender of a message asks to have withheld (RFC 3323, RFC 3325 9.3).</summary>
internal static class PrivacyHeader
{
    private static readonly string[] Hiding = ["id", "user", "header"];

    /// <summary>Whether the one who calls does not want to be shown: by Privacy, or by an anonymous From.</summary>
    public static bool HidesCaller(SipMessage invite) =>
        HidesSender(invite)
        || (
            NameAddress.TryParse(invite[HeaderName.From], out NameAddress from)
            && from.TryUri(out SipUri uri)
            && Ascii.EqualsIgnoreCase(uri.User, "anonymous"u8)
        );

    /// <summary>Whether Privacy asks for it.</summary>
    public static bool HidesSender(SipMessage message)
    {
        foreach (ReadOnlySpan<byte> value in message.Values(HeaderName.Privacy))
        {
            string[] words = Encoding
                .UTF8.GetString(value)
                .Split(';', StringSplitOptions.TrimEntries);
            if (words.Any(static w => Hiding.Contains(w, StringComparer.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}
