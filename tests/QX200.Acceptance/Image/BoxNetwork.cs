using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Image;

/// <summary>
/// The office that the box stands in: a cable (a tap device of this network namespace) and a DHCP server at its other end.
/// </summary>
internal sealed class BoxNetwork : IAsyncDisposable
{
    public const string Cable = "qxtap0";
    public const string Office = "10.77.0.1";
    public const string Box = "10.77.0.2";

    /// <summary>The office's address among those that take one themselves.</summary>
    public const string OfficeWithoutDhcp = "169.254.77.1";
    public const string Mac = "52:54:00:51:58:02";

    private ExternalProgram? _dhcp;

    public static async Task<BoxNetwork> Start(string folder, bool dhcp = true)
    {
        await Run("ip", "tuntap", "add", "dev", Cable, "mode", "tap");
        await Run("ip", "address", "add", $"{Office}/24", "dev", Cable);
        await Run("ip", "address", "add", $"{OfficeWithoutDhcp}/16", "dev", Cable);
        await Run("ip", "link", "set", Cable, "up");
        var network = new BoxNetwork();
        if (dhcp)
        {
            network.StartDhcp(folder);
        }

        return network;
    }

    public async ValueTask DisposeAsync()
    {
        if (_dhcp is not null)
        {
            await _dhcp.DisposeAsync();
        }

        await Run("ip", "link", "delete", Cable);
    }

    /// <summary>Runs a program that has to succeed.</summary>
    public static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        string said = await errors;
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {said}"
                )
            );
    }

    private void StartDhcp(string folder) =>
        _dhcp = new ExternalProgram(
            "dnsmasq",
            new ProcessStartInfo(
                "dnsmasq",
                [
                    "--keep-in-foreground",
                    "--no-resolv",
                    "--no-hosts",
                    "--port=0",
                    "--user=root",
                    "--log-dhcp",
                    "--log-facility=-",
                    $"--interface={Cable}",
                    "--bind-interfaces",
                    $"--dhcp-range={Box},10.77.0.99,255.255.255.0,12h",
                    $"--dhcp-host={Mac},{Box}",
                    $"--dhcp-leasefile={Path.Combine(folder, "leases")}",
                ]
            ),
            Path.Combine(folder, "dnsmasq.log")
        );
}
