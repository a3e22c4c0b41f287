using System.Text;

namespace QX200.Settings;

/// <summary>Files that are either the old or the new one, whenever the power goes. Not for the signal thread: it waits for the disk.</summary>
internal static class SafeFile
{
    /// <summary>What is written aside has this behind its name until it is whole.</summary>
    public const string Aside = ".new";

    /// <summary>
    /// Writes aside, makes it reach the disk, then takes the old file's place (rename is atomic) and makes that reach
    /// the disk too. The file can be read by its owner alone.
    /// </summary>
    /// <exception cref="IOException">The old file is untouched, or the new one is there but not safe yet.</exception>
    public static void Write(IFlash flash, string path, ReadOnlySpan<byte> content)
    {
        WriteAside(flash, path, content);
        flash.Rename(path + Aside, path);
        flash.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public static void Write(string path, ReadOnlySpan<byte> content) =>
        Write(Flash.OfThisBox, path, content);

    public static void Write(string path, string content) =>
        Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>The content is safe afterwards, under the name aside, though that name is not yet.</summary>
    public static void WriteAside(IFlash flash, string path, ReadOnlySpan<byte> content)
    {
        string aside = path + Aside;
        try
        {
            using IFlashFile file = flash.Create(aside);
            file.Write(content);
            file.Sync();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            Discard(flash, aside);
            throw;
        }
    }

    public static bool TryRead(string path, int most, out byte[] content, out string reason) =>
        Flash.OfThisBox.TryRead(path, most, out content, out reason);

    /// <summary>Half a file would only take up the space that is missing.</summary>
    public static void Discard(IFlash flash, string aside)
    {
        try
        {
            flash.Delete(aside);
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            // The next save writes over it.
        }
    }
}
