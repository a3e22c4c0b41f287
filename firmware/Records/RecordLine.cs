using System.Text.Json;

namespace QX200.Records;

/// <summary>One line of the records: something that is over.</summary>
internal abstract record RecordLine
{
    /// <summary>Writes the record as one JSON object. The key names are a contract with those who read the files.</summary>
    public abstract void WriteTo(Utf8JsonWriter json);

    /// <summary>ISO 8601, UTC, milliseconds: finer than telephones answer.</summary>
    protected static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset at)
    {
        Span<char> text = stackalloc char[24];
        at.UtcDateTime.TryFormat(text, out int length, "yyyy-MM-ddTHH:mm:ss.fffZ");
        json.WriteString(name, text[..length]);
    }
}

/// <summary>A call (<c>"kind":"call"</c>).</summary>
/// <param name="AnsweredAt">Null when it never was; the line then has no such key.</param>
internal sealed record CallRecord(
    string From,
    string To,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset EndedAt,
    string Outcome
) : RecordLine
{
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", "call");
        json.WriteString("from", From);
        json.WriteString("to", To);
        WriteInstant(json, "startedAt", StartedAt);
        if (AnsweredAt is { } answeredAt)
        {
            WriteInstant(json, "answeredAt", answeredAt);
        }

        WriteInstant(json, "endedAt", EndedAt);
        json.WriteString("outcome", Outcome);
        json.WriteEndObject();
    }
}

/// <summary>A parked call (<c>"kind":"park"</c>, CALL-PARK 6.3).</summary>
/// <param name="Slot">Number of the park extension.</param>
/// <param name="Party">Number of who waited.</param>
/// <param name="Parker">Number of who parked.</param>
/// <param name="Outcome">How it ended, by the name that the rules give it.</param>
/// <param name="By">
/// Number of who retrieved it or took the returned call; null where nobody did, and the line then has no such key.
/// </param>
internal sealed record ParkRecord(
    string Slot,
    string Party,
    string Parker,
    DateTimeOffset ParkedAt,
    DateTimeOffset EndedAt,
    string Outcome,
    string? By
) : RecordLine
{
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", "park");
        json.WriteString("slot", Slot);
        json.WriteString("party", Party);
        json.WriteString("parker", Parker);
        WriteInstant(json, "parkedAt", ParkedAt);
        WriteInstant(json, "endedAt", EndedAt);
        json.WriteString("outcome", Outcome);
        if (By is not null)
        {
            json.WriteString("by", By);
        }

        json.WriteEndObject();
    }
}
