using QX200.Settings;

namespace QX200.Tests.Settings.PowerCuts;

/// <summary>What a store leaves out that takes less care than ours.</summary>
public enum Carelessness
{
    /// <summary>It does not wait for what it writes.</summary>
    NoFileSync,

    /// <summary>It does not wait for the names.</summary>
    NoFolderSync,

    /// <summary>It writes into the file itself.</summary>
    InPlace,
}

/// <summary>Stands between the store and the flash, and leaves something out.</summary>
internal sealed class CarelessFlash(IFlash flash, Carelessness how) : IFlash
{
    public bool FileExists(string path) => flash.FileExists(path);

    public bool FolderExists(string path) => flash.FolderExists(path);

    public bool TryRead(string path, int most, out byte[] content, out string reason) =>
        flash.TryRead(path, most, out content, out reason);

    public IReadOnlyList<string> Files(string folder) => flash.Files(folder);

    public void MakeFolder(string folder) => flash.MakeFolder(folder);

    public IFlashFile Create(string path) =>
        new Writing(flash.Create(InPlace(path) ? Target(path) : path), how);

    public void Rename(string from, string to)
    {
        if (!InPlace(from))
        {
            flash.Rename(from, to);
        }
    }

    public void Delete(string path) => flash.Delete(path);

    public void SyncFolder(string folder)
    {
        if (how != Carelessness.NoFolderSync)
        {
            flash.SyncFolder(folder);
        }
    }

    private bool InPlace(string path) =>
        how == Carelessness.InPlace && path.EndsWith(SafeFile.Aside, StringComparison.Ordinal);

    private static string Target(string path) => path[..^SafeFile.Aside.Length];

    private sealed class Writing(IFlashFile file, Carelessness how) : IFlashFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

        public void Sync()
        {
            if (how != Carelessness.NoFileSync)
            {
                file.Sync();
            }
        }

        public void Dispose() => file.Dispose();
    }
}
