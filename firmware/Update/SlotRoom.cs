using System.Globalization;

namespace QX200.Update;

/// <summary>How much the partitions of a slot hold, so that an image too large is found before anything is written.</summary>
internal sealed class SlotRoom(UpdatePlaces places)
{
    private const int Sector = 512;

    /// <returns>A sentence on the first image that does not fit into the slot that is idle; null where all do.</returns>
    public string? Lacking(BundleManifest bundle)
    {
        string idle = SystemFacts.OtherSlot(SystemFacts.Slot(places));
        foreach (BundleImage image in bundle.Images)
        {
            if (Bytes(image.Slot, idle) is { } room && image.Bytes > room)
            {
                return $"{image.File} has {image.Bytes >> 10} KB and the slot holds {room >> 10} KB: take the bundle that is made for this box";
            }
        }

        return null;
    }

    /// <summary>Null where nothing is known of it: RAUC itself looks then.</summary>
    private long? Bytes(string kind, string idle)
    {
        string section = $"[slot.{kind}.{(idle == "B" ? 1 : 0)}]";
        string? device = SystemFacts
            .Pairs(
                UpdatePlaces
                    .Lines(places.RaucConfiguration)
                    .SkipWhile(line => line.Trim() != section)
                    .Skip(1)
                    .TakeWhile(static line => !line.StartsWith('['))
            )
            .GetValueOrDefault("device");
        return device is null ? null : SizeOf(places.At(device));
    }

    private long? SizeOf(string device)
    {
        try
        {
            FileSystemInfo? target = File.ResolveLinkTarget(device, returnFinalTarget: true);
            string name = target?.Name ?? Path.GetFileName(device);
            string sectors = UpdatePlaces
                .Lines(places.At($"sys/class/block/{name}/size"))
                .FirstOrDefault("");
            return long.TryParse(
                sectors,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long count
            )
                ? count * Sector
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
