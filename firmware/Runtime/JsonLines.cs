using System.Text;
using System.Text.Json;

namespace QX200.Runtime;

/// <summary>Text with one JSON object a line, so that a damaged line costs itself alone.</summary>
internal static class JsonLines
{
    /// <summary>Reads one thing; may throw what <see cref="JsonElement"/> throws, and FormatException.</summary>
    /// <returns>False: this is none.</returns>
    public delegate bool Reader<T>(JsonElement json, out T item);

    public static byte[] Write<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var bytes = new MemoryStream();
        foreach (T item in items)
        {
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }

            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    /// <summary>Never throws; passes over what it cannot read.</summary>
    public static IEnumerable<T> Read<T>(byte[] bytes, Reader<T> read)
    {
        foreach (string line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (line.Length > 0 && TryRead(line, read, out T item))
            {
                yield return item;
            }
        }
    }

    private static bool TryRead<T>(string line, Reader<T> read, out T item)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return read(document.RootElement, out item);
        }
        catch (Exception damaged)
            when (damaged
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            item = default!;
            return false;
        }
    }
}
