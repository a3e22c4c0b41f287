using QX200.Lines;
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

    /// <summary>Somebody outside, over an account or a trunk.</summary>
    Outside,
}

/// <param name="Number">The extension that is meant, or what is dialled outside; empty where there is neither.</param>
/// <param name="Account">The name of the account that a call outside goes over (<see cref="AccountTerms.Name"/>).</param>
internal readonly record struct Dialled(DialledKind Kind, string Number, string Account = "");

/// <summary>
/// An extension's number rings it, a feature code does its job, then the routes out; then the caller's own account
/// outside, if he has one. Anything else is nothing.
/// </summary>
internal static class DialPlan
{
    /// <param name="caller">The extension that dials, whose own account may be used; empty: none.</param>
    public static Dialled Resolve(BoxSettings settings, string digits, string caller = "")
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

        return Extension(settings, digits) is { Kind: not DialledKind.Nothing } inside
            ? inside
            : Outside(settings, digits, caller);
    }

    /// <summary>What can come of digits that are being dialled one by one.</summary>
    public static DigitHope Hope(BoxSettings settings, string digits, string caller) =>
        new(
            Resolve(settings, digits, caller).Kind != DialledKind.Nothing,
            CanGrow(settings, digits, caller)
        );

    private static bool CanGrow(BoxSettings settings, string digits, string caller)
    {
        string code = settings.System.Features.CallPark;
        return IsBeginning(digits, code)
            || (
                digits.StartsWith(code, StringComparison.Ordinal)
                    ? settings
                        .Extensions.OfType<ParkExtensionSettings>()
                        .Any(e => IsBeginning(digits, code + e.Number))
                    : settings.Extensions.Any(e => IsBeginning(digits, e.Number))
                        || (IsNumber(digits) && CanGrowOutside(settings, digits, caller))
            );
    }

    private static bool CanGrowOutside(BoxSettings settings, string digits, string caller) =>
        settings.Routes.Any(r => r.Pattern.MatchesBeyond(digits))
        || settings.FindExtension(caller) is { Account: not null };

    private static bool IsBeginning(string digits, string number) =>
        digits.Length < number.Length && number.StartsWith(digits, StringComparison.Ordinal);

    /// <summary>
    /// Where a push-back goes (CALL-PARK 5.2). A SIP address is reached over an account on that very server; a number
    /// by the routes, else by the park extension's own account.
    /// </summary>
    public static Dialled PushBack(BoxSettings settings, CallAddress to, string slot)
    {
        if (to.Address.Split('@') is [var user, var host])
        {
            AccountTerms? account = AccountTerms
                .In(settings)
                .OrderBy(a => a.Extension == slot ? 0 : 1)
                .FirstOrDefault(a =>
                    string.Equals(
                        host,
                        host.Contains(':') ? a.HostAndPort : a.Host,
                        StringComparison.OrdinalIgnoreCase
                    )
                );
            return account is null
                ? new Dialled(DialledKind.Nothing, "")
                : new Dialled(DialledKind.Outside, user, account.Name);
        }

        return to.Type switch
        {
            CallType.Pbx => Extension(settings, to.Address),
            CallType.Pstn => Outside(settings, to.Address, slot),
            _ => Resolve(settings, to.Address, slot),
        };
    }

    private static Dialled Outside(BoxSettings settings, string digits, string caller)
    {
        bool isNumber = IsNumber(digits);
        RouteSettings? route = isNumber
            ? settings.Routes.FirstOrDefault(r => r.Pattern.Matches(digits))
            : null;
        if (route is not null)
        {
            string sent = route.Prepend + digits[Math.Min(route.Strip, digits.Length)..];
            return sent.Length == 0 || !settings.Trunks.Any(t => t.Name == route.Trunk)
                ? new Dialled(DialledKind.Nothing, "")
                : new Dialled(DialledKind.Outside, sent, AccountTerms.NameOfTrunk(route.Trunk));
        }

        return isNumber && settings.FindExtension(caller) is { Account: not null }
            ? new Dialled(DialledKind.Outside, digits, AccountTerms.NameOfExtension(caller))
            : new Dialled(DialledKind.Nothing, "");
    }

    private static bool IsNumber(string digits) =>
        digits.AsSpan(digits.StartsWith('+') ? 1 : 0) is { Length: > 0 } rest
        && !rest.ContainsAnyExceptInRange('0', '9');

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
