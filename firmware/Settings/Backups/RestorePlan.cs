namespace QX200.Settings.Backups;

/// <summary>
/// What restoring a backup would do to the box, and the doing of it. Afterwards settings, music and trusted certificates
/// are those of the backup, to the byte; what was there before is kept as a backup of its own, to go back to.
/// </summary>
internal sealed class RestorePlan
{
    /// <summary>Inside DIR/state: what was there before the last restore.</summary>
    public const string UndoFile = "before-restore.zip";

    private readonly BackupReader _backup;
    private readonly List<string> _words = [];
    private readonly List<string> _problems = [];

    private RestorePlan(BackupReader backup, SettingsFolder folder)
    {
        _backup = backup;
        SettingsFiles files = SettingsFiles.Read(folder, before: null);
        IniDocument[] then =
        [
            .. SettingsReading.Files.Select(f => IniDocument.Parse(f, backup.Settings(f) ?? [])),
        ];
        SettingsSheet now = SettingsSheet.Of(files.Documents, []);
        SettingsRead read = files.Understand(then, BoxSettings.Standard, folder);
        _words.AddRange(SettingsDiff.InWords(now, SettingsSheet.Of(then, [])));
        foreach ((string file, byte[] _) in files.Differing(then))
        {
            if (_words.Count == 0)
            {
                _words.Add($"{file}: comments and order, but no setting");
            }
        }

        CompareFiles(folder);
        _problems.AddRange(
            read.Problems.Where(p => !IsAboutRestoredFile(p, backup))
                .Select(static p => p.ToString())
        );
        BasedOn = files.Fingerprint;
    }

    /// <summary>What will change, a line each; none where the box is as in the backup.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>What <c>qx200 check</c> would say about the restored settings.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The state of the box that the words are about, see <see cref="SettingsFolder.Fingerprint"/>.</summary>
    public string BasedOn { get; }

    public static RestorePlan Make(BackupReader backup, SettingsFolder folder) =>
        new(backup, folder);

    /// <summary>
    /// Keeps what is there for <see cref="UndoFile"/>, then makes the change, all of it or nothing, whenever the power goes.
    /// </summary>
    /// <exception cref="IOException">Nothing has changed.</exception>
    public void Carry(SettingsFolder folder, DateTimeOffset now, string firmware)
    {
        var change = new FolderChange(folder.Flash, folder.Path);
        try
        {
            foreach (string file in SettingsReading.Files)
            {
                Replace(change, folder, file, _backup.Settings(file));
            }

            HashSet<string> files = [.. _backup.Files.Select(static f => f.Name)];
            foreach ((string name, _) in Backup.Files(folder).Where(f => !files.Contains(f.Name)))
            {
                change.Delete(name);
            }

            foreach (string name in files)
            {
                Replace(change, folder, name, _backup.Read(name));
            }

            using (var undo = new UndoStream(folder))
            {
                Backup.Write(folder, undo, now, firmware);
                undo.Keep();
            }

            change.Commit();
        }
        catch (Exception failure) when (FlashFault.Is(failure) || failure is InvalidDataException)
        {
            change.Abandon();
            throw;
        }
    }

    private static void Replace(
        FolderChange change,
        SettingsFolder folder,
        string name,
        byte[]? content
    )
    {
        bool there = folder.Flash.TryRead(
            folder.In(name),
            int.MaxValue - 64,
            out byte[] now,
            out _
        );
        if (content is null && there)
        {
            change.Delete(name);
        }
        else if (content is not null && !(there && now.AsSpan().SequenceEqual(content)))
        {
            change.Write(name, content);
        }
    }

    private void CompareFiles(SettingsFolder folder)
    {
        Dictionary<string, string> now = Backup
            .Files(folder)
            .ToDictionary(static f => f.Name, static f => BackupFormat.Hash(f.Content));
        foreach (BackupEntry file in _backup.Files)
        {
            if (!now.Remove(file.Name, out string? hash))
            {
                _words.Add($"{Called(file.Name)} is added");
            }
            else if (hash != file.Hash)
            {
                _words.Add($"{Called(file.Name)} is replaced");
            }
        }

        _words.AddRange(
            now.Keys.Order(StringComparer.Ordinal).Select(static n => $"{Called(n)} goes")
        );
    }

    private static string Called(string name) =>
        name.StartsWith(BackupFormat.MusicFolder, StringComparison.Ordinal)
            ? $"music: {name[BackupFormat.MusicFolder.Length..]}"
            : $"certificate: {name[BackupFormat.TrustFolder.Length..]}";

    /// <summary>A file that the settings name and that comes with the backup is not missing then.</summary>
    private static bool IsAboutRestoredFile(Problem problem, BackupReader backup) =>
        problem.Key is "hold-music" or "sip-tls-verify" or "tls-verify"
        && backup.Files.Any(f =>
            problem.Text.Contains(
                $" = {Problem.Echo(Path.GetFileName(f.Name))}:",
                StringComparison.Ordinal
            )
        );
}
