using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests.Update.Parts;

public sealed class SystemPartsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("qx200-parts-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("0x01 0x02", true, "up to 20 % of its life is used")]
    [InlineData("0x0a 0x01", false, "100 % of its life is used: replace the box's disk soon")]
    [InlineData("0x00 0x00", null, "this disk tells nothing of its wear")]
    public void Flash_tells_its_wear(string registers, bool? ok, string text)
    {
        Write("sys/block/mmcblk0/device/life_time", registers + "\n");
        Assert.Equal(new Finding(ok, text), new SystemParts(_root.FullName).FlashWear());
    }

    [Fact]
    public void A_file_system_that_has_counted_errors_is_said()
    {
        var parts = new SystemParts(_root.FullName);
        Assert.Null(parts.FileSystem().Ok);
        Write("sys/fs/ext4/vda8/errors_count", "0\n");
        Assert.True(parts.FileSystem().Ok);
        Write("sys/fs/ext4/vda8/errors_count", "3\n");
        Assert.False(parts.FileSystem().Ok);
    }

    [Fact]
    public void A_watchdog_is_missed_on_the_appliance_alone()
    {
        var parts = new SystemParts(_root.FullName);
        Write("proc/cmdline", "console=ttyS0\n");
        Assert.Equal(Finding.NotTried("this is not the appliance"), parts.Watchdog());
        Write("proc/cmdline", "console=ttyS0 rauc.slot=A\n");
        Assert.False(parts.Watchdog().Ok);
        Write("dev/watchdog0", "");
        Assert.True(parts.Watchdog().Ok);
    }

    [Theory]
    [InlineData(1970, false)]
    [InlineData(2026, true)]
    public void A_clock_that_was_never_set_is_a_fault(int year, bool ok) =>
        Assert.Equal(
            ok,
            SystemParts.Clock(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ok
        );

    private void Write(string path, string content)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
