using QX200.Sip.Messages;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Status;

namespace QX200;

/// <summary>The counters of whom and what the box has turned away, in the words that the page shows.</summary>
internal static class TurnedAway
{
    /// <summary>Any thread.</summary>
    public static IEnumerable<RejectedCount> Counts(StationsCounters stations, SipCounters sip)
    {
        yield return new("Registrations refused", stations.RefusedRegistrations);
        yield return new("Callers who get no service", stations.RefusedCallers);
        yield return new("Messages turned away as too many came at once", sip.Overrun.Value);
        yield return new("Calls turned away as too many came at once", sip.TurnedAway.Value);
        yield return new("Connections refused", sip.ConnectionsRefused.Value);
        yield return new(
            "Connections closed, as what came was no SIP",
            sip.ConnectionsBroken.Value
        );
        yield return new("Answers and ACKs that belong to nothing", sip.Dropped.Value);
        for (int reason = 1; reason < SipRejections.Count; reason++)
        {
            var rejection = (SipRejection)reason;
            yield return new($"SIP: {rejection.Text()}", sip.Rejected(rejection).Value);
        }
    }
}
