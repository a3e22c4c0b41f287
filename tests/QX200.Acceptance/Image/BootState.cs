using System.Text;

namespace QX200.Acceptance.Image;

/// <summary>The boot state as it lies on a disk, read as U-Boot's script reads it.</summary>
/// <param name="Slot">Which system would start: A or B.</param>
/// <param name="Copies">How many of the two copies are whole.</param>
internal sealed record BootState(char Slot, int Copies, string Order)
{
    private const int Size = 0x1000;

    /// <exception cref="InvalidOperationException">Neither copy is whole.</exception>
    public static BootState Read(string disk)
    {
        string? first = Copy(disk, "env");
        string? second = Copy(disk, "env_copy");
        string state =
            first
            ?? second
            ?? throw new InvalidOperationException("both copies of the boot state are broken");
        string[] words = state.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        string order = Value(words, "BOOT_ORDER") ?? "A B";
        char slot = order
            .Split(' ')
            .Where(s => s.Length == 1 && (Value(words, $"BOOT_{s}_LEFT") ?? "3") != "0")
            .Select(s => s[0])
            .FirstOrDefault('A');
        return new BootState(slot, (first is null ? 0 : 1) + (second is null ? 0 : 1), order);
    }

    private static string? Value(string[] words, string name) =>
        words
            .Where(w => w.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(w => w[(name.Length + 1)..])
            .FirstOrDefault();

    // CRC-32 over what follows it, then NAME=value strings that end with zero bytes.
    private static string? Copy(string disk, string partition)
    {
        (long start, _) = Disks.Partition(disk, partition);
        byte[] bytes = new byte[Size];
        using FileStream file = File.OpenRead(disk);
        file.Position = start;
        file.ReadExactly(bytes);
        return BitConverter.ToUInt32(bytes) == Crc32(bytes.AsSpan(4))
            ? Encoding.ASCII.GetString(bytes, 4, Size - 4)
            : null;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
