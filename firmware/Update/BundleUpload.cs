namespace QX200.Update;

/// <summary>Takes a bundle that comes over the network and asks for its installation. Any thread, one at a time.</summary>
/// <param name="folder">Where uploads lie; only the program writes there.</param>
internal sealed class BundleUpload(string folder, RunFolder run)
{
    /// <summary>In bytes; a slot holds less.</summary>
    public const long Largest = 160L << 20;

    public const string ApplianceFolder = "/data/update/upload";

    public const string FileName = "bundle.raucb";

    // What is left for settings and records while an upload lies there.
    private const long Reserve = 16L << 20;

    private int _busy;

    /// <summary>Null where this is not the appliance.</summary>
    public static BundleUpload? OfAppliance(RunFolder? run) =>
        run is not null && Directory.Exists(ApplianceFolder)
            ? new BundleUpload(ApplianceFolder, run)
            : null;

    /// <param name="length">As announced; null where nothing was.</param>
    /// <param name="force">An older version too.</param>
    /// <returns>A sentence on why not; null when it lies there and is going to be looked at.</returns>
    public async Task<string?> Take(Stream body, long? length, bool force, CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            return "another bundle is just being uploaded";
        }

        string file = Path.Combine(folder, FileName);
        try
        {
            File.Delete(file);
            long room = new DriveInfo(folder).AvailableFreeSpace - Reserve;
            if (room < (length ?? Largest))
            {
                return $"the data partition has room for {Math.Max(0, room) >> 20} MB: delete records or music that nobody needs";
            }

            await using (FileStream target = File.Create(file))
            {
                await body.CopyToAsync(target, cancel);
            }

            return run.AskUpdate(force) ? null : "the installer can't be reached: restart the box";
        }
        catch (IOException fault)
        {
            File.Delete(file);
            return $"the bundle could not be stored: {fault.Message}";
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }
}
