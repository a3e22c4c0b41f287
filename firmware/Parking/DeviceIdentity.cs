using System.Net;

namespace QX200.Parking;

/// <summary>Whether two calls belong to one device.</summary>
internal enum DeviceMatch : byte
{
    Same,
    Different,

    /// <summary>Nothing that is known of both decides.</summary>
    Unknown,
}

/// <summary>
/// What is known of the device at the other end of a call (3.1), from the strongest mark to the weakest. Several
/// telephones may share an extension, and several an address behind one NAT.
/// </summary>
/// <param name="Instance">The <c>+sip.instance</c> of its Contact or binding; an analog line's name; null: none.</param>
/// <param name="Contact">User, host and port of its Contact, where that has a binding; else null.</param>
/// <param name="Connection">The TCP or TLS connection that it speaks over; 0: none.</param>
/// <param name="Source">The address that it speaks from, without the port, as a port alone proves nothing.</param>
internal readonly record struct DeviceIdentity(
    string? Instance = null,
    string? Contact = null,
    long Connection = 0,
    IPAddress? Source = null
)
{
    /// <summary>
    /// The first mark that both have decides. Two different sources decide nothing: a telephone may come back from
    /// another address, and a proxy in between may speak for many.
    /// </summary>
    public DeviceMatch Match(in DeviceIdentity other)
    {
        if (Instance is not null && other.Instance is not null)
        {
            return Decided(string.Equals(Instance, other.Instance, StringComparison.Ordinal));
        }

        if (Contact is not null && other.Contact is not null)
        {
            return Decided(string.Equals(Contact, other.Contact, StringComparison.Ordinal));
        }

        bool sameConnection = Connection != 0 && Connection == other.Connection;
        bool sameSource = Source is not null && Source.Equals(other.Source);
        return sameConnection || sameSource ? DeviceMatch.Same : DeviceMatch.Unknown;
    }

    private static DeviceMatch Decided(bool same) =>
        same ? DeviceMatch.Same : DeviceMatch.Different;
}
