namespace QX200.Settings;

/// <summary>The TYPE of an access pattern or a destination.</summary>
internal enum CallType : byte
{
    /// <summary>An extension of this box.</summary>
    Pbx,

    /// <summary>A SIP address outside.</summary>
    Sip,

    /// <summary>A telephone number outside.</summary>
    Pstn,

    /// <summary>User or number, whichever way the call goes.</summary>
    Auto,
}

/// <summary>An entry of a retrieve access list: <c>TYPE:PATTERN</c>.</summary>
internal sealed record AccessPattern(CallType Type, Pattern Pattern)
{
    /// <param name="problem">What is wrong, as a piece of a sentence; empty when all is well.</param>
    public static bool TryParse(string text, out AccessPattern access, out string problem)
    {
        access = new AccessPattern(CallType.Pbx, Pattern.Any);
        if (!CallAddress.TrySplit(text, out CallType type, out string rest))
        {
            problem = "it does not begin with PBX:, SIP:, PSTN: or Auto:";
            return false;
        }

        if (!Pattern.TryParse(rest, out Pattern pattern, out problem))
        {
            return false;
        }

        access = new AccessPattern(type, pattern);
        return true;
    }

    public override string ToString() => $"{CallAddress.Name(Type)}:{Pattern}";
}

/// <summary>A destination: <c>TYPE:ADDRESS</c>.</summary>
internal sealed record CallAddress(CallType Type, string Address)
{
    /// <summary>PBX takes an extension number, PSTN a telephone number, SIP <c>user@host</c>, Auto any of them.</summary>
    public static bool TryParse(string text, out CallAddress address)
    {
        bool good = TrySplit(text, out CallType type, out string rest) && Fits(type, rest);
        address = new CallAddress(type, rest);
        return good;
    }

    /// <summary>Takes <c>TYPE:</c> off; the type is understood in either case.</summary>
    public static bool TrySplit(string text, out CallType type, out string rest)
    {
        int colon = text.IndexOf(':');
        rest = text[(colon + 1)..];
        CallType? found = (colon < 0 ? "" : text[..colon].ToLowerInvariant()) switch
        {
            "pbx" => CallType.Pbx,
            "sip" => CallType.Sip,
            "pstn" => CallType.Pstn,
            "auto" => CallType.Auto,
            _ => null,
        };
        type = found ?? CallType.Auto;
        return found is not null;
    }

    public static string Name(CallType type) =>
        type switch
        {
            CallType.Pbx => "PBX",
            CallType.Sip => "SIP",
            CallType.Pstn => "PSTN",
            _ => "Auto",
        };

    public override string ToString() => $"{Name(Type)}:{Address}";

    private static bool Fits(CallType type, string address) =>
        type switch
        {
            CallType.Pbx => Digits.IsExtension(address),
            CallType.Pstn => IsNumber(address),
            CallType.Sip => IsSip(address),
            _ => IsNumber(address) || IsSip(address),
        };

    private static bool IsNumber(string address) =>
        address.Length <= 32 && Digits.Only(address.StartsWith('+') ? address.AsSpan(1) : address);

    private static bool IsSip(string address) =>
        address.Split('@') is [{ Length: > 0 } user, var host]
        && user.All(static c => c is > ' ' and < '\x7f' and not ('<' or '>' or '"'))
        && SipServerAddress.TrySplit(host, out _, out _);
}
