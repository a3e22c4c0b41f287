using System.Text.Json;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary>The snapshot as JSON, part by part: what the API answers and what the event stream tells.</summary>
internal static class LiveJson
{
    public static void Parked(Utf8JsonWriter json, StatusSnapshot now, DateTimeOffset? at = null)
    {
        json.WriteStartArray();
        foreach (ParkedStatus parked in now.Parked)
        {
            json.WriteStartObject();
            json.WriteString("slot", parked.Slot);
            json.WriteString("party", parked.Party);
            json.WriteString("parker", parked.Parker);
            json.WriteInstant("parkedAt", parked.Since);
            json.WriteInstant("returnsAt", parked.Deadline);
            if (at is { } moment)
            {
                json.WriteNumber(
                    "secondsLeft",
                    Math.Max(0, (int)(parked.Deadline - moment).TotalSeconds)
                );
            }

            json.WriteBoolean("returning", parked.Returning);
            json.WriteNumber("call", parked.Call);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Calls(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (CallStatus call in now.Calls)
        {
            json.WriteStartObject();
            json.WriteNumber("call", call.Call);
            json.WriteString("from", call.From);
            json.WriteString("to", call.To);
            json.WriteString("state", Word(call.Phase));
            json.WriteInstant("startedAt", call.Since);
            if (call.AnsweredAt is { } answered)
            {
                json.WriteInstant("answeredAt", answered);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Registrations(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (ExtensionStatus extension in now.Extensions)
        {
            foreach (RegistrationStatus registration in extension.Registrations)
            {
                json.WriteStartObject();
                json.WriteString("number", extension.Number);
                json.WriteString("name", extension.Name);
                json.WriteString("contact", registration.Contact);
                json.WriteInstant("expires", registration.Expires);
                json.WriteBoolean("reachable", registration.Reachable);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    public static void Accounts(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (AccountStatus account in now.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("name", account.Name);
            json.WriteString("user", account.User);
            json.WriteString("server", account.Server);
            json.WriteString("state", account.Phase.ToString().ToLowerInvariant());
            json.WriteString("reason", account.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Lamps(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> lamps)
    {
        json.WriteStartObject();
        foreach ((string lamp, string pattern) in lamps)
        {
            json.WriteString(lamp, pattern);
        }

        json.WriteEndObject();
    }

    public static void Lines(Utf8JsonWriter json, StatusSnapshot now)
    {
        json.WriteStartArray();
        foreach (LineStatus line in now.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line.Line);
            json.WriteString("number", line.Number);
            json.WriteString("state", line.Phase.ToString().ToLowerInvariant());
            json.WriteString("reason", line.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(CallPhase phase) => phase.ToString().ToLowerInvariant();
}
