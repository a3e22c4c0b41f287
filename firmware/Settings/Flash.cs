using System.Runtime.InteropServices;

namespace QX200.Settings;

/// <summary>The files of this machine.</summary>
internal sealed partial class Flash : IFlash
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const int ReadOnlyFlag = 0;

    private Flash() { }

    public static Flash OfThisBox { get; } = new();

    public bool FileExists(string path) => File.Exists(path);

    public bool FolderExists(string path) => Directory.Exists(path);

    public bool TryRead(string path, int most, out byte[] content, out string reason)
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

    public IReadOnlyList<string> Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            return [];
        }
    }

    public void MakeFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnersFolder);
            FolderOwner.Inherit(folder);
        }
    }

    public IFlashFile Create(string path)
    {
        // Made anew: a link that lies there leads root nowhere.
        File.Delete(path);
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
                BufferSize = 0,
            }
        );
        FolderOwner.Inherit(path);
        return new Writing(file);
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder)
    {
        int descriptor = Open(folder, ReadOnlyFlag);
        bool synced = descriptor >= 0 && Sync(descriptor) == 0;
        int error = Marshal.GetLastPInvokeError();
        _ = descriptor >= 0 ? Close(descriptor) : 0;
        if (!synced)
        {
            throw new IOException(
                $"can't make {folder} reach the disk ({Marshal.GetPInvokeErrorMessage(error)})",
                error
            );
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

    private sealed class Writing(FileStream file) : IFlashFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

        public void Sync() => file.Flush(flushToDisk: true);

        public void Dispose() => file.Dispose();
    }
}
