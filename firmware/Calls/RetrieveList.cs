using System.Globalization;
using QX200.Settings;
using QX200.Stations;

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
                HasOutside(slot, a, outside)
            ),
            _ => false,
        };

    // SIP and PSTN patterns are both tried on a call from outside, as nothing but its number tells the two apart.
    private static bool HasOutside(
        ParkExtensionSettings slot,
        AccessPattern access,
        OutsideCaller caller
    ) =>
        access.Type switch
        {
            CallType.Sip => MatchesAddress(slot, access.Pattern, caller),
            CallType.Pstn => caller.IsNumber && access.Pattern.Matches(caller.User),
            CallType.Auto => access.Pattern.Matches(caller.User)
                || (
                    access.Pattern.Text.Contains('@')
                    && MatchesAddress(slot, access.Pattern, caller)
                ),
            _ => false,
        };

    private static bool MatchesAddress(
        ParkExtensionSettings slot,
        Pattern pattern,
        OutsideCaller caller
    )
    {
        int at = pattern.Text.IndexOf('@');
        if (at < 0)
        {
            // Users of the park extension's own server.
            return slot.Account is { } account
                && account.Server.Host.Equals(
                    caller.Host.Trim('[', ']'),
                    StringComparison.OrdinalIgnoreCase
                )
                && pattern.Matches(caller.User);
        }

        bool namesPort =
            pattern.Text.LastIndexOf(':') > Math.Max(at, pattern.Text.LastIndexOf(']'));
        string host = namesPort
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{caller.Host}:{(caller.Port == 0 ? 5060 : caller.Port)}"
            )
            : caller.Host;
        return pattern.Matches($"{caller.User}@{host}");
    }
}
