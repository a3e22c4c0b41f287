using System.IO.Compression;

namespace QX200.Settings.Backups;

/// <summary>Makes backups.</summary>
internal static class Backup
{
    /// <summary>Writes what is in the folder now.</summary>
    /// <exception cref="IOException">A file can't be read, or <paramref name="to"/> not written.</exception>
    public static void Write(SettingsFolder folder, Stream to, DateTimeOffset now, string firmware)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        List<BackupEntry> files = [];
        foreach (string file in SettingsReading.Files)
        {
            if (folder.TryRead(file, out byte[] content, out string reason))
            {
                files.Add(Add(zip, BackupFormat.SettingsFolder + file, content, now));
            }
            else if (reason.Length > 0)
            {
                throw new IOException($"{file} can't be read: {reason}");
            }
        }

        foreach ((string name, byte[] content) in Files(folder))
        {
            files.Add(Add(zip, name, content, now));
        }

        using Stream table = Entry(zip, BackupFormat.Contents, now).Open();
        BackupFormat.Write(table, new BackupTable(now, firmware, files));
    }

    /// <summary>The name under which a browser keeps it.</summary>
    public static string NameFor(DateTimeOffset now) =>
        $"qx200-backup-{now.UtcDateTime:yyyyMMdd-HHmmss}.zip";

    /// <summary>
    /// Music and trusted certificates, by their names in a backup; one after the other, so that only one is in memory.
    /// </summary>
    public static IEnumerable<(string Name, byte[] Content)> Files(SettingsFolder folder)
    {
        foreach (string prefix in BackupFormat.Folders)
        {
            foreach (
                string path in folder
                    .Flash.Files(folder.In(prefix[..^1]))
                    .Order(StringComparer.Ordinal)
            )
            {
                string name = prefix + Path.GetFileName(path);
                if (!BackupFormat.IsKept(name))
                {
                    continue;
                }

                int most = (int)BackupFormat.Most(name);
                if (!folder.Flash.TryRead(path, most, out byte[] content, out string reason))
                {
                    throw new IOException($"{path} can't be read: {reason}");
                }

                if (!BackupFormat.HasPrivateKey(content) || prefix == BackupFormat.MusicFolder)
                {
                    yield return (name, content);
                }
            }
        }
    }

    private static BackupEntry Add(ZipArchive zip, string name, byte[] content, DateTimeOffset now)
    {
        using Stream to = Entry(zip, name, now).Open();
        to.Write(content);
        return new BackupEntry(name, content.Length, BackupFormat.Hash(content));
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name, DateTimeOffset now)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        // ZIP knows no years before 1980, where a clock that was never set stands.
        entry.LastWriteTime =
            now.Year < 1980 ? new DateTimeOffset(1980, 1, 1, 0, 0, 0, default) : now;
        return entry;
    }
}
