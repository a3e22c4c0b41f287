using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace QX200.Update.Parts;

/// <summary>The parts of the box that Linux knows: network, clock, flash, watchdog, its two systems.</summary>
/// <param name="root">Folder that /proc, /sys, /dev and /data are looked for in.</param>
internal sealed class SystemParts(string root)
{
    private const double LeastFree = 0.1;

    private readonly UpdatePlaces _places = new(root);

    private static readonly Finding s_notTheAppliance = Finding.NotTried(
        "this is not the appliance"
    );

    /// <summary>Runs a program with its arguments.</summary>
    public Func<string, string[], ProgramResult> Run { get; init; } =
        static (program, arguments) => Rauc.Run(program, arguments, static _ => { });

    public bool IsRoot { get; init; } = Environment.IsPrivilegedProcess;

    /// <param name="sip">The exchange's own port.</param>
    /// <param name="exchangeRuns">Whether it should answer there.</param>
    public IReadOnlyList<PartCheck> Checks(TimeProvider clock, IPEndPoint sip, bool exchangeRuns) =>
        [
            new("network", Network),
            new("clock", () => Clock(clock.GetUtcNow())),
            new("data partition", Data),
            new("flash wear", FlashWear),
            new("file system", FileSystem),
            new("watchdog", Watchdog),
            new("systems A and B", Systems),
            new("SIP", () => Sip(sip, exchangeRuns)),
        ];

    public static Finding Clock(DateTimeOffset now) =>
        now.Year >= 2024
            ? Finding.Good(
                now.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
            )
            : Finding.Bad($"it says {now.Year}: no time server has been reached since power came");

    /// <summary>eMMC tells its wear in tenths of its life, for each of its two kinds of cells (JEDEC eMMC 5.0, registers 268 and 269).</summary>
    public Finding FlashWear()
    {
        string? lifeTime = Directory.Exists(At("sys/block"))
            ? Directory
                .GetDirectories(At("sys/block"), "mmcblk*")
                .Select(disk => Path.Combine(disk, "device/life_time"))
                .FirstOrDefault(File.Exists)
            : null;
        if (lifeTime is null)
        {
            return Finding.NotTried("this disk tells nothing of its wear");
        }

        int worst = Text(lifeTime)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(tenth => Convert.ToInt32(tenth.Trim(), 16))
            .DefaultIfEmpty()
            .Max();
        return worst switch
        {
            0 => Finding.NotTried("this disk tells nothing of its wear"),
            <= 8 => Finding.Good($"up to {worst * 10} % of its life is used"),
            _ => Finding.Bad($"{worst * 10} % of its life is used: replace the box's disk soon"),
        };
    }

    /// <summary>Errors that ext4 has counted since the data partition was made.</summary>
    public Finding FileSystem()
    {
        string folder = At("sys/fs/ext4");
        string[] counts = Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetDirectories(folder)
                    .Select(disk => Path.Combine(disk, "errors_count"))
                    .Where(File.Exists),
            ]
            : [];
        if (counts.Length == 0)
        {
            return Finding.NotTried("no ext4 is mounted here");
        }

        return counts.All(count => Text(count) == "0")
            ? Finding.Good("no error has been counted")
            : Finding.Bad("errors have been counted: switch off and on, the box mends it");
    }

    private Finding Data()
    {
        string state = Text(At("run/qx200-data.state"));
        if (!Directory.Exists(At("data")))
        {
            return Finding.NotTried("there is none on this machine");
        }

        var drive = new DriveInfo(At("data"));
        double free = (double)drive.AvailableFreeSpace / drive.TotalSize;
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{drive.AvailableFreeSpace >> 20} of {drive.TotalSize >> 20} MB free{(state is "" or "good" ? "" : $", {state} at the last start")}"
        );
        return state == "memory" || free < LeastFree ? Finding.Bad(figures) : Finding.Good(figures);
    }

    public Finding Watchdog() =>
        SystemFacts.Slot(_places).Length == 0 ? s_notTheAppliance : new Watchdogs(root, Run).Look();

    public Finding Systems() => new SystemSlots(_places, Run, IsRoot).Look();

    private static Finding Network()
    {
        string[] addresses =
        [
            .. NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(i =>
                    i.OperationalStatus == OperationalStatus.Up
                    && i.NetworkInterfaceType != NetworkInterfaceType.Loopback
                )
                .SelectMany(i =>
                    i.GetIPProperties()
                        .UnicastAddresses.Where(a =>
                            a.Address.AddressFamily == AddressFamily.InterNetwork
                        )
                        .Select(a => $"{i.Name} {a.Address}")
                ),
        ];
        return addresses.Length > 0
            ? Finding.Good(string.Join(", ", addresses))
            : Finding.Bad("no cable, or no address: look at the plug and its lamp");
    }

    public static Finding Sip(IPEndPoint sip, bool exchangeRuns) =>
        SipEcho
            .Answers(sip, TimeSpan.FromSeconds(2), CancellationToken.None)
            .GetAwaiter()
            .GetResult()
            ? Finding.Good($"port {sip.Port} answers")
        : exchangeRuns
            ? Finding.Bad(
                $"port {sip.Port} does not answer although the exchange runs: see what it says (journalctl -u qx200)"
            )
        : Finding.NotTried(
            $"port {sip.Port} does not answer: the exchange does not run at the moment"
        );

    private string At(string path) => Path.Combine(root, path);

    private static string Text(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
