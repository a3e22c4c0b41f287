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

/// <summary>DIR: the settings files, their last good copies (<c>*.ini.good</c>), and the folders beside them.</summary>
/// <remarks>Any one thread at a time, but never the signal thread: all of it waits for the disk.</remarks>
internal sealed class SettingsFolder(string path)
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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
            if (File.Exists(Path))
            {
                return $"{Path} is a file, not a folder: name another with --data";
            }

            foreach (string folder in (ReadOnlySpan<string>)[Path, MusicFolder, StateFolder])
            {
                Directory.CreateDirectory(folder, OwnerOnly);
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

    /// <summary>
    /// Reads for the start: a file that can't be used is replaced by its last good copy. Files that can be used become
    /// the good copies.
    /// </summary>
    public SettingsRead ReadForStart()
    {
        var reading = new SettingsReading(BoxSettings.Standard, MusicFolder);
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
        var reading = new SettingsReading(last, MusicFolder);
        IniDocument?[] documents = [.. SettingsReading.Files.Select(f => OpenOrReport(reading, f))];
        BoxSettings settings = reading.Read(documents[0], documents[1], documents[2]);
        return new SettingsRead(settings, reading.Problems, null);
    }

    /// <summary>Makes each file that reads well line by line the good copy to fall back on.</summary>
    /// <exception cref="IOException">The disk is full or can't be written.</exception>
    public void KeepGoodCopies()
    {
        foreach (string file in SettingsReading.Files)
        {
            if (
                SafeFile.TryRead(In(file), IniDocument.LargestFile, out byte[] now, out _)
                && IniDocument.Parse(file, now) is { Problems.Count: 0, Sections.Count: > 0 }
                && !(
                    SafeFile.TryRead(Good(file), IniDocument.LargestFile, out byte[] kept, out _)
                    && kept.AsSpan().SequenceEqual(now)
                )
            )
            {
                SafeFile.Write(Good(file), now);
            }
        }
    }

    /// <summary>Changes when what is written in the files, or the names of the music files, change.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in SettingsReading.Files)
        {
            bool there = SafeFile.TryRead(
                In(file),
                IniDocument.LargestFile,
                out byte[] bytes,
                out _
            );
            hash.AppendData(SHA256.HashData(bytes));
            hash.AppendData([there ? (byte)1 : (byte)0]);
        }

        foreach (string music in MusicFiles().Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(music));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    private string Good(string file) => In(file + ".good");

    private string[] MusicFiles() =>
        Directory.Exists(MusicFolder) ? Directory.GetFiles(MusicFolder) : [];

    private bool Make(string file, Func<string> content)
    {
        if (System.IO.Path.Exists(In(file)) || File.Exists(Good(file)))
        {
            return false;
        }

        SafeFile.Write(In(file), content());
        return true;
    }

    private IniDocument? OpenOrReport(SettingsReading reading, string file)
    {
        IniDocument? document = Open(file, out string why);
        if (document is null)
        {
            reading.Report(
                file,
                1,
                $"the file can't be read ({why}), what it said last stays in force: put it back"
            );
        }

        return document;
    }

    /// <summary>Null when the file can't be read, or is gone although there was one; a file that never was reads as empty.</summary>
    /// <param name="why">Says what ails a file that can't be read or is broken, as a piece of a sentence.</param>
    private IniDocument? Open(string file, out string why)
    {
        bool there = SafeFile.TryRead(In(file), IniDocument.LargestFile, out byte[] bytes, out why);
        bool lost = bytes.Length == 0 && why.Length == 0 && File.Exists(Good(file));
        if (lost)
        {
            // A torn write leaves nothing; who means nothing can say so in a comment.
            why = there ? "it is empty, without even a comment" : "it is gone";
        }

        if (why.Length > 0)
        {
            return null;
        }

        IniDocument document = IniDocument.Parse(file, bytes);
        why = document.Broken ? document.Problems[0].Text : "";
        return document;
    }

    private IniDocument? GoodCopy(string file) =>
        SafeFile.TryRead(Good(file), IniDocument.LargestFile, out byte[] bytes, out _)
        && IniDocument.Parse(file, bytes) is { Broken: false } good
            ? good
            : null;
}
