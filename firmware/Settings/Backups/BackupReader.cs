using System.IO.Compression;

namespace QX200.Settings.Backups;

/// <summary>Why a piece of music can't be used, as in "is no WAV file"; null when it can.</summary>
internal delegate string? MusicJudge(byte[] wav);

/// <summary>
/// A backup that was read from its first byte to its last and found whole. Nothing of the box has been touched by that.
/// </summary>
internal sealed class BackupReader : IDisposable
{
    private const int UnixKind = 0xF000;
    private const int UnixFile = 0x8000;

    private readonly ZipArchive _zip;

    private BackupReader(ZipArchive zip, BackupTable table)
    {
        _zip = zip;
        Table = table;
    }

    public BackupTable Table { get; }

    /// <summary>Music and trusted certificates, by their names in DIR.</summary>
    public IEnumerable<BackupEntry> Files =>
        Table.Files.Where(static f => BackupFormat.IsKept(f.Name));

    /// <summary>Never throws, whatever the file is.</summary>
    /// <param name="file">Can be sought in; stays in use until the reader is disposed of.</param>
    /// <param name="problem">One sentence; empty where there is none.</param>
    public static BackupReader? Open(Stream file, MusicJudge judge, out string problem)
    {
        if (file.Length > BackupFormat.Largest)
        {
            problem =
                $"the file is larger than {BackupFormat.Largest >> 20} MB: that is no backup of a QX200";
            return null;
        }

        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (Wrong(zip, judge, out BackupTable? table) is { } wrong)
            {
                problem = $"the file {wrong}";
                zip.Dispose();
                return null;
            }

            problem = "";
            return new BackupReader(zip, table!);
        }
        catch (Exception damaged)
            when (damaged is InvalidDataException or IOException or NotSupportedException)
        {
            zip?.Dispose();
            problem = "the file is damaged, or no ZIP file: take another copy of the backup";
            return null;
        }
    }

    /// <summary>A file that the table lists; it was found good.</summary>
    /// <exception cref="InvalidDataException">It is another by now.</exception>
    public byte[] Read(string name)
    {
        BackupEntry listed = Table.Files.First(f => f.Name == name);
        byte[] content = Read(_zip.GetEntry(name)!, listed.Bytes);
        return BackupFormat.Hash(content) == listed.Hash
            ? content
            : throw new InvalidDataException($"{name} has changed while it was read");
    }

    /// <summary>Null where the backup has no such settings file.</summary>
    public byte[]? Settings(string file) =>
        Table.Files.Any(f => f.Name == BackupFormat.SettingsFolder + file)
            ? Read(BackupFormat.SettingsFolder + file)
            : null;

    public void Dispose() => _zip.Dispose();

    private static string? Wrong(ZipArchive zip, MusicJudge judge, out BackupTable? table)
    {
        table = null;
        if (zip.Entries.Count > BackupFormat.MostFiles)
        {
            return $"has {zip.Entries.Count} files in it, more than a backup has";
        }

        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (Foreign(entry) is { } foreign)
            {
                return foreign;
            }
        }

        if (
            zip.Entries.GroupBy(static e => e.FullName).FirstOrDefault(static g => g.Count() > 1) is
            { } twice
        )
        {
            return $"has {Problem.Echo(twice.Key)} in it twice";
        }

        if (zip.Entries.Sum(static e => Math.Max(e.Length, 0)) > BackupFormat.Largest)
        {
            return "would unpack to more than a backup holds";
        }

        if (zip.GetEntry(BackupFormat.Contents) is not { } contents)
        {
            return "is no backup of a QX200";
        }

        table = BackupFormat.Read(Read(contents, BackupFormat.LargestContents), out string problem);
        return table is null ? problem : Differs(zip, table, judge);
    }

    /// <summary>What a backup never has: names that lead elsewhere, links, locked files, files that blow up.</summary>
    private static string? Foreign(ZipArchiveEntry entry)
    {
        long most = BackupFormat.Most(entry.FullName);
        int kind = (entry.ExternalAttributes >> 16) & UnixKind;
        return most == 0
                ? $"has \"{Problem.Echo(entry.FullName)}\" in it, which belongs into no backup"
            : kind is not (0 or UnixFile) ? $"has {entry.FullName} in it as a link or folder"
            : entry.IsEncrypted ? "is locked with a password: unlock it first"
            : entry.Length > most ? $"has {entry.FullName} in it, which is too large"
            : null;
    }

    private static string? Differs(ZipArchive zip, BackupTable table, MusicJudge judge)
    {
        string[] listed = [.. table.Files.Select(static f => f.Name).Order(StringComparer.Ordinal)];
        string[] there =
        [
            .. zip
                .Entries.Select(static e => e.FullName)
                .Where(static n => n != BackupFormat.Contents)
                .Order(StringComparer.Ordinal),
        ];
        if (!listed.SequenceEqual(there))
        {
            return "does not hold what its table of contents lists: take another copy of the backup";
        }

        foreach (BackupEntry file in table.Files)
        {
            byte[] content = Read(zip.GetEntry(file.Name)!, file.Bytes);
            if (content.Length != file.Bytes || BackupFormat.Hash(content) != file.Hash)
            {
                return $"is damaged in {file.Name}: take another copy of the backup";
            }

            if (file.Name.StartsWith(BackupFormat.MusicFolder, StringComparison.Ordinal))
            {
                if (judge(content) is { } fault)
                {
                    return $"has {file.Name} in it, which {fault}";
                }
            }
            else if (file.Name.StartsWith(BackupFormat.TrustFolder, StringComparison.Ordinal))
            {
                if (BackupFormat.HasPrivateKey(content))
                {
                    return $"has a private key in it ({file.Name}), which no backup has";
                }
            }
            else if (IniDocument.Parse(file.Name, content) is { Broken: true } broken)
            {
                return $"has broken settings in it: {broken.Problems[0]}";
            }
        }

        return
            listed.Contains(BackupFormat.SettingsFolder + SettingsReading.SystemFile)
            && listed.Contains(BackupFormat.SettingsFolder + SettingsReading.ExtensionsFile)
            ? null
            : "lacks the settings of the box";
    }

    /// <summary>Whatever an entry says about its size: one byte more than <paramref name="most"/> at most is unpacked.</summary>
    private static byte[] Read(ZipArchiveEntry entry, long most)
    {
        using Stream from = entry.Open();
        using var content = new MemoryStream();
        byte[] piece = new byte[64 << 10];
        int read;
        while (content.Length <= most && (read = from.Read(piece)) > 0)
        {
            content.Write(piece.AsSpan(0, read));
        }

        return content.ToArray();
    }
}
