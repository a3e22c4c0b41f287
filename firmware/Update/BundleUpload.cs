namespace QX200.Update;

/// <summary>Why an upload was not taken.</summary>
internal enum UploadFault : byte
{
    /// <summary>Another upload, or an installation, is under way.</summary>
    Busy,
    TooLarge,

    /// <summary>What came is no bundle.</summary>
    NoBundle,

    /// <summary>The data partition has no room for it.</summary>
    NoRoom,

    /// <summary>The sender went away in the middle.</summary>
    BrokeOff,

    /// <summary>The installer can't be asked.</summary>
    NoInstaller,
}

/// <param name="Sentence">What is wrong and how to mend it.</param>
internal sealed record UploadRefusal(UploadFault Fault, string Sentence);

/// <summary>How far an upload has come, in bytes.</summary>
/// <param name="Length">As announced; null where nothing was.</param>
internal sealed record UploadProgress(long Received, long? Length)
{
    public override string ToString() =>
        Length is > 0
            ? $"{Received * 100 / Length} % of it is here"
            : $"{Received >> 20} MB are here";
}

/// <summary>Takes a bundle that comes over the network. Any thread, one at a time; what is not whole is not kept.</summary>
/// <param name="folder">Where uploads lie; only the program writes there.</param>
internal sealed class BundleUpload(string folder)
{
    /// <summary>In bytes; a slot holds less.</summary>
    public const long Largest = 160L << 20;

    public const string FileName = "bundle.raucb";

    // What is left for settings and records while an upload lies there.
    private const long Reserve = 16L << 20;

    private const int Block = 128 << 10;

    private UploadProgress? _now;

    /// <summary>The upload that is coming in; null where there is none.</summary>
    public UploadProgress? Now => Volatile.Read(ref _now);

    /// <summary>Free bytes of the disk, for a test that can't fill one.</summary>
    public Func<long> Free { get; init; } = () => new DriveInfo(folder).AvailableFreeSpace;

    public string File => Path.Combine(folder, FileName);

    /// <summary>How large a bundle may be at the moment, in bytes.</summary>
    public long Room => Math.Clamp(FreeWithout(File) - Reserve, 0, Largest);

    /// <summary>Every bundle begins so: its content is a squashfs.</summary>
    private static ReadOnlySpan<byte> Beginning => "hsqs"u8;

    /// <param name="length">As announced; null where nothing was.</param>
    /// <returns>Null when all of it lies there.</returns>
    public async Task<UploadRefusal?> Take(Stream body, long? length, CancellationToken cancel)
    {
        var begun = new UploadProgress(0, length);
        if (Interlocked.CompareExchange(ref _now, begun, null) is { } other)
        {
            return new UploadRefusal(
                UploadFault.Busy,
                $"another bundle is just being uploaded, {other}: wait until it is through"
            );
        }

        bool whole = false;
        try
        {
            System.IO.File.Delete(File);
            UploadRefusal? refusal = await Receive(body, length, cancel);
            whole = refusal is null;
            return refusal;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new UploadRefusal(
                UploadFault.NoRoom,
                $"the bundle could not be stored: {fault.Message.TrimEnd('.')}"
            );
        }
        finally
        {
            if (!whole)
            {
                Discard();
            }

            Volatile.Write(ref _now, null);
        }
    }

    private async Task<UploadRefusal?> Receive(Stream body, long? length, CancellationToken cancel)
    {
        long free = Free();
        if (TooMuch(length ?? 0, free) is { } tooMuch)
        {
            return tooMuch;
        }

        await using FileStream target = System.IO.File.Create(File);
        byte[] block = new byte[Block];
        long received = 0;
        while (true)
        {
            int read;
            try
            {
                read = await body.ReadAtLeastAsync(block, Block, false, cancel);
            }
            catch (IOException)
            {
                return new UploadRefusal(UploadFault.BrokeOff, "the upload broke off: try again");
            }

            if (received == 0 && !block.AsSpan(0, read).StartsWith(Beginning))
            {
                return new UploadRefusal(
                    UploadFault.NoBundle,
                    "the file is no bundle: choose the one whose name ends in .raucb"
                );
            }

            if (read == 0)
            {
                return null;
            }

            received += read;
            if (TooMuch(received, free) is { } more)
            {
                return more;
            }

            await target.WriteAsync(block.AsMemory(0, read), cancel);
            Volatile.Write(ref _now, new UploadProgress(received, length));
        }
    }

    /// <summary>Null where the disk has room for a bundle, and for what else comes there.</summary>
    /// <param name="free">Bytes of the disk.</param>
    public static UploadRefusal? TooMuch(long bytes, long free)
    {
        long room = Math.Max(0, free - Reserve);
        if (bytes > Largest)
        {
            return new UploadRefusal(
                UploadFault.TooLarge,
                $"the file is larger than {Largest >> 20} MB, and no bundle for this box is: choose another one"
            );
        }

        return bytes > room
            ? new UploadRefusal(
                UploadFault.NoRoom,
                $"the data partition has room for {room >> 20} MB: delete records or music that nobody needs"
            )
            : null;
    }

    // An upload that lies there makes room for the next one.
    private long FreeWithout(string file)
    {
        try
        {
            var there = new FileInfo(file);
            return Free() + (there.Exists ? there.Length : 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void Discard()
    {
        try
        {
            System.IO.File.Delete(File);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next upload takes its place.
            return;
        }
    }
}
