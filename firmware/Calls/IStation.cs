using QX200.Media;
using QX200.Parking;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>What a telephone is rung with.</summary>
/// <param name="Called">Who is called.</param>
/// <param name="Shown">Who calls, as the telephone is to show it.</param>
/// <param name="Speaks">What the other side can speak: chosen first, so that sound can be relayed as it is.</param>
internal readonly record struct RingTerms(
    PartyIdentity Called,
    PartyIdentity Shown,
    RingStyle Style,
    IReadOnlyList<Codec>? Speaks
);

/// <summary>One telephone of an extension, of whatever kind, as it can be rung.</summary>
internal interface IStation
{
    DeviceIdentity Device { get; }

    /// <summary>
    /// Rings it. Null where that cannot even be tried. What comes of it, a refusal too, is told to the owner later: not
    /// before the signal loop's next turn.
    /// </summary>
    Leg? Place(ILegOwner owner, in RingTerms terms);
}

/// <summary>A registered SIP telephone.</summary>
internal sealed class SipStation(Equipment equipment, Binding binding) : IStation
{
    public DeviceIdentity Device => Devices.Of(binding);

    public Leg? Place(ILegOwner owner, in RingTerms terms) =>
        SipLeg.Place(
            equipment,
            owner,
            binding,
            terms.Called,
            terms.Shown,
            terms.Style,
            terms.Speaks
        );
}
