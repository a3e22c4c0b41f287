using QX200.Settings;

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

        return settings.FindExtension(digits) switch
        {
            UserExtensionSettings => new Dialled(DialledKind.User, digits),
            ParkExtensionSettings => new Dialled(DialledKind.Slot, digits),
            _ => new Dialled(DialledKind.Nothing, ""),
        };
    }
}
