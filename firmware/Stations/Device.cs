using System.Net;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// The device at the other end of a call, by all the marks that it shows (CALL-PARK.md 3.1), the strongest first.
/// Several telephones may share an extension, and several an address behind one NAT.
/// </summary>
/// <param name="Binding">Its registration; null where it has none, or it cannot be told which.</param>
/// <param name="Instance">The <c>+sip.instance</c> of its Contact or of its registration.</param>
/// <param name="Contact">User, host and port of its Contact, where that is registered.</param>
/// <param name="Connection">The TCP or TLS connection that it speaks over; 0: none.</param>
/// <param name="Source">The address that it speaks from, without the port, as a port alone proves nothing.</param>
internal sealed record Device(
    Binding? Binding,
    string? Instance,
    string? Contact,
    int Connection,
    IPAddress Source
)
{
    /// <summary>Of an extension's request, by its Contact and where it came from.</summary>
    public static Device Of(
        Registrar registrar,
        string number,
        SipMessage request,
        in SipPeer source
    )
    {
        string? key = null;
        string? instance = null;
        if (
            ContactHeader.TryParse(request[HeaderName.Contact], out ContactHeader contact)
            && !contact.IsWildcard
            && contact.Address.TryUri(out SipUri uri)
        )
        {
            key = uri.IsSip ? Binding.KeyOf(uri) : null;
            instance = contact.Instance.IsEmpty
                ? null
                : System.Text.Encoding.UTF8.GetString(contact.Instance);
        }

        Binding? named = key is null ? null : registrar.FindByContact(number, key);
        Binding? binding =
            named
            ?? registrar
                .BindingsOf(number)
                .FirstOrDefault(b => instance is not null && b.Instance == instance)
            ?? registrar.FindSpeaker(number, source);
        return new Device(
            binding,
            instance ?? binding?.Instance,
            named is null ? null : key,
            source.Connection,
            source.Address
        );
    }

    /// <summary>Of a call to a registered telephone: it is the one that was rung.</summary>
    public static Device Of(Binding binding) =>
        new(
            binding,
            binding.Instance,
            binding.ContactKey,
            binding.Source.Connection,
            binding.Source.Address
        );
}
