using System.Runtime.InteropServices;
using System.Text;

namespace QX200.Settings;

/// <summary>Files that are either the old or the new one, whenever the power goes. Not for the signal thread: it waits for the disk.</summary>
internal static partial class SafeFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ReadOnlyFlag = 0;

    /// <summary>
    /// Writes aside, makes it reach the disk, then takes the old file's place (rename is atomic) and makes that reach
    /// the disk too. The file can be read by its owner alone.
    /// </summary>
    /// <exception cref="IOException">The old file is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string aside = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using (var file = new FileStream(aside, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public static void Write(string path, string content) =>
        Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>False when the file can't be read; <paramref name="reason"/> then is a piece of a sentence, empty when there is none.</summary>
    /// <param name="most">Of larger files only one byte more than this is read, so that the caller sees they are too large.</param>
    public static bool TryRead(string path, int most, out byte[] content, out string reason)
    {
        content = [];
        reason = "";
        try
        {
            using FileStream file = File.OpenRead(path);
            content = new byte[Math.Min(file.Length, most + 1L)];
            content = content[
                ..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)
            ];
            return true;
        }
        catch (Exception missing)
            when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            reason = Directory.Exists(path) ? "it is a folder" : failure.Message.TrimEnd('.');
            return false;
        }
    }

    private static void SyncFolder(string folder)
    {
        int descriptor = Open(folder, ReadOnlyFlag);
        bool synced = descriptor >= 0 && Sync(descriptor) == 0;
        int error = Marshal.GetLastPInvokeError();
        _ = descriptor >= 0 ? Close(descriptor) : 0;
        if (!synced)
        {
            throw new IOException($"can't make {folder} reach the disk (error {error})");
        }
    }

    [LibraryImport(
        "libc",
        EntryPoint = "open",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
