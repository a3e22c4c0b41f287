using QX200.Media;
using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>A party's stay on a park extension, from the claim of the slot to its outcome.</summary>
internal sealed class ParkStay
{
    /// <summary>The claim on the slot; changes only when settings lay the slots out anew.</summary>
    public required ParkTicket Ticket { get; set; }

    /// <summary>
    /// The stay as a dialog of the park extension, which telephones see at its lamp and may name to take the call out.
    /// </summary>
    public ReplacedCall Name { get; } = ReplacedCall.Make();

    /// <summary>The park extension's number.</summary>
    public required string Slot { get; init; }

    /// <summary>The extension that parked, and which of its telephones.</summary>
    public required string Parker { get; init; }

    public required DeviceIdentity ParkerDevice { get; init; }

    /// <summary>When it was parked: by the calendar, and since the exchange started.</summary>
    public required DateTimeOffset ParkedAt { get; init; }

    public required TimeSpan Since { get; init; }

    /// <summary>When the parker is rung.</summary>
    public required DateTimeOffset ReturnsAt { get; init; }

    /// <summary>What the party hears.</summary>
    public required Source Music { get; init; }

    public ParkedState State { get; set; }

    /// <summary>The park extension was deleted under the call: there is no slot any more to give free.</summary>
    public bool SlotDeleted { get; set; }

    public TimerId Timeout;
}
