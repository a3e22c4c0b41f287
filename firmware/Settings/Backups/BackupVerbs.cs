namespace QX200.Settings.Backups;

/// <summary><c>qx200 backup</c> and <c>qx200 restore</c>, whether the box runs or not.</summary>
/// <param name="folder">DIR.</param>
/// <param name="firmware">The version of this program.</param>
internal sealed class BackupVerbs(
    SettingsFolder folder,
    TimeProvider clock,
    string firmware,
    TextWriter output,
    TextWriter error
)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>The exit code: 0 when it is written.</returns>
    public int Backup(string file)
    {
        if (!Directory.Exists(folder.Path))
        {
            return Fail($"there is no settings folder {folder.Path}: name another with --data");
        }

        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            };
            using var to = new FileStream(file, options);
            Backups.Backup.Write(folder, to, clock.GetUtcNow(), firmware);
            to.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            return Fail(
                File.Exists(file) && failure.HResult == FileExists
                    ? $"{file} is there already: name another with --file"
                    : $"{file} can't be written ({FlashFault.InWords(failure)})"
            );
        }

        output.WriteLine(
            $"{file} holds the settings, with the secrets of all telephones, and the music: keep it where only you can read it"
        );
        return 0;
    }

    /// <param name="file">Null: what was there before the last restore.</param>
    /// <param name="yes">Does not ask.</param>
    /// <returns>The exit code: 0 when it is done, or there is nothing to do.</returns>
    public int Restore(string? file, bool yes, MusicJudge judge, TextReader input)
    {
        if (folder.MakeWhatIsMissing(out _) is { } why)
        {
            return Fail(why);
        }

        string path = file ?? Path.Combine(folder.StateFolder, RestorePlan.UndoFile);
        try
        {
            if (file is null && !File.Exists(path))
            {
                return Fail("nothing was restored yet, so there is nothing to undo");
            }

            using FileStream from = File.OpenRead(path);
            using BackupReader? backup = BackupReader.Open(from, judge, out string problem);
            return backup is null ? Fail($"{path}: {problem}") : Restore(backup, yes, input);
        }
        catch (Exception failure) when (FlashFault.Is(failure) || failure is InvalidDataException)
        {
            return Fail($"nothing was changed: {FlashFault.InWords(failure)}");
        }
    }

    private int Restore(BackupReader backup, bool yes, TextReader input)
    {
        RestorePlan plan = RestorePlan.Make(backup, folder);
        output.WriteLine(
            $"A backup of {backup.Table.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, made by firmware {backup.Table.Firmware}."
        );
        foreach (string word in plan.Words)
        {
            output.WriteLine($"  {word}");
        }

        foreach (string problem in plan.Problems)
        {
            output.WriteLine($"  look at this afterwards: {problem}");
        }

        if (plan.Words.Count == 0)
        {
            output.WriteLine("The box is as in the backup: there is nothing to do.");
            return 0;
        }

        if (!yes && !Asks(input))
        {
            return Fail("nothing was changed");
        }

        plan.Carry(folder, clock.GetUtcNow(), firmware);
        output.WriteLine("Restored. qx200 restore --undo goes back to what was there before.");
        return 0;
    }

    private bool Asks(TextReader input)
    {
        output.Write("Type yes to go on: ");
        output.Flush();
        return input.ReadLine()?.Trim() is "yes" or "y";
    }

    private int Fail(string sentence)
    {
        error.WriteLine($"qx200: {sentence}");
        return 1;
    }

    private const int FileExists = 17;
}
