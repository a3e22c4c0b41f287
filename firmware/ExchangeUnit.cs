using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Update;

namespace QX200;

/// <summary>
/// The unit of systemd that the exchange runs in, for the self-test, which needs the board to itself for some minutes.
/// </summary>
/// <param name="run">Runs a program with its arguments.</param>
internal sealed class ExchangeUnit(Func<string, string[], ProgramResult> run)
{
    private const string Unit = "qx200.service";
    private const string Trial = "qx200-trial.service";

    /// <summary>Starts the exchange whatever becomes of the self-test.</summary>
    private const string Guard = "qx200-after-selftest";
    private const string GuardTime = "20min";

    public static ExchangeUnit OfTheMachine { get; } =
        new(static (program, arguments) => Rauc.Run(program, arguments, static _ => { }));

    public bool Runs => IsActive(Unit);

    /// <summary>The system is on trial: without its exchange it would be taken for sick, and the box started again.</summary>
    public bool IsOnTrial => IsActive(Trial);

    /// <summary>Stops it, with its calls. A sentence where that can't be.</summary>
    public string? Stop()
    {
        run(
            "systemd-run",
            [
                "--no-ask-password",
                "--quiet",
                "--collect",
                $"--unit={Guard}",
                $"--on-active={GuardTime}",
                "systemctl",
                "start",
                Unit,
            ]
        );
        ProgramResult stopped = run("systemctl", ["--no-ask-password", "stop", Unit]);
        if (stopped.Code == 0)
        {
            return null;
        }

        // A systemctl that was interrupted may have stopped it all the same.
        _ = Start();
        return $"the exchange can't be stopped: {FirstLine(stopped)}";
    }

    /// <summary>Starts it and waits until it takes calls. A sentence where it does not come back.</summary>
    public string? Start()
    {
        ProgramResult started = run("systemctl", ["--no-ask-password", "start", Unit]);
        LetGuardGo();
        return started.Code == 0
            ? null
            : $"the exchange does not start again: {FirstLine(started)} (journalctl -u qx200)";
    }

    /// <summary>Calls that are up, parked ones too, as the exchange counts them at its metrics; null where it does not tell.</summary>
    public static int? Calls(IPEndPoint web)
    {
        try
        {
            bool any = web.Address.Equals(IPAddress.Any) || web.Address.Equals(IPAddress.IPv6Any);
            IPAddress address = any ? IPAddress.Loopback : web.Address;
            using var client = new TcpClient(address.AddressFamily)
            {
                ReceiveTimeout = 3000,
                SendTimeout = 3000,
            };
            client.Connect(new IPEndPoint(address, web.Port));
            using NetworkStream stream = client.GetStream();
            stream.Write("GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n"u8);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return Count(reader.ReadToEnd());
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>The figure of <c>qx200_calls</c> in the text of the metrics.</summary>
    public static int? Count(string metrics) =>
        metrics
            .Split('\n')
            .Where(static line => line.StartsWith("qx200_calls ", StringComparison.Ordinal))
            .Select(static line =>
                int.TryParse(
                    line["qx200_calls ".Length..],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int calls
                )
                    ? (int?)calls
                    : null
            )
            .FirstOrDefault();

    private void LetGuardGo() => run("systemctl", ["--no-ask-password", "stop", $"{Guard}.timer"]);

    // One that is about to be started again after a fault counts: it would come in between.
    private bool IsActive(string unit) =>
        run("systemctl", ["is-active", unit]).Output.Trim()
            is "active"
                or "activating"
                or "reloading"
                or "deactivating";

    private static string FirstLine(ProgramResult result) =>
        result
            .Errors.Split(
                '\n',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
            .FirstOrDefault($"systemctl ended with {result.Code}");
}
