using System.Globalization;

namespace QX200.Records;

/// <summary>
/// The numbered files <c>records-000001.jsonl</c> and on: the last is appended to until it is full, and the oldest
/// go when there are too many, so that the flash never fills up. Disk thread alone.
/// </summary>
/// <param name="folder">Made when missing.</param>
/// <param name="fileSize">A file that would grow beyond this many bytes is followed by the next.</param>
/// <param name="fileCount">How many files are kept.</param>
internal sealed class RecordFiles(string folder, long fileSize, int fileCount)
{
    private const string Prefix = "records-";
    private const string Suffix = ".jsonl";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Appends whole lines and makes them reach the disk.</summary>
    /// <exception cref="IOException">Nothing of them stays in the file.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        Directory.CreateDirectory(folder);
        IReadOnlyList<int> numbers = Numbers(folder);
        int last = numbers.Count == 0 ? 1 : numbers[^1];
        if (
            new FileInfo(PathOf(folder, last)) is { Exists: true } file
            && IsFull(file.Length, lines.Length)
        )
        {
            last++;
        }

        foreach (int old in numbers.Where(number => number <= last - fileCount))
        {
            File.Delete(PathOf(folder, old));
        }

        Append(PathOf(folder, last), lines);
    }

    private static void Append(string path, ReadOnlySpan<byte> lines)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly,
        };
        using var file = new FileStream(path, options);
        long before = file.Length;
        try
        {
            MoveBehindLastLine(file);
            file.Write(lines);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // What was half written would come a second time with the next try.
            file.SetLength(before);
            throw;
        }
    }

    /// <summary>Where the power went in the middle of a line, that line is ended first, and only it is lost.</summary>
    private static void MoveBehindLastLine(FileStream file)
    {
        file.Seek(Math.Max(0, file.Length - 1), SeekOrigin.Begin);
        if (file.ReadByte() is not (-1 or '\n'))
        {
            file.WriteByte((byte)'\n');
        }
    }

    private bool IsFull(long length, int more) => length > 0 && length + more > fileSize;

    public static string PathOf(string folder, int number) =>
        Path.Combine(folder, $"{Prefix}{number:D6}{Suffix}");

    /// <summary>The files that are there, the oldest first. Any thread.</summary>
    public static IReadOnlyList<int> Numbers(string folder)
    {
        var numbers = new List<int>();
        if (!Directory.Exists(folder))
        {
            return numbers;
        }

        foreach (string path in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}"))
        {
            ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
            ReadOnlySpan<char> digits = name[Prefix.Length..^Suffix.Length];
            if (
                int.TryParse(
                    digits,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int number
                )
            )
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }
}
