namespace QX200.Update;

/// <summary>
/// Which system lies in which slot, as small files on the data partition: RAUC's own status knows nothing of the system
/// that came with the disk. Root's to write.
/// </summary>
internal sealed class SlotRecord(UpdatePlaces places)
{
    private string Idle => SystemFacts.OtherSlot(SystemFacts.Slot(places));

    /// <summary>The idle slot is about to be written: what lay there is gone.</summary>
    public void Writing() => Quietly(() => File.Delete(places.Slot(Idle)));

    /// <summary>A system lies in the idle slot and starts next.</summary>
    public void Installed(BundleManifest bundle) =>
        Quietly(() =>
        {
            string system = SlotSystem.Line(bundle.Version, bundle.Build);
            File.Delete(places.Sick);
            File.WriteAllText(places.Slot(Idle), system + "\n");
            File.WriteAllText(places.Installed, $"{Idle} {system}\n");
        });

    // A data partition that is full or gone: only the page knows less then.
    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
