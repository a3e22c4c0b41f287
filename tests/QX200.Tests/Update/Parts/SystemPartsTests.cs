using System.Net;
using System.Net.Sockets;
using QX200.Update;
using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests.Update.Parts;

public sealed class SystemPartsTests : IDisposable
{
    private readonly Dictionary<string, string> _answers = [];
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
        Write("proc/cmdline", "console=ttyS0\n");
        Assert.Equal(Finding.NotTried("this is not the appliance"), Parts().Watchdog());
        Write("proc/cmdline", "console=ttyS0 rauc.slot=A\n");
        Assert.Equal(Finding.Bad("there is none: a box that hangs stays so"), Parts().Watchdog());
    }

    [Theory]
    [InlineData(
        "active",
        "30s",
        "15s",
        true,
        "it watches the system (30s), and the system watches the program (15s)"
    )]
    [InlineData(null, "30s", "15s", true, "it watches the system (30s), and")]
    [InlineData(
        "inactive",
        "30s",
        "15s",
        false,
        "the system does not feed it (it is inactive, RuntimeWatchdogSec is 30s)"
    )]
    [InlineData(
        "active",
        "0",
        "15s",
        false,
        "the system does not feed it (it is active, RuntimeWatchdogSec is 0)"
    )]
    [InlineData("active", "", "15s", false, "RuntimeWatchdogSec is not told")]
    [InlineData(
        "active",
        "30s",
        "0",
        false,
        "the system does not watch the program (WatchdogSec is 0)"
    )]
    [InlineData("active", "30s", "infinity", false, "does not watch the program")]
    public void A_watchdog_is_well_when_it_is_fed_and_the_program_is_watched(
        string? state,
        string system,
        string program,
        bool ok,
        string words
    )
    {
        Write("proc/cmdline", "rauc.slot=A\n");
        Write("dev/watchdog0", "");
        if (state is not null)
        {
            Write("sys/class/watchdog/watchdog0/state", state + "\n");
        }

        _answers["--property=RuntimeWatchdogUSec"] = $"RuntimeWatchdogUSec={system}\n";
        _answers["qx200.service"] = $"WatchdogUSec={program}\n";
        Finding found = Parts().Watchdog();
        Assert.Equal(ok, found.Ok);
        Assert.Contains(words, found.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "A=3 B=2",
        "A=3 B=2",
        null,
        null,
        true,
        "A runs, and nothing is known of what lies in B"
    )]
    [InlineData(
        "A=3 B=0",
        "A=3 B=0",
        null,
        null,
        true,
        "A runs, B is empty until the first update"
    )]
    [InlineData("A=3 B=3", "A=3 B=3", "1.3.0 x", "A 1.4.0 y", true, "A runs, B has 1.3.0")]
    [InlineData(
        "A=3 B=0",
        "A=3 B=0",
        null,
        "A 1.4.0 y",
        false,
        "A runs; what was being written into B is not whole, so there is no way back: install the update again"
    )]
    [InlineData(
        "A=3 B=0",
        "A=3 B=0",
        "1.5.0 x",
        "B 1.5.0 x",
        false,
        "no start is left to B, so there is no way back"
    )]
    [InlineData(
        "A=0 B=3",
        "A=0 B=3",
        "1.3.0 x",
        null,
        false,
        "no start is left to A, so the box starts another system next time"
    )]
    [InlineData(
        "A=3 B=3",
        "A=2 B=3",
        "1.3.0 x",
        null,
        false,
        "the two copies of the boot state differ"
    )]
    [InlineData(
        "A=3 B=3",
        "broken",
        "1.3.0 x",
        null,
        false,
        "copy 2 of the boot state can't be read (Warning: Bad CRC, using default environment): start"
    )]
    [InlineData(
        "A=3 B=3",
        "gone",
        "1.3.0 x",
        null,
        false,
        "copy 2 of the boot state can't be read (no such device): start the box again"
    )]
    public void The_two_systems_are_well_when_each_is_whole_and_may_start(
        string first,
        string second,
        string? idle,
        string? installed,
        bool ok,
        string words
    )
    {
        Write("proc/cmdline", "rauc.slot=A\n");
        _answers["/etc/fw_env.config"] = first;
        _answers["/etc/fw_env_copy.config"] = second;
        if (idle is not null)
        {
            Write("data/update/slot-B", idle + "\n");
        }

        if (installed is not null)
        {
            Write("data/update/installed", installed + "\n");
        }

        Finding found = Parts().Systems();
        Assert.Equal(ok, found.Ok);
        Assert.Contains(words, found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_not_be_looked_at_is_no_fault()
    {
        Assert.Null(Parts().Systems().Ok);
        Write("proc/cmdline", "rauc.slot=A\n");
        Write("data/update/slot-B", "1.3.0 x\n");
        Assert.Equal(
            Finding.NotTried("A runs; only root may look at the boot state"),
            new SystemParts(_root.FullName) { Run = Told, IsRoot = false }.Systems()
        );
        Write(
            "run/qx200-update/report.json",
            new UpdateReport(UpdatePhase.Writing, 40, "1.5.0", "").ToJson()
        );
        Assert.Equal(Finding.NotTried("A runs, and B is just being written"), Parts().Systems());
    }

    [Theory]
    [InlineData(true, false, "although the exchange runs")]
    [InlineData(false, null, "the exchange does not run at the moment")]
    public void A_SIP_port_that_is_dead_is_a_fault_where_the_exchange_runs(
        bool runs,
        bool? ok,
        string words
    )
    {
        IPEndPoint port;
        using (var closed = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            port = (IPEndPoint)closed.Client.LocalEndPoint!;
        }

        Finding found = SystemParts.Sip(port, runs);
        Assert.Equal(ok, found.Ok);
        Assert.Contains(words, found.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1970, false)]
    [InlineData(2026, true)]
    public void A_clock_that_was_never_set_is_a_fault(int year, bool ok) =>
        Assert.Equal(
            ok,
            SystemParts.Clock(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ok
        );

    private SystemParts Parts() => new(_root.FullName) { Run = Told, IsRoot = true };

    // By its last argument: what systemctl shows, or a copy of the boot state in short.
    private ProgramResult Told(string program, string[] arguments)
    {
        string said = _answers.GetValueOrDefault(arguments[^1], "");
        return program != "/usr/bin/fw_printenv" ? new ProgramResult(0, said, "")
            : said == "gone" ? new ProgramResult(1, "", "no such device\n")
            : said == "broken"
                ? new ProgramResult(0, "", "Warning: Bad CRC, using default environment\n")
            : new ProgramResult(
                0,
                "BOOT_ORDER=A B\n" + string.Concat(said.Split(' ').Select(Line)),
                ""
            );
    }

    private static string Line(string left) => $"BOOT_{left[0]}_LEFT={left[2..]}\n";

    private void Write(string path, string content)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
