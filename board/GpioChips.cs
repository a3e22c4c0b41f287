using System.Runtime.InteropServices;
using System.Text;

namespace QX200.Board;

/// <summary>The GPIO character devices of this machine (linux/gpio.h).</summary>
internal static unsafe partial class GpioChips
{
    // GPIO_GET_CHIPINFO_IOCTL: read, 68 bytes, type 0xB4, number 1.
    private const uint GetChipInfo = 0x8044B401;
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <summary>The number N of the first /dev/gpiochipN with this label; null where there is none.</summary>
    public static int? Find(string label)
    {
        if (!Directory.Exists("/sys/bus/gpio/devices"))
        {
            return null;
        }

        foreach (string device in Directory.EnumerateFileSystemEntries("/sys/bus/gpio/devices"))
        {
            string name = Path.GetFileName(device);
            if (
                name.StartsWith("gpiochip", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan("gpiochip".Length), out int number)
                && LabelOf($"/dev/{name}") == label
            )
            {
                return number;
            }
        }

        return null;
    }

    private static string? LabelOf(string path)
    {
        int file = Open(path, ReadOnly | CloseOnExec);
        if (file < 0)
        {
            return null;
        }

        ChipInfo info;
        int result = Control(file, GetChipInfo, &info);
        _ = Close(file);
        if (result < 0)
        {
            return null;
        }

        var label = new ReadOnlySpan<byte>(info.Label, 32);
        int end = label.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? label : label[..end]);
    }

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, ChipInfo* info);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int file);

    /// <summary>struct gpiochip_info.</summary>
    private struct ChipInfo
    {
        public fixed byte Name[32];
        public fixed byte Label[32];
        public uint Lines;
    }
}
