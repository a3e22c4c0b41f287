using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>
/// "Who does this match?": <c>GET /api/v1/matches?list=retrieve-access&amp;patterns=PBX:1*</c>, and with
/// <c>&amp;caller=SIP:anna@example.net</c> whether that caller is in; <c>&amp;server=</c> is the park extension's own one.
/// </summary>
internal sealed class MatchRoutes(SettingsStore store)
{
    private const int LongestList = 2000;

    public void Add(WebRoutes routes) => routes.Get("/api/v1/matches", Door.Staff, Match);

    private Task Match(HttpContext context)
    {
        string list = context.Request.Query["list"].ToString();
        string patterns = context.Request.Query["patterns"].ToString();
        string caller = context.Request.Query["caller"].ToString().Trim();
        string server = context.Request.Query["server"].ToString().Trim();
        if (list is not ("park-access" or "retrieve-access") || patterns.Length > LongestList)
        {
            return context.Problem(
                422,
                "Say which list: list=park-access or list=retrieve-access, and its patterns."
            );
        }

        AccessEntry[] entries =
        [
            .. patterns
                .Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Select(text => AccessEntry.Read(text, list == "park-access")),
        ];
        return context.Json(json => Write(json, entries, caller, server));
    }

    private void Write(Utf8JsonWriter json, AccessEntry[] entries, string caller, string server)
    {
        json.WriteStartObject();
        json.WriteStartArray("entries");
        foreach (AccessEntry entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("entry", entry.Text);
            json.WriteString("problem", entry.Problem);
            AccessEntry? covering = entries.FirstOrDefault(other => other.Covers(entry));
            json.WriteString("coveredBy", covering?.Text ?? "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("extensions");
        foreach (ExtensionSettings extension in store.InForce.Extensions)
        {
            if (extension is UserExtensionSettings)
            {
                json.WriteStartObject();
                json.WriteString("number", extension.Number);
                json.WriteString("name", extension.Name);
                json.WriteString(
                    "by",
                    entries.FirstOrDefault(e => e.TakesExtension(extension.Number))?.Text ?? ""
                );
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        if (caller.Length > 0)
        {
            WriteCaller(json, entries, caller, server);
        }

        json.WriteEndObject();
    }

    private static void WriteCaller(
        Utf8JsonWriter json,
        AccessEntry[] entries,
        string caller,
        string server
    )
    {
        bool typed = CallAddress.TrySplit(caller, out CallType type, out string address);
        string? own = SipServerAddress.TryParse(server, out SipServerAddress parsed)
            ? parsed.Host
            : null;
        AccessEntry? by = entries.FirstOrDefault(e =>
            !typed || type == CallType.Pbx
                ? e.TakesExtension(address)
                : e.TakesOutside(address, own)
        );
        json.WriteStartObject("caller");
        json.WriteString("caller", $"{CallAddress.Name(typed ? type : CallType.Pbx)}:{address}");
        json.WriteString("by", by?.Text ?? "");
        json.WriteEndObject();
    }
}

/// <summary>One entry of an access list, as somebody is typing it.</summary>
/// <param name="Problem">What is wrong with it; empty when it is good.</param>
internal sealed record AccessEntry(string Text, CallType Type, Pattern Pattern, string Problem)
{
    public static AccessEntry Read(string text, bool numbersAlone)
    {
        if (numbersAlone)
        {
            bool typed = CallAddress.TrySplit(text, out _, out _);
            bool good = Pattern.TryParse(text, out Pattern pattern, out string problem);
            return new AccessEntry(
                text,
                CallType.Pbx,
                pattern,
                typed ? "write the extension's pattern alone, without TYPE:"
                    : good ? ""
                    : problem
            );
        }

        return AccessPattern.TryParse(text, out AccessPattern access, out string wrong)
            ? new AccessEntry(text, access.Type, access.Pattern, "")
            : new AccessEntry(text, CallType.Auto, Pattern.Any, wrong);
    }

    public bool IsGood => Problem.Length == 0;

    public bool TakesExtension(string number) =>
        IsGood && Type is CallType.Pbx or CallType.Auto && Pattern.Matches(number);

    /// <param name="address"><c>user@host[:port]</c>, or a number alone.</param>
    public bool TakesOutside(string address, string? ownServer)
    {
        string[] parts = address.Split('@', 2);
        bool isNumber = Digits.Only(parts[0].StartsWith('+') ? parts[0].AsSpan(1) : parts[0]);
        string host = "";
        int port = 0;
        return IsGood
            && (parts.Length == 1 || SipServerAddress.TrySplit(parts[1], out host, out port))
            && OutsideAccess.Matches(
                new AccessPattern(Type, Pattern),
                ownServer,
                parts[0],
                host,
                port,
                isNumber
            );
    }

    /// <summary>Whether another entry changes nothing as long as this one stands in the list.</summary>
    public bool Covers(AccessEntry other) =>
        IsGood
        && other.IsGood
        && Pattern.Text == "*"
        && (Type == CallType.Auto || Type == other.Type)
        && (Type, Pattern.Text) != (other.Type, other.Pattern.Text);
}
