using QX200.Settings;

namespace QX200.Tests.Settings.PowerCuts;

/// <summary>
/// A flash on paper: files in memory, and every system call that changes something written down. It can be told to fail.
/// </summary>
internal sealed class PaperFlash : IFlash
{
    private readonly Dictionary<string, int> _names;
    private readonly List<byte[]> _files;
    private readonly HashSet<string> _folders = ["/"];

    public PaperFlash()
        : this(new Dictionary<string, int>(), []) { }

    /// <param name="names">Path to the number of a file.</param>
    /// <param name="files">The contents by number.</param>
    public PaperFlash(IReadOnlyDictionary<string, int> names, IReadOnlyList<byte[]> files)
    {
        _names = new(names);
        _files = [.. files];
        foreach (string path in names.Keys)
        {
            MakeFolders(Path.GetDirectoryName(path)!);
        }
    }

    public List<FlashStep> Steps { get; } = [];

    /// <summary>Asked before each call that changes something: what it returns is thrown.</summary>
    public Func<FlashStep, Exception?> Fault { get; set; } = static _ => null;

    public IReadOnlyDictionary<string, int> Names => _names;

    public IReadOnlyList<byte[]> Contents => _files;

    public byte[]? Content(string path) =>
        _names.TryGetValue(path, out int file) ? _files[file] : null;

    /// <summary>Writes an event between the calls down.</summary>
    public void Mark(string what) => Steps.Add(new FlashStep(FlashCall.Mark, what));

    public bool FileExists(string path) => _names.ContainsKey(path);

    public bool FolderExists(string path) => _folders.Contains(path);

    public bool TryRead(string path, int most, out byte[] content, out string reason)
    {
        content = Content(path) ?? [];
        reason = FolderExists(path) ? "it is a folder" : "";
        return FileExists(path);
    }

    public IReadOnlyList<string> Files(string folder) =>
        [.. _names.Keys.Where(path => Path.GetDirectoryName(path) == folder)];

    public void MakeFolder(string folder)
    {
        if (!FolderExists(folder))
        {
            Do(new FlashStep(FlashCall.MakeFolder, folder));
            MakeFolders(folder);
        }
    }

    public IFlashFile Create(string path)
    {
        if (!FolderExists(Path.GetDirectoryName(path)!))
        {
            throw new DirectoryNotFoundException(path);
        }

        bool there = _names.TryGetValue(path, out int file);
        Do(new FlashStep(FlashCall.Create, path) { File = there ? file : _files.Count });
        if (there)
        {
            _files[file] = [];
        }
        else
        {
            file = _files.Count;
            _files.Add([]);
            _names[path] = file;
        }

        return new Writing(this, path, file);
    }

    public void Rename(string from, string to)
    {
        if (!_names.TryGetValue(from, out int file))
        {
            throw new FileNotFoundException(from);
        }

        Do(new FlashStep(FlashCall.Rename, from) { To = to, File = file });
        _names.Remove(from);
        _names[to] = file;
    }

    public void Delete(string path)
    {
        if (FileExists(path))
        {
            Do(new FlashStep(FlashCall.Delete, path));
            _names.Remove(path);
        }
    }

    public void SyncFolder(string folder) => Do(new FlashStep(FlashCall.SyncFolder, folder));

    private void Do(FlashStep step)
    {
        if (Fault(step) is { } fault)
        {
            throw fault;
        }

        Steps.Add(step);
    }

    private void MakeFolders(string folder)
    {
        for (string? f = folder; f is not null; f = Path.GetDirectoryName(f))
        {
            _folders.Add(f);
        }
    }

    private sealed class Writing(PaperFlash flash, string path, int file) : IFlashFile
    {
        public void Write(ReadOnlySpan<byte> bytes)
        {
            byte[] whole = [.. flash._files[file], .. bytes];
            flash.Do(new FlashStep(FlashCall.Write, path) { File = file, Content = whole });
            flash._files[file] = whole;
        }

        public void Sync() => flash.Do(new FlashStep(FlashCall.SyncFile, path) { File = file });

        public void Dispose() { }
    }
}

internal enum FlashCall : byte
{
    MakeFolder,
    Create,
    Write,
    SyncFile,
    Rename,
    Delete,
    SyncFolder,

    /// <summary>No call: something that the outside has seen, such as "saved".</summary>
    Mark,
}

/// <param name="File">The file's number.</param>
/// <param name="Content">Write: all of the file's content after it.</param>
internal sealed record FlashStep(FlashCall Call, string Path)
{
    public string To { get; init; } = "";

    public int File { get; init; }

    public byte[] Content { get; init; } = [];

    public override string ToString() =>
        $"{Call} {System.IO.Path.GetFileName(Path)}{(To.Length > 0 ? $" to {System.IO.Path.GetFileName(To)}" : "")}";
}
