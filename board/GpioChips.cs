using System.Runtime.InteropServices;
using System.Text;

namespace QX200.Board;

/// <summary>The GPIO character devices of this machine (linux/gpio.h).</summary>
internal static unsafe partial class GpioChips
{
    // GPIO_GET_CHIPINFO_IOCTL: read, 68 bytes, type 0xB4, number 1.
    private const uint GetChipInfo = 0x8044B401;

    // GPIO_V2_GET_LINEINFO_IOCTL (Linux 5.10): read and write, 256 bytes, type 0xB4, number 5.
    private const uint GetLineInfo = 0xC100B405;

    // GPIO_V2_LINE_FLAG_USED.
    private const ulong Used = 1;
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

    /// <summary>Who uses the first line of /dev/gpiochipN that is in use; null where none is.</summary>
    public static string? HolderOf(int number)
    {
        int file = Open($"/dev/gpiochip{number}", ReadOnly | CloseOnExec);
        if (file < 0)
        {
            return null;
        }

        try
        {
            ChipInfo chip;
            uint lines = Control(file, GetChipInfo, &chip) < 0 ? 0 : chip.Lines;
            for (uint offset = 0; offset < lines; offset++)
            {
                LineInfo line = default;
                line.Offset = offset;
                if (Control(file, GetLineInfo, &line) >= 0 && (line.Flags & Used) != 0)
                {
                    string holder = Text(line.Consumer);
                    return holder.Length > 0 ? holder : "an unnamed program";
                }
            }

            return null;
        }
        finally
        {
            _ = Close(file);
        }
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
        return result < 0 ? null : Text(info.Label);
    }

    private static string Text(byte* name)
    {
        var text = new ReadOnlySpan<byte>(name, 32);
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, void* argument);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int file);

    /// <summary>struct gpiochip_info.</summary>
    private struct ChipInfo
    {
        public fixed byte Name[32];
        public fixed byte Label[32];
        public uint Lines;
    }

    /// <summary>struct gpio_v2_line_info.</summary>
    private struct LineInfo
    {
        public fixed byte Name[32];
        public fixed byte Consumer[32];
        public uint Offset;
        public uint AttributeCount;
        public ulong Flags;
        public fixed ulong Attributes[20];
        public fixed uint Padding[4];
    }
}
