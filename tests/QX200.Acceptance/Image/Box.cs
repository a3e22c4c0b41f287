using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Image;

/// <param name="Disk">Image file, written to.</param>
/// <param name="Stick">Image of a USB stick that is plugged in; null for none.</param>
/// <param name="WriteLog">Where every write and flush is recorded (QEMU's blklogwrites); null for none.</param>
/// <param name="Steady">
/// Emulated time goes by instructions and not by the wall: a busy test machine makes the box slow, but the box does not
/// notice. Not for calls, which need both clocks to agree.
/// </param>
/// <param name="Cable">Whether the network cable is plugged in.</param>
/// <param name="OldPort">The stick is in a port that the boot loader can read too (EHCI).</param>
/// <param name="Bare">The box is without its board, and nothing says that it is to be simulated.</param>
internal sealed record BoxSetup(
    string Disk,
    string? Stick = null,
    string? WriteLog = null,
    bool Steady = true,
    bool Cable = true,
    bool OldPort = false,
    bool Bare = false
);

/// <summary>A QX200 in QEMU: its serial console as a journal, its technician's door, and its plug to pull.</summary>
internal sealed class Box : IAsyncDisposable
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(20);

    private readonly ExternalProgram _qemu;
    private readonly string _key;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    private Box(ExternalProgram qemu, string key)
    {
        _qemu = qemu;
        _key = key;
    }

    /// <summary>What the serial console says: U-Boot and the kernel.</summary>
    public Journal<string> Serial => _qemu.Output;

    public TimeSpan SinceStart => _sinceStart.Elapsed;

    public int ProcessId => _qemu.Id;

    /// <summary>Plugs it in.</summary>
    /// <param name="folder">Of the whole image test: firmware, device tree and key lie there.</param>
    public static Box Start(string folder, string name, BoxSetup setup)
    {
        List<string> arguments =
        [
            .. "-M virt,gic-version=3,acpi=off -cpu cortex-a53 -m 512 -display none -nodefaults -no-user-config".Split(
                ' '
            ),
            .. setup.Steady ? "-smp 2 -icount shift=1,sleep=on".Split(' ') : ["-smp", "2"],
            "-dtb",
            Path.Combine(folder, setup.Bare ? "bare.dtb" : "box.dtb"),
            "-drive",
            $"if=pflash,format=raw,unit=0,readonly=on,file={Path.Combine(folder, "uboot.pflash")}",
            .. Drive(setup),
            "-device",
            "virtio-blk-device,drive=disk",
            "-device",
            "i6300esb",
            "-action",
            "watchdog=reset",
            "-object",
            "rng-random,id=r0,filename=/dev/urandom",
            "-device",
            "virtio-rng-device,rng=r0",
            "-serial",
            "stdio",
            "-monitor",
            $"unix:{Path.Combine(folder, name + ".monitor")},server=on,wait=off",
        ];
        if (setup.Cable)
        {
            arguments.AddRange([
                "-netdev",
                $"tap,id=n0,ifname={BoxNetwork.Cable},script=no,downscript=no",
                "-device",
                $"virtio-net-device,netdev=n0,mac={BoxNetwork.Mac}",
            ]);
        }

        if (setup.Stick is not null)
        {
            arguments.AddRange([
                "-device",
                setup.OldPort ? "usb-ehci" : "qemu-xhci",
                "-drive",
                $"if=none,id=stick,format=raw,file={setup.Stick}",
                "-device",
                "usb-storage,drive=stick",
            ]);
        }

        return new Box(
            new ExternalProgram(
                name,
                new ProcessStartInfo("nice", ["-n", "19", "qemu-system-aarch64", .. arguments]),
                Path.Combine(folder, name + ".log")
            ),
            Path.Combine(folder, "technician")
        );
    }

    /// <summary>The same box, reached with another key; it must not be disposed of.</summary>
    public Box With(string key) => new(_qemu, key);

    /// <summary>Waits until the technician's door is open.</summary>
    public async Task Reachable(TimeSpan? limit = null)
    {
        TimeSpan until = SinceStart + (limit ?? BootLimit);
        while (SinceStart < until && !_qemu.HasExited)
        {
            if ((await Ask("true", TimeSpan.FromSeconds(60))).Code == 0)
            {
                return;
            }

            await Task.Delay(2000);
        }

        throw new TimeoutException(
            $"the box can't be reached. Its console said last:\n{string.Join('\n', Serial.All.TakeLast(30))}"
        );
    }

    /// <summary>Runs a command on the box that has to succeed.</summary>
    public async Task<string> Does(string command, string? input = null)
    {
        (int code, string output) = await Ask(command, TimeSpan.FromMinutes(15), input);
        return code == 0
            ? output
            : throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"on the box, \"{command}\" ended with {code}: {output}"
                )
            );
    }

    /// <summary>Runs a command on the box; its exit code and all that it said.</summary>
    /// <param name="input">A file that it reads.</param>
    public async Task<(int Code, string Output)> Ask(
        string command,
        TimeSpan limit,
        string? input = null
    )
    {
        string ssh =
            $"ssh -i {_key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=50 -o BatchMode=yes root@{BoxNetwork.Box}";
        using var process = Process.Start(
            new ProcessStartInfo(
                "bash",
                ["-c", $"{ssh} \"$1\" < {input ?? "/dev/null"} 2>&1", "bash", command]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        using var late = new CancellationTokenSource(limit);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, output.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"no answer within {limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Copies a file of the box.</summary>
    public async Task Fetch(string from, string to)
    {
        string text = await Does($"base64 -w 0 {from}");
        await File.WriteAllBytesAsync(to, Convert.FromBase64String(text));
    }

    /// <summary>Waits until a command on the box prints what is expected.</summary>
    public async Task Until(
        string what,
        string command,
        Func<string, bool> expected,
        TimeSpan limit
    )
    {
        TimeSpan until = SinceStart + limit;
        string last = "";
        while (SinceStart < until)
        {
            (int code, last) = await Ask(command, TimeSpan.FromSeconds(120));
            if (code == 0 && expected(last))
            {
                return;
            }

            await Task.Delay(2000);
        }

        throw new TimeoutException(
            $"the box: no {what} within {limit.TotalSeconds:0} s; last: {last}"
        );
    }

    /// <summary>Pulls the plug.</summary>
    public ValueTask PullPlug() => _qemu.DisposeAsync();

    public ValueTask DisposeAsync() => _qemu.DisposeAsync();

    private static string[] Drive(BoxSetup setup) =>
        setup.WriteLog is null
            ? ["-drive", $"if=none,id=disk,format=raw,cache=unsafe,file={setup.Disk}"]
            :
            [
                "-blockdev",
                $"driver=blklogwrites,node-name=disk,file.driver=raw,file.file.driver=file,file.file.filename={setup.Disk},"
                    + $"log.driver=file,log.filename={setup.WriteLog},log-sector-size=512",
            ];
}
