using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

public sealed class SelfTestTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("qx200-parts-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void The_sheet_has_a_line_for_each_part_and_a_place_to_sign()
    {
        using var output = new StringWriter();
        int code = SelfTest.Run(
            [
                new PartCheck("clock", () => Finding.Good("2026-01-02 03:04 UTC")),
                new PartCheck("line 1", () => Finding.Bad("it does not ring")),
                new PartCheck("flash wear", () => Finding.NotTried("nothing is known")),
            ],
            "qx200 1.2.3",
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            output
        );
        Assert.Equal(1, code);
        Assert.Equal(
            """
            QX200 self-test   qx200 1.2.3
            2026-01-02 03:04:05 UTC

              ok     clock       2026-01-02 03:04 UTC
              FAULT  line 1      it does not ring
              -      flash wear  nothing is known

            1 of 3 parts have a fault.

            Serial number ____________________   Date ______________
            Tested by     ____________________   Signature _________________________

            """,
            output.ToString()
        );
    }

    [Fact]
    public void What_was_not_tried_is_no_fault_and_no_success()
    {
        using var output = new StringWriter();
        PartCheck[] parts =
        [
            new("a", () => Finding.Good("")),
            new("b", () => Finding.NotTried("")),
        ];
        Assert.Equal(0, SelfTest.Run(parts, "", DateTimeOffset.UnixEpoch, output));
        Assert.Contains(
            "1 of 2 parts were tried and are well.",
            output.ToString(),
            StringComparison.Ordinal
        );
    }

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
