using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>What was read from the folder.</summary>
/// <param name="Problems">By file and line.</param>
/// <param name="Failure">One sentence why the box can't start with these settings; null when it can.</param>
internal sealed record SettingsRead(
    BoxSettings Settings,
    ImmutableArray<Problem> Problems,
    string? Failure
);

/// <summary>What the box starts with.</summary>
/// <param name="Notices">Sentences about what somebody should know, such as a broken file that was set aside.</param>
internal sealed record SettingsStart(SettingsRead Read, ImmutableArray<string> Notices);

/// <summary>DIR: the settings files, their last good copies (<c>*.ini.good</c>), and the folders beside them.</summary>
/// <remarks>Any one thread at a time, but never the signal thread: all of it waits for the disk.</remarks>
/// <param name="flash">Null: the files of this machine.</param>
internal sealed class SettingsFolder(string path, IFlash? flash = null)
{
    private const string Broken = ".broken-";

    private readonly IFlash _flash = flash ?? Settings.Flash.OfThisBox;
    private long _writes;

    public IFlash Flash => _flash;

    /// <summary>How many settings files and good copies were written since the start. Any thread.</summary>
    public long Writes => Volatile.Read(ref _writes);

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string MusicFolder => In("music");

    /// <summary>The box's certificate and its key.</summary>
    public string TlsFolder => In("tls");

    /// <summary>What the box itself remembers, such as registrations.</summary>
    public string StateFolder => In("state");

    /// <summary>
    /// Makes the folder where it is missing, and factory settings for each of system.ini and extensions.ini that is not
    /// there and never was.
    /// </summary>
    /// <returns>One sentence why that is not possible; null when all is well.</returns>
    public string? MakeWhatIsMissing(out bool madeFactorySettings)
    {
        madeFactorySettings = false;
        try
        {
            if (_flash.FileExists(Path))
            {
                return $"{Path} is a file, not a folder: name another with --data";
            }

            foreach (string folder in (ReadOnlySpan<string>)[Path, MusicFolder, StateFolder])
            {
                _flash.MakeFolder(folder);
            }

            madeFactorySettings =
                Make(SettingsReading.SystemFile, static () => FactorySettings.System)
                | Make(SettingsReading.ExtensionsFile, FactorySettings.Extensions);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the settings folder {Path} can't be used ({failure.Message.TrimEnd('.')}): mend its rights or name another with --data";
        }
    }

    /// <summary>All that the start does with the settings files that are there.</summary>
    /// <param name="recovered">Called when they are whole, before they are read.</param>
    public SettingsStart Start(DateTimeOffset now, Action? recovered = null)
    {
        ImmutableArray<string> notices = Recover(now);
        recovered?.Invoke();
        SettingsRead read = ReadForStart();
        try
        {
            // What was edited by hand while the box was off is what to fall back on from now on.
            KeepGoodCopies();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            notices = notices.Add(
                $"good copies of the settings can't be kept: {FlashFault.InWords(failure)}"
            );
        }

        return new SettingsStart(read, notices);
    }

    /// <summary>Reads for the start: in the place of a file that can't be used its last good copy is read.</summary>
    public SettingsRead ReadForStart()
    {
        var reading = new SettingsReading(BoxSettings.Standard, MusicFolder, TlsFolder);
        var documents = new IniDocument?[SettingsReading.Files.Length];
        for (int i = 0; i < documents.Length; i++)
        {
            string file = SettingsReading.Files[i];
            documents[i] = Open(file, out string why);
            if (documents[i] is { Broken: false })
            {
                continue;
            }

            documents[i] = GoodCopy(file);
            if (documents[i] is null)
            {
                return new SettingsRead(
                    BoxSettings.Standard,
                    reading.Problems,
                    $"{In(file)} is broken ({why}) and there is no good copy of it: mend it, or go back to factory settings with qx200 reset"
                );
            }

            reading.Report(
                file,
                1,
                $"the file is broken ({why}), so its last good copy {file}.good is in force: mend the file, or copy that one back"
            );
        }

        BoxSettings settings = reading.Read(documents[0], documents[1], documents[2]);
        return new SettingsRead(settings, reading.Problems, null);
    }

    /// <summary>Reads while running: what can't be used leaves what was last in force.</summary>
    public SettingsRead Read(BoxSettings last)
    {
        SettingsFiles files = SettingsFiles.Read(this, before: null);
        return files.Understand(files.Documents, last, this);
    }

    /// <summary>Makes each file that reads well line by line the good copy to fall back on.</summary>
    /// <exception cref="IOException">The disk is full or can't be written.</exception>
    public void KeepGoodCopies()
    {
        foreach (string file in SettingsReading.Files)
        {
            if (
                TryRead(file, out byte[] now, out _)
                && IniDocument.Parse(file, now) is { Problems.Count: 0, Sections.Count: > 0 }
                && !(
                    TryRead(Good(file), out byte[] kept, out _) && kept.AsSpan().SequenceEqual(now)
                )
            )
            {
                Save(Good(file), now);
            }
        }
    }

    /// <summary>What a file holds now, as the box sees it: also while a change of several is under way.</summary>
    public bool TryRead(string file, out byte[] content, out string reason) =>
        _flash.TryRead(
            In(FolderChange.IsPromised(_flash, Path, file) ? file + SafeFile.Aside : file),
            IniDocument.LargestFile,
            out content,
            out reason
        );

