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

    /// <summary>Where the installer leaves it and everybody may read it.</summary>
    public const string File = "/run/qx200-update/report.json";

    /// <summary>How it stands now; <see cref="None"/> where nothing was ever told.</summary>
    public static UpdateReport Read()
    {
        try
        {
            return System.IO.File.Exists(File) ? Parse(System.IO.File.ReadAllText(File)) : None;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

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
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
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
                : None;
        }
        catch (Exception fault)
            when (fault
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            return None;
        }
    }
}
