namespace QX200.Settings;

/// <summary>A file in DIR/music.</summary>
/// <param name="UsedBy">What names it: <c>the box</c>, or the numbers of park extensions.</param>
internal sealed record MusicFile(string Name, long Bytes, IReadOnlyList<string> UsedBy);

/// <summary>DIR/music: the pieces that parked callers hear. Any thread but the signal thread.</summary>
internal sealed class MusicFiles(SettingsFolder folder, SettingsStore store)
{
    /// <summary>All pieces together, in bytes: the rest of the flash is for records and updates.</summary>
    public const long MostBytes = 200 << 20;

    public IReadOnlyList<MusicFile> All() =>
        [
            .. folder
                .Flash.Files(folder.MusicFolder)
                .Select(static path => new FileInfo(path))
                .Where(static file => MusicName.IsSafe(file.Name))
                .OrderBy(static file => file.Name, StringComparer.OrdinalIgnoreCase)
                .Select(file => new MusicFile(file.Name, file.Length, UsedBy(file.Name))),
        ];

    public bool Exists(string name) => MusicName.IsSafe(name) && folder.Flash.FileExists(In(name));

    /// <summary>Keeps a piece; whoever is hearing the old one of that name hears it to the end of the call.</summary>
    /// <returns>One sentence why not; null when it is done.</returns>
    public string? Save(string name, ReadOnlySpan<byte> wav)
    {
        long others = All().Where(f => f.Name != name).Sum(static f => f.Bytes);
        if (others + wav.Length > MostBytes)
        {
            return $"all music together may have {MostBytes >> 20} MB: delete a piece first";
        }

        try
        {
            folder.Flash.MakeFolder(folder.MusicFolder);
            SafeFile.Write(folder.Flash, In(name), wav);
            store.MusicChanged();
            return null;
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            return $"nothing was changed: {FlashFault.InWords(failure)}";
        }
    }

    /// <returns>One sentence why not; null when it is gone.</returns>
    public string? Delete(string name)
    {
        if (UsedBy(name) is { Count: > 0 } users)
        {
            return $"{name} is the hold music of {string.Join(" and ", users)}: choose another there first";
        }

        try
        {
            folder.Flash.Delete(In(name));
            folder.Flash.SyncFolder(folder.MusicFolder);
            store.MusicChanged();
            return null;
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            return $"nothing was changed: {FlashFault.InWords(failure)}";
        }
    }

    /// <summary>The bytes of a piece; null where there is none that can be read.</summary>
    public byte[]? Read(string name) =>
        Exists(name) && folder.Flash.TryRead(In(name), (int)MostBytes, out byte[] wav, out _)
            ? wav
            : null;

    private List<string> UsedBy(string name)
    {
        BoxSettings settings = store.InForce;
        List<string> users = settings.System.Media.HoldMusic.File == name ? ["the box"] : [];
        users.AddRange(
            settings
                .Extensions.OfType<ParkExtensionSettings>()
                .Where(e => e.HoldMusic.File == name)
                .Select(static e => $"park extension {e.Number}")
        );
        return users;
    }

    private string In(string name) => Path.Combine(folder.MusicFolder, name);
}
