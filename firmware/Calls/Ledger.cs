using QX200.Parking;
using QX200.Records;

namespace QX200.Calls;

/// <summary>Writes the record of each call and of each parked call when it is over (CALL-PARK 6.3).</summary>
internal sealed class Ledger(RecordLog records, TimeProvider clock)
{
    /// <summary>A parked call has its outcome.</summary>
    /// <param name="by">Who took it up; empty where nobody did.</param>
    public void Parked(Call call, ParkStay stay, ParkOutcome outcome, string by) =>
        records.Add(
            new ParkRecord(
                stay.Slot,
                call.Party.Identity.Number,
                stay.Parker,
                stay.ParkedAt,
                clock.GetUtcNow(),
                outcome.Name(),
                by.Length == 0 ? null : by
            )
        );

    /// <summary>A call is over.</summary>
    public string Ended(Call call, CallInput last)
    {
        string outcome = Outcome(call, last);
        records.Add(
            new CallRecord(
                call.From,
                call.Dialled,
                call.StartedAt,
                call.AnsweredAt,
                clock.GetUtcNow(),
                outcome
            )
        );
        return outcome;
    }

    private static string Outcome(Call call, CallInput last) =>
        call.AnsweredAt is not null ? "answered"
        : last == CallInput.PartyLeft ? "cancelled"
        : call.RefusalStatus switch
        {
            486 or 600 => "busy",
            408 or 480 => "no-answer",
            603 => "declined",
            0 => "stopped",
            _ => "failed",
        };
}
