using System.Text.Json;

namespace QX200.Update;

/// <summary>One image of a bundle: the file's name in it, and what its content has to be.</summary>
/// <param name="Slot">The kind of slot that it is for, such as <c>rootfs</c>.</param>
internal sealed record BundleImage(string Slot, string File, string Sha256, long Bytes);

/// <summary>What a signed bundle says of itself.</summary>
internal sealed record BundleManifest(
    string Compatible,
    string Version,
    string Build,
    IReadOnlyList<BundleImage> Images
)
{
    /// <summary>Reads the output of <c>rauc info --output-format=json</c>; false for anything else.</summary>
    public static bool TryParse(string json, out BundleManifest manifest)
    {
        manifest = new BundleManifest("", "", "", []);
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            List<BundleImage> images = [];
            foreach (JsonElement named in root.GetProperty("images").EnumerateArray())
            {
                images.AddRange(named.EnumerateObject().Select(Image));
            }

            manifest = new BundleManifest(
                Text(root, "compatible"),
                Text(root, "version"),
                Text(root, "build"),
                images
            );
            return manifest.Compatible.Length > 0 && images.Count > 0;
        }
        catch (Exception fault)
            when (fault
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            return false;
        }
    }

    private static BundleImage Image(JsonProperty slot) =>
        new(
            slot.Name,
            Text(slot.Value, "filename"),
            Text(slot.Value, "checksum"),
            slot.Value.GetProperty("size").GetInt64()
        );

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
