using System.Collections.Immutable;
using System.Text.Json;

namespace QX200.Update;

internal enum UpdatePhase : byte
{
    /// <summary>Nothing is going on.</summary>
    None,

    /// <summary>Signature, board, version, and every byte are looked at; nothing is written yet.</summary>
    Checking,

    /// <summary>The idle slot is being written.</summary>
    Writing,

    /// <summary>Written; it starts with the next restart, which waits until nobody is on the telephone.</summary>
    Installed,

    /// <summary>A bundle on a stick waits for the button.</summary>
    Offered,

    /// <summary>It can't be, and the sentence says why. What runs is untouched.</summary>
    Refused,
}

/// <summary>How an update stands, for the page, the lamps and the console.</summary>
/// <param name="Percent">Of the phase, 0 to 100.</param>
internal sealed record UpdateReport(UpdatePhase Phase, int Percent, string Version, string Sentence)
{
    public static readonly UpdateReport None = new(UpdatePhase.None, 0, "", "");

    /// <summary>What has been looked at so far.</summary>
    public ImmutableArray<UpdateCheck> Checks { get; init; } = [];

    /// <summary>Refused for its age alone: who says so gets it installed all the same.</summary>
    public bool Older { get; init; }

    /// <summary>Which run of the installer tells this; two refusals alike are told apart by it.</summary>
    public long Run { get; init; }

    /// <summary>How it stands now; <see cref="None"/> where nothing was ever told.</summary>
    public static UpdateReport Read(UpdatePlaces places) =>
        Parse(string.Concat(UpdatePlaces.Lines(places.Report)));

    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("phase", Phase.ToString().ToLowerInvariant());
            writer.WriteNumber("percent", Percent);
            writer.WriteString("version", Version);
            writer.WriteString("sentence", Sentence);
            writer.WriteBoolean("older", Older);
            writer.WriteNumber("run", Run);
            WriteChecks(writer);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The member <c>checks</c> of an object: name, whether it passed, what was found.</summary>
    public void WriteChecks(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("checks");
        foreach (UpdateCheck check in Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Kind.ToString().ToLowerInvariant());
            writer.WriteBoolean("passed", check.Passed);
            writer.WriteString("words", check.Words);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary><see cref="None"/> for anything that <see cref="ToJson"/> did not write.</summary>
    public static UpdateReport Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return Enum.TryParse(
                root.GetProperty("phase").GetString(),
                ignoreCase: true,
                out UpdatePhase phase
            )
                ? new UpdateReport(
                    phase,
                    root.GetProperty("percent").GetInt32(),
                    root.GetProperty("version").GetString() ?? "",
                    root.GetProperty("sentence").GetString() ?? ""
                )
                {
                    Older = root.GetProperty("older").GetBoolean(),
                    Run = root.GetProperty("run").GetInt64(),
                    Checks = [.. root.GetProperty("checks").EnumerateArray().Select(Check)],
                }
                : None;
        }
        catch (Exception fault)
            when (fault
                    is JsonException
                        or ArgumentException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            return None;
        }
    }

    private static UpdateCheck Check(JsonElement check) =>
        new(
            Enum.Parse<CheckKind>(check.GetProperty("name").GetString() ?? "", ignoreCase: true),
            check.GetProperty("passed").GetBoolean(),
            check.GetProperty("words").GetString() ?? ""
        );
}
