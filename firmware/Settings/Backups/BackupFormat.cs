using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace QX200.Settings.Backups;

/// <summary>
/// A backup is a ZIP file: the settings files as they are under <c>settings/</c>, the music under <c>music/</c>, and a
/// table of contents with the hash of each.
/// </summary>
/// <remarks>
/// Left out on purpose: the password of the pages and the API tokens, so that restoring an old backup neither locks
/// anybody out nor lets anybody in again; the private key of the certificate, which never leaves the box; records and
/// registrations, which are no settings. The telephones' secrets are in it, or restored telephones could not register:
/// who makes one is told so.
/// </remarks>
internal static class BackupFormat
{
    public const int Version = 1;
    public const string Kind = "qx200-backup";
    public const string Contents = "contents.json";
    public const string SettingsFolder = "settings/";
    public const string MusicFolder = "music/";

    /// <summary>Certificates that servers outside are known by; never the box's own, whose key stays here.</summary>
    public const string TrustFolder = "tls/";

    /// <summary>Of the whole file, in bytes: larger ones are not backups.</summary>
    public const long Largest = MusicFiles.MostBytes + (16 << 20);

    public const int MostFiles = 500;
    public const int LargestContents = 1 << 20;
    private const int LargestTrustFile = 1 << 20;

    /// <summary>The folders that are backed up file by file: under the same names as in DIR.</summary>
    public static ImmutableArray<string> Folders { get; } = [MusicFolder, TrustFolder];

    /// <summary>Whether a file of one of <see cref="Folders"/> belongs into a backup.</summary>
    public static bool IsKept(string name) =>
        name.StartsWith(MusicFolder, StringComparison.Ordinal)
            ? MusicName.IsSafe(name[MusicFolder.Length..])
            : name.StartsWith(TrustFolder, StringComparison.Ordinal)
                && name is not (CertificateFiles.CertificateFile or CertificateFiles.KeyFile)
                && IsTrustFile(name[TrustFolder.Length..]);

    /// <summary>The most that a file of a backup may hold, by its name; 0 where there is no such file in a backup.</summary>
    public static long Most(string name) =>
        name == Contents ? LargestContents
        : name.StartsWith(SettingsFolder, StringComparison.Ordinal)
            ? SettingsReading.Files.Contains(name[SettingsFolder.Length..])
                    ? IniDocument.LargestFile
                : 0
        : !IsKept(name) ? 0
        : name.StartsWith(MusicFolder, StringComparison.Ordinal) ? MusicFiles.MostBytes
        : LargestTrustFile;

    /// <summary>A private key that was put into a file of certificates by mistake stays on the box too.</summary>
    public static bool HasPrivateKey(ReadOnlySpan<byte> pem) => pem.IndexOf("PRIVATE KEY"u8) >= 0;

    private static bool IsTrustFile(string name) =>
        name.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
        && name.Length is > 4 and <= 100
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && name[0] is not ('.' or '-');

    public static string Hash(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static void Write(Stream to, BackupTable table)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("kind", Kind);
        json.WriteNumber("version", Version);
        json.WriteString("madeAt", table.MadeAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
        json.WriteString("firmware", table.Firmware);
        json.WriteStartArray("files");
        foreach (BackupEntry file in table.Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Never throws, whatever the bytes are.</summary>
    /// <param name="problem">A piece of a sentence behind "the file".</param>
    public static BackupTable? Read(byte[] bytes, out string problem)
    {
        problem = "has a table of contents that can't be read";
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                bytes,
                new JsonDocumentOptions { MaxDepth = 8 }
            );
            JsonElement root = document.RootElement;
            if (root.GetProperty("kind").GetString() != Kind)
            {
                problem = "is no backup of a QX200";
                return null;
            }

            int version = root.GetProperty("version").GetInt32();
            if (version is < 1 or > Version)
            {
                problem =
                    $"is a backup of kind {version}, and this firmware knows kind {Version} only: update the firmware first";
                return null;
            }

            BackupEntry[] files =
            [
                .. root.GetProperty("files")
                    .EnumerateArray()
                    .Select(static f => new BackupEntry(
                        f.GetProperty("name").GetString() ?? "",
                        f.GetProperty("bytes").GetInt64(),
                        f.GetProperty("sha256").GetString() ?? ""
                    )),
            ];
            return new BackupTable(
                root.GetProperty("madeAt").GetDateTimeOffset(),
                root.GetProperty("firmware").GetString() ?? "",
                files
            );
        }
        catch (Exception wrong)
            when (wrong
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            return null;
        }
    }
}

/// <param name="Name">Inside the backup, such as <c>settings/system.ini</c>.</param>
/// <param name="Hash">SHA-256, hexadecimal.</param>
internal sealed record BackupEntry(string Name, long Bytes, string Hash);

/// <param name="Firmware">The version that made it.</param>
internal sealed record BackupTable(
    DateTimeOffset MadeAt,
    string Firmware,
    IReadOnlyList<BackupEntry> Files
);
