namespace QX200.Settings;

/// <summary>
/// The system calls that a save is made of, one method each, so that a test can record them, lose power between any
/// two, and start again from whatever a flash may then hold.
/// </summary>
/// <remarks>All of it waits for the disk. What fails throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</remarks>
internal interface IFlash
{
    bool FileExists(string path);

    bool FolderExists(string path);

    /// <summary>False when the file can't be read; <paramref name="reason"/> then is a piece of a sentence, empty when there is none.</summary>
    /// <param name="most">Of larger files only one byte more than this is read, so that the caller sees they are too large.</param>
    bool TryRead(string path, int most, out byte[] content, out string reason);

    /// <summary>The paths of the files in a folder; none where there is no folder, or none that can be read.</summary>
    IReadOnlyList<string> Files(string folder);

    /// <summary>Makes a folder, and those above it, that its owner alone may enter; nothing where it is there.</summary>
    void MakeFolder(string folder);

    /// <summary>An empty file, for its owner alone; what was there is gone.</summary>
    IFlashFile Create(string path);

    /// <summary>Takes the place of what is there, at one stroke for everyone who looks.</summary>
    void Rename(string from, string to);

    /// <summary>Nothing where there is no such file.</summary>
    void Delete(string path);

    /// <summary>Returns when the names in the folder are safe: created, renamed and deleted ones.</summary>
    void SyncFolder(string folder);
}

/// <summary>A file that is being written.</summary>
internal interface IFlashFile : IDisposable
{
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when the content is safe (not yet the file's name).</summary>
    void Sync();
}
