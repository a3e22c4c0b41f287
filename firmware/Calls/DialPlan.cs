using QX200.Settings;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>What dialled digits mean.</summary>
internal enum DialledKind : byte
{
    /// <summary>No such number: 404.</summary>
    Nothing,

    /// <summary>A user extension.</summary>
    User,

    /// <summary>A park extension: park within the window, else retrieve.</summary>
    Slot,

    /// <summary>The Call Park code: the system picks the slot.</summary>
    ParkCode,

    /// <summary>The Call Park code and a park extension's number: parks there, and never retrieves (CALL-PARK 3.6).</summary>
    ParkCodeWithSlot,
}

/// <param name="Number">The extension that is meant; empty where none is.</param>
internal readonly record struct Dialled(DialledKind Kind, string Number);

/// <summary>An extension's number rings it, a feature code does its job; anything else is nothing.</summary>
internal static class DialPlan
{
    public static Dialled Resolve(BoxSettings settings, string digits)
    {
        string code = settings.System.Features.CallPark;
        if (digits.StartsWith(code, StringComparison.Ordinal))
        {
            string rest = digits[code.Length..];
            return rest.Length == 0 ? new Dialled(DialledKind.ParkCode, "")
                : settings.FindExtension(rest) is ParkExtensionSettings
                    ? new Dialled(DialledKind.ParkCodeWithSlot, rest)
                : new Dialled(DialledKind.Nothing, "");
        }

        return Extension(settings, digits);
    }

    /// <summary>
    /// Where a call over an account goes: to the account's own extension; over a trunk to the number that was dialled,
    /// where an extension has it, else to where the trunk's calls go. Never to a feature code or out again.
    /// </summary>
    public static Dialled FromOutside(BoxSettings settings, OutsideCaller caller)
    {
        AccountTerms account = caller.Account.Terms;
        if (!account.IsTrunk)
        {
            return Extension(settings, account.Extension);
        }

        string incoming =
            settings
                .Trunks.FirstOrDefault(t => AccountTerms.NameOfTrunk(t.Name) == account.Name)
                ?.Incoming
            ?? "";
        foreach (string number in (string[])[caller.DialledUser, caller.ToUser, incoming])
        {
            if (Extension(settings, number) is { Kind: not DialledKind.Nothing } found)
            {
                return found;
            }
        }

        return Extension(settings, "");
    }

    private static Dialled Extension(BoxSettings settings, string number) =>
        settings.FindExtension(number) switch
        {
            UserExtensionSettings => new Dialled(DialledKind.User, number),
            ParkExtensionSettings => new Dialled(DialledKind.Slot, number),
            _ => new Dialled(DialledKind.Nothing, ""),
        };
}
