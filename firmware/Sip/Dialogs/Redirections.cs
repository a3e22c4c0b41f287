using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>Reads the Contacts of a 3xx, best first.</summary>
internal static class Redirections
{
    public static Redirection? In(SipMessage response)
    {
        if (response.Status is < 300 or > 399)
        {
            return null;
        }

        var found = new List<(string Uri, int Quality)>();
        foreach (ReadOnlySpan<byte> value in response.Values(HeaderName.Contact))
        {
            if (ContactHeader.TryParse(value, out ContactHeader contact) && !contact.IsWildcard)
            {
                found.Add((Encoding.UTF8.GetString(contact.Address.Uri), contact.Quality));
            }
        }

        // OrderBy is stable: equals stay as listed.
        return new Redirection([
            .. found.OrderByDescending(static c => c.Quality).Select(static c => c.Uri),
        ]);
    }
}