    /// <summary>Replaces one or several settings files: all of them or none, whenever the power goes.</summary>
    /// <exception cref="IOException">The files are as before.</exception>
    public void Save(IReadOnlyList<(string File, byte[] Content)> files)
    {
        var change = new FolderChange(_flash, Path);
        (string File, byte[]? Content)[] before =
        [
            .. files.Select(f =>
                (f.File, TryRead(f.File, out byte[] old, out _) ? old : (byte[]?)null)
            ),
        ];
        try
        {
            foreach ((string file, byte[] content) in files)
            {
                change.Write(file, content);
                Interlocked.Increment(ref _writes);
            }

            change.Commit();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            change.Abandon();
            PutBack(before);
            throw;
        }
    }

    /// <summary>
    /// At the start, before reading: finishes a change that a power cut broke off, and puts the last good copy in the
    /// place of a file that is broken; that one is kept under a dated name.
    /// </summary>
    /// <returns>A sentence for each file that was set aside, now or earlier, and is there still.</returns>
    public ImmutableArray<string> Recover(DateTimeOffset now)
    {
        try
        {
            FolderChange.Keep(_flash, Path);
            foreach (string file in SettingsReading.Files)
            {
                if (Open(file, out string why) is not { Broken: false } && why.Length > 0)
                {
                    ReplaceByGoodCopy(file, now);
                }

                _flash.Delete(In(file + SafeFile.Aside));
            }

            foreach (
                string aside in _flash
                    .Files(MusicFolder)
                    .Concat(_flash.Files(StateFolder))
                    .Where(static f => f.EndsWith(SafeFile.Aside, StringComparison.Ordinal))
            )
            {
                _flash.Delete(aside);
            }
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            return
            [
                $"the settings folder can't be written: {FlashFault.InWords(failure)}",
                .. SetAside(),
            ];
        }

        return [.. SetAside()];
    }

    /// <summary>Changes when what is written in the files, or the names of the music files, change.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in SettingsReading.Files)
        {
            bool there = TryRead(file, out byte[] bytes, out _);
            hash.AppendData(SHA256.HashData(bytes));
            hash.AppendData([there ? (byte)1 : (byte)0]);
        }

        foreach (string music in _flash.Files(MusicFolder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(music));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    private static string Good(string file) => file + ".good";

    private void Save(string file, ReadOnlySpan<byte> content)
    {
        Interlocked.Increment(ref _writes);
        SafeFile.Write(_flash, In(file), content);
    }

    /// <summary>The file may have taken its place although that is not safe; then the old one takes it again.</summary>
    private void PutBack(IEnumerable<(string File, byte[]? Content)> before)
    {
        foreach ((string file, byte[]? content) in before)
        {
            try
            {
                bool there = TryRead(file, out byte[] now, out _);
                if (there && content is null)
                {
                    _flash.Delete(In(file));
                }
                else if (content is not null && !(there && now.AsSpan().SequenceEqual(content)))
                {
                    Save(file, content);
                }
            }
            catch (Exception failure) when (FlashFault.Is(failure))
            {
                // The flash is at fault, and whoever saves is told so.
            }
        }
    }

    private void ReplaceByGoodCopy(string file, DateTimeOffset now)
    {
        if (!TryRead(Good(file), out byte[] good, out _) || GoodCopy(file) is null)
        {
            return;
        }

        SafeFile.WriteAside(_flash, In(file), good);
        if (_flash.FileExists(In(file)))
        {
            _flash.Rename(In(file), In(SetAsideName(file, now)));
        }

        Interlocked.Increment(ref _writes);
        _flash.Rename(In(file) + SafeFile.Aside, In(file));
        _flash.SyncFolder(Path);
    }

    private string SetAsideName(string file, DateTimeOffset now)
    {
        string dated = $"{file}{Broken}{now.UtcDateTime:yyyyMMdd-HHmmss}";
        string name = dated;
        for (int again = 2; _flash.FileExists(In(name)); again++)
        {
            name = $"{dated}-{again}";
        }

        return name;
    }

    private IEnumerable<string> SetAside() =>
        from path in _flash.Files(Path)
        let name = System.IO.Path.GetFileName(path)
        where name.Contains(Broken, StringComparison.Ordinal)
        orderby name
        select $"{name.Split(Broken)[0]} was broken, so its last good copy is in its place; what was broken is kept as {name}: compare the two, then delete it";

    private bool Make(string file, Func<string> content)
    {
        if (
            _flash.FileExists(In(file))
            || _flash.FolderExists(In(file))
            || _flash.FileExists(In(Good(file)))
        )
        {
            return false;
        }

        Save(file, Encoding.UTF8.GetBytes(content()));
        return true;
    }

    /// <summary>Null when the file can't be read, or is gone although there was one; a file that never was reads as empty.</summary>
    /// <param name="why">Says what ails a file that can't be read or is broken, as a piece of a sentence.</param>
    public IniDocument? Open(string file, out string why)
    {
        bool there = TryRead(file, out byte[] bytes, out why);
        if (why.Length > 0)
        {
            return null;
        }

        IniDocument document = IniDocument.Parse(file, bytes);
        // A cut while an editor wrote leaves nothing, or NUL bytes; who means nothing can say so in a comment.
        why =
            document.Broken ? document.Problems[0].Text
            : bytes.Length > 0 && !bytes.Contains((byte)0) ? ""
            : GoodCopy(file) is null ? ""
            : bytes.Length > 0 ? "it holds NUL bytes, as after a power cut"
            : there ? "it is empty, without even a comment"
            : "it is gone";
        return document.Broken || why.Length == 0 ? document : null;
    }

    /// <summary>The last good copy; null where there is none that can be used.</summary>
    public IniDocument? GoodCopy(string file) =>
        TryRead(Good(file), out byte[] bytes, out _)
        && IniDocument.Parse(file, bytes) is { Broken: false } good
            ? good
            : null;
}
