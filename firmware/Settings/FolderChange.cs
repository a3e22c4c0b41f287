using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>
/// A change of several files of a folder that happens to all of them or to none, whenever the power goes: everything is
/// written aside and made safe, then one small file, the promise, says what is to be done. From the moment that the
/// promise is safe, the change has happened: whoever starts next keeps it (<see cref="Keep"/>).
/// </summary>
/// <remarks>
/// One at a time in a folder. A change of a single file needs no promise, as taking its place is one stroke anyway.
/// </remarks>
/// <param name="folder">The folder; names in the change are relative to it and may name folders below.</param>
internal sealed class FolderChange(IFlash flash, string folder)
{
    /// <summary>The promise's name.</summary>
    public const string PromiseFile = "change-under-way";

    private const int LongestPromise = 4 << 20;
    private const string Move = "move ";
    private const string Gone = "gone ";

    private readonly List<string> _written = [];
    private readonly List<string> _gone = [];

    /// <summary>Writes the new content of a file aside; the file itself is as before until <see cref="Commit"/>.</summary>
    /// <exception cref="IOException">Nothing has happened; <see cref="Abandon"/> tidies up.</exception>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        KeepWhatWasPromised();
        string path = In(name);
        flash.MakeFolder(Path.GetDirectoryName(path)!);
        SafeFile.WriteAside(flash, path, content);
        _written.Add(name);
    }

    /// <summary>The file will be gone; nothing where there is none.</summary>
    public void Delete(string name) => _gone.Add(name);

    /// <summary>Makes the change: when it returns, all of it has happened and is safe.</summary>
    /// <exception cref="IOException">
    /// Before the promise is made nothing has happened. After it, the change goes on at the next start.
    /// </exception>
    public void Commit()
    {
        if (_written.Count == 1 && _gone.Count == 0)
        {
            string path = In(_written[0]);
            flash.Rename(path + SafeFile.Aside, path);
            flash.SyncFolder(Path.GetDirectoryName(path)!);
            return;
        }

        if (_written.Count + _gone.Count == 0)
        {
            return;
        }

        KeepWhatWasPromised();
        // The names aside have to be safe before the promise that relies on them.
        SyncFolders(_written);
        SafeFile.Write(flash, In(PromiseFile), Promise());
        Keep(flash, folder);
    }

    /// <summary>
    /// Takes the promise back, if it was made, and then what was written aside. Files that have already taken their
    /// place stay.
    /// </summary>
    public void Abandon()
    {
        try
        {
            if (flash.FileExists(In(PromiseFile)))
            {
                flash.Delete(In(PromiseFile));
                flash.SyncFolder(folder);
            }

            _written.ForEach(name => flash.Delete(In(name) + SafeFile.Aside));
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            // While the promise may still be there, what it speaks of has to be there too.
        }
    }

    /// <summary>
    /// Does what was promised before the power went, if anything was. Done twice it does no more than once.
    /// </summary>
    /// <returns>Whether there was a promise.</returns>
    public static bool Keep(IFlash flash, string folder)
    {
        if (Open(flash, folder) is not { } steps)
        {
            return false;
        }

        var change = new FolderChange(flash, folder);
        foreach ((bool isMove, string name) in steps)
        {
            string path = change.In(name);
            if (!isMove)
            {
                flash.Delete(path);
            }
            else if (flash.FileExists(path + SafeFile.Aside))
            {
                flash.Rename(path + SafeFile.Aside, path);
            }
        }

        change.SyncFolders(steps.Select(static s => s.Name));
        flash.Delete(Path.Combine(folder, PromiseFile));
        flash.SyncFolder(folder);
        return true;
    }

    /// <summary>Whether the new content of a file lies aside still although it is promised: it counts, not the old one.</summary>
    public static bool IsPromised(IFlash flash, string folder, string name) =>
        Open(flash, folder) is { } steps
        && steps.Contains((true, name))
        && flash.FileExists(Path.Combine(folder, name + SafeFile.Aside));

    /// <summary>A change that a fault of the flash broke off is done before the next begins.</summary>
    private void KeepWhatWasPromised()
    {
        if (_written.Count == 0)
        {
            Keep(flash, folder);
        }
    }

    private static List<(bool IsMove, string Name)>? Open(IFlash flash, string folder) =>
        Path.Combine(folder, PromiseFile) is var promise
        && flash.FileExists(promise)
        && flash.TryRead(promise, LongestPromise, out byte[] bytes, out _)
            ? Read(bytes)
            : null;

    private byte[] Promise()
    {
        string text = string.Concat(
            _written
                .Select(static name => $"{Move}{name}\n")
                .Concat(_gone.Select(static name => $"{Gone}{name}\n"))
        );
        return Encoding.UTF8.GetBytes($"{text}{Seal(text)}\n");
    }

    /// <summary>Null where the promise is not whole, or names what lies outside the folder: then it was never made.</summary>
    private static List<(bool IsMove, string Name)>? Read(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        int seal = text.TrimEnd('\n').LastIndexOf('\n') + 1;
        if (seal == 0 || text[seal..].TrimEnd('\n') != Seal(text[..seal]))
        {
            return null;
        }

        List<(bool, string)> steps = [];
        foreach (string line in text[..seal].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = line[Move.Length..];
            if (name.StartsWith('/') || name.Split('/').Contains(".."))
            {
                return null;
            }

            steps.Add((line.StartsWith(Move, StringComparison.Ordinal), name));
        }

        return steps;
    }

    private static string Seal(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void SyncFolders(IEnumerable<string> names)
    {
        foreach (
            string of in names.Select(n => Path.GetDirectoryName(In(n))!).Append(folder).Distinct()
        )
        {
            if (flash.FolderExists(of))
            {
                flash.SyncFolder(of);
            }
        }
    }

    private string In(string name) => Path.Combine(folder, name);
}
