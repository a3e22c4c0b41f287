namespace QX200.Update;

/// <summary>The copy of a stick's bundle that waits for the button, so that the stick may be pulled out.</summary>
/// <param name="file">Root's, so that the program can't touch it.</param>
internal sealed class StickOffer(string file)
{
    /// <summary>Free bytes of the disk, for a test that can't fill one.</summary>
    public Func<long> Free { get; init; } =
        () => new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;

    private string Aside => file + ".new";

    /// <summary>Takes the place of an earlier one.</summary>
    /// <returns>A sentence on why it can't be copied, and there is none then; null when it lies there.</returns>
    public string? Copy(string bundle)
    {
        Withdraw();
        try
        {
            if (BundleUpload.TooMuch(new FileInfo(bundle).Length, Free()) is { } tooMuch)
            {
                return tooMuch.Sentence;
            }

            File.Copy(bundle, Aside, overwrite: true);
            File.Move(Aside, file, overwrite: true);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Withdraw();
            return $"the bundle can't be copied from the stick: {fault.Message.TrimEnd('.')}";
        }
    }

    /// <summary>Deletes it: it is a quarter of the data partition.</summary>
    public void Withdraw()
    {
        foreach (string gone in (ReadOnlySpan<string>)[file, Aside])
        {
            try
            {
                File.Delete(gone);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // The next one takes its place.
            }
        }
    }
}
