using QX200.Settings;

namespace QX200.Calls;

/// <summary>Whether a park extension's Retrieve Access List has a caller (CALL-PARK 4.2): he needs no password then.</summary>
internal static class RetrieveList
{
    public static bool Has(ParkExtensionSettings slot, Leg caller) =>
        caller switch
        {
            { Extension: { Length: > 0 } number } => slot.RetrieveAccess.Any(a =>
                a.Type is CallType.Pbx or CallType.Auto && a.Pattern.Matches(number)
            ),
            { Outside: { User.Length: > 0 } outside } => slot.RetrieveAccess.Any(a =>
                OutsideAccess.Matches(
                    a,
                    slot.Account?.Server.Host,
                    outside.User,
                    outside.Host,
                    outside.Port,
                    outside.IsNumber
                )
            ),
            _ => false,
        };
}
