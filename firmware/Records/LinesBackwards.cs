namespace QX200.Records;

/// <summary>The lines of a file from its end to its beginning, read in pieces.</summary>
internal static class LinesBackwards
{
    private const int Piece = 64 << 10;

    /// <summary>A line that is longer is no record.</summary>
    private const int LongestLine = 256 << 10;

    /// <param name="end">Only what stands before this offset.</param>
    /// <returns>Each line without its end, and where it begins; nothing where the file can't be read.</returns>
    public static IEnumerable<(ReadOnlyMemory<byte> Line, long At)> Of(string path, long end)
    {
        using FileStream? file = Open(path);
        if (file is null)
        {
            yield break;
        }

        long at = Math.Min(end, file.Length);
        byte[] rest = [];
        while (at > 0)
        {
            int length = (int)Math.Min(Piece, at);
            byte[] piece = new byte[length + rest.Length];
            if (!Fill(file, at - length, piece.AsSpan(0, length)))
            {
                yield break;
            }

            rest.CopyTo(piece, length);
            at -= length;
            int stop = piece.Length;
            for (int feed; (feed = piece.AsSpan(0, stop).LastIndexOf((byte)'\n')) >= 0; stop = feed)
            {
                if (feed + 1 < stop)
                {
                    yield return (piece.AsMemory(feed + 1, stop - feed - 1), at + feed + 1);
                }
            }

            rest = stop > LongestLine ? [] : piece[..stop];
        }

        if (rest.Length > 0)
        {
            yield return (rest, 0);
        }
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Fill(FileStream file, long at, Span<byte> into)
    {
        try
        {
            file.Seek(at, SeekOrigin.Begin);
            file.ReadExactly(into);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
