namespace QX200.Acceptance.Image;

/// <param name="Data">Where the written bytes lie in the log; 0 where the write has none.</param>
internal readonly record struct LoggedWrite(long Sector, long Count, long Flags, long Data)
{
    public const long Flush = 1;
    public const long ForceUnitAccess = 2;
    public const long Discard = 4;

    public bool IsFlush => (Flags & Flush) != 0;
}

/// <summary>
/// A disk's life as the kernel's dm-log-writes format records it (Documentation/admin-guide/device-mapper/log-writes.rst;
/// QEMU's blklogwrites): from it comes the disk that a power cut leaves, whose volatile cache is lost.
/// </summary>
internal sealed class WriteLog
{
    private const ulong Magic = 0x6a736677736872;

    private readonly string _file;
    private readonly List<LoggedWrite> _writes = [];
    private readonly long _sector;

    public WriteLog(string file)
    {
        _file = file;
        using FileStream log = File.OpenRead(file);
        using var reader = new BinaryReader(log);
        if (reader.ReadUInt64() != Magic)
        {
            throw new InvalidOperationException($"{file} is no log of writes");
        }

        reader.ReadInt64();
        long entries = reader.ReadInt64();
        _sector = reader.ReadUInt32();
        long at = _sector;
        // The head of the log is written now and then; entries after the count are found by their shape.
        while (at + _sector <= log.Length)
        {
            log.Position = at;
            var write = new LoggedWrite(
                reader.ReadInt64(),
                reader.ReadInt64(),
                reader.ReadInt64(),
                at + _sector
            );
            long data = (write.Flags & LoggedWrite.Discard) != 0 ? 0 : write.Count * _sector;
            bool odd = write.Flags > 15 || write.Count > 65536 || write.Sector < 0;
            bool empty = write.Count == 0 && !write.IsFlush;
            if (at + _sector + data > log.Length || (_writes.Count >= entries && (odd || empty)))
            {
                break;
            }

            _writes.Add(write);
            at += _sector + data;
        }
    }

    public int Count => _writes.Count;

    public int Flushes => _writes.Count(w => w.IsFlush);

    /// <summary>
    /// Makes of the disk as it was before what the power cut left: all that a flush had reached, and of the first
    /// <paramref name="upTo"/> writes after it each with a chance of one half.
    /// </summary>
    /// <param name="obeyFlushes">False is the negative control: a disk that lies about flushes loses any write.</param>
    public (int Kept, int Lost) Replay(string disk, int upTo, int seed, bool obeyFlushes = true)
    {
        var random = new Random(seed);
        int last = obeyFlushes ? _writes.FindLastIndex(upTo - 1, w => w.IsFlush) : -1;
        int kept = 0;
        int lost = 0;
        using FileStream log = File.OpenRead(_file);
        using FileStream target = File.OpenWrite(disk);
        byte[] data = new byte[65536 * _sector];
        for (int i = 0; i < upTo; i++)
        {
            LoggedWrite write = _writes[i];
            if (write.Count == 0)
            {
                continue;
            }

            bool safe =
                i <= last || (obeyFlushes && (write.Flags & LoggedWrite.ForceUnitAccess) != 0);
            if (!safe && random.Next(2) == 0)
            {
                lost++;
                continue;
            }

            int length = (int)(write.Count * _sector);
            if ((write.Flags & LoggedWrite.Discard) != 0)
            {
                Array.Clear(data, 0, length);
            }
            else
            {
                log.Position = write.Data;
                log.ReadExactly(data, 0, length);
            }

            target.Position = write.Sector * _sector;
            target.Write(data, 0, length);
            kept++;
        }

        return (kept, lost);
    }
}
