using System.Text.Json;
using QX200.Board.Simulated;

namespace QX200.Box;

internal enum LineAct : byte
{
    Lift,
    HangUp,
    Flash,
    Keys,
    Pulses,
}

/// <summary>What somebody does to a telephone: one member of a JSON object.</summary>
/// <param name="Digits">Of <see cref="LineAct.Keys"/> and <see cref="LineAct.Pulses"/>.</param>
internal readonly record struct LineOrder(LineAct Act, string Digits)
{
    private const int MostDigits = 64;
    private const string Members =
        "{\"hook\":\"off\"}, {\"hook\":\"on\"}, {\"flash\":true}, {\"keys\":\"77\"} or {\"pulses\":\"77\"}";

    /// <returns>A sentence on what is wrong, and with which member; null where the order is good.</returns>
    public static string? Read(JsonElement body, out LineOrder order, out string member)
    {
        order = default;
        member = "";
        JsonProperty[] members = [.. body.EnumerateObject()];
        if (members.Length != 1)
        {
            return $"Send one thing to do: {Members}.";
        }

        member = members[0].Name;
        JsonElement value = members[0].Value;
        switch (member)
        {
            case "hook":
                order = new LineOrder(Is(value, "off") ? LineAct.Lift : LineAct.HangUp, "");
                return Is(value, "off") || Is(value, "on")
                    ? null
                    : "hook is \"off\" (lifted) or \"on\".";
            case "flash":
                order = new LineOrder(LineAct.Flash, "");
                return value.ValueKind == JsonValueKind.True ? null : "flash can only be true.";
            case "keys":
                return ReadDigits(value, LineAct.Keys, KeyTones.Keys, member, out order);
            case "pulses":
                return ReadDigits(value, LineAct.Pulses, "0123456789", member, out order);
            default:
                return $"\"{Shown(member)}\" is not known: send {Members}.";
        }
    }

    private static string? ReadDigits(
        JsonElement value,
        LineAct act,
        string allowed,
        string member,
        out LineOrder order
    )
    {
        string digits = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        order = new LineOrder(act, digits);
        return
            digits.Length is > 0 and <= MostDigits
            && digits.All(digit => allowed.Contains(digit, StringComparison.Ordinal))
            ? null
            : $"{member} is a string of 1 to {MostDigits} of {allowed}.";
    }

    private static bool Is(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static string Shown(string member) =>
        member.Length <= 40 ? member : string.Concat(member.AsSpan(0, 40), "...");
}

/// <summary>What a finger does to the button: holds it for a time, or presses it, or lets it go.</summary>
internal readonly record struct ButtonOrder(TimeSpan? Hold, bool Pressed)
{
    /// <summary>A finger leaves late rather than early.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(20);

    private const int Longest = 3600;

    public static string? Read(JsonElement body, out ButtonOrder order)
    {
        order = default;
        JsonProperty[] members = [.. body.EnumerateObject()];
        if (members is not [{ Name: "holdSeconds" or "pressed" } member])
        {
            return "Send {\"holdSeconds\":5}, or {\"pressed\":true} and later {\"pressed\":false}.";
        }

        if (member.Name == "pressed")
        {
            order = new ButtonOrder(null, member.Value.ValueKind == JsonValueKind.True);
            return member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? null
                : "pressed is true or false.";
        }

        if (
            member.Value.ValueKind != JsonValueKind.Number
            || !member.Value.TryGetDouble(out double seconds)
            || seconds is not (> 0 and <= Longest)
        )
        {
            return $"holdSeconds is a number above 0, up to {Longest}.";
        }

        order = new ButtonOrder(TimeSpan.FromSeconds(seconds) + Late, false);
        return null;
    }
}

/// <summary>What becomes of a wire of the board.</summary>
internal readonly record struct WireOrder(int Line, Wire Wire, bool Dead)
{
    public static string? Read(JsonElement body, out WireOrder order, out string member)
    {
        order = default;
        member = "net";
        string net = "";
        string state = "";
        foreach (JsonProperty property in body.EnumerateObject())
        {
            string text =
                property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : "";
            switch (property.Name)
            {
                case "net":
                    net = text;
                    break;
                case "state":
                    state = text;
                    break;
                default:
                    member = property.Name;
                    return "Send {\"net\":\"FXS1_SHK\",\"state\":\"cut\"}.";
            }
        }

        int line = -1;
        foreach (Board.WiredPin pin in Board.Wiring.All)
        {
            line = pin.Net == net ? pin.Offset : line;
        }

        if (line < 0)
        {
            return $"net is one of {string.Join(' ', Board.Wiring.All.Select(static p => p.Net))}.";
        }

        member = "state";
        Wire? wire = state switch
        {
            "whole" or "dead" => Wire.Whole,
            "cut" => Wire.Cut,
            "low" => Wire.StuckLow,
            "high" => Wire.StuckHigh,
            _ => null,
        };
        order = new WireOrder(line, wire ?? Wire.Whole, state == "dead");
        return wire is null
            ? "state is one of whole, cut, low, high (a short), and dead (the chip does not answer)."
            : null;
    }
}
