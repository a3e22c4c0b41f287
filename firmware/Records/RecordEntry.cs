using System.Text.Json;

namespace QX200.Records;

internal enum RecordKind : byte
{
    Call,
    Park,
}

/// <summary>One line of the records, read again.</summary>
/// <param name="From">A call's caller; a parked call's party, who waited.</param>
/// <param name="To">Who was called; the park extension.</param>
/// <param name="By">Parked calls: who retrieved it or took it back; empty where nobody did.</param>
/// <param name="Parker">Parked calls: who parked it.</param>
/// <param name="BeganAt">When the call began to ring; when it was parked.</param>
/// <param name="AnsweredAt">Calls; null where nobody answered.</param>
internal sealed record RecordEntry(
    RecordKind Kind,
    string From,
    string To,
    string Parker,
    string By,
    DateTimeOffset BeganAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset EndedAt,
    string Outcome
)
{
    public TimeSpan Lasted => EndedAt - (AnsweredAt ?? BeganAt);

    /// <summary>Whether a number takes part in it.</summary>
    public bool Involves(string number) =>
        From == number || To == number || Parker == number || By == number;

    /// <summary>Null where the line is not whole, as after a power cut, or is something else. Never throws.</summary>
    public static RecordEntry? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var fields = new Fields(line);
            return fields["kind"] switch
            {
                "call" => new RecordEntry(
                    RecordKind.Call,
                    fields["from"],
                    fields["to"],
                    "",
                    "",
                    fields.At("startedAt"),
                    fields["answeredAt"].Length > 0 ? fields.At("answeredAt") : null,
                    fields.At("endedAt"),
                    fields["outcome"]
                ),
                "park" => new RecordEntry(
                    RecordKind.Park,
                    fields["party"],
                    fields["slot"],
                    fields["parker"],
                    fields["by"],
                    fields.At("parkedAt"),
                    null,
                    fields.At("endedAt"),
                    fields["outcome"]
                ),
                _ => null,
            };
        }
        catch (Exception wrong)
            when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The texts of one flat object.</summary>
    private sealed class Fields
    {
        private readonly Dictionary<string, string> _texts = [];

        public Fields(ReadOnlySpan<byte> line)
        {
            var json = new Utf8JsonReader(line);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
                {
                    string name = json.GetString()!;
                    json.Read();
                    if (json.TokenType == JsonTokenType.String)
                    {
                        _texts[name] = json.GetString()!;
                    }
                }
            }
        }

        /// <summary>Empty where there is no such text.</summary>
        public string this[string name] => _texts.GetValueOrDefault(name, "");

        public DateTimeOffset At(string name) =>
            DateTimeOffset.Parse(
                this[name],
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal
            );
    }
}
