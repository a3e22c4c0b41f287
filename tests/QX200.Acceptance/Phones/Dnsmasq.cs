using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Phones;

/// <summary>A DNS server on 127.0.0.1 that knows the records of one test: Debian's dnsmasq.</summary>
internal sealed class Dnsmasq : IAsyncDisposable
{
    private readonly ExternalProgram _program;

    private Dnsmasq(ExternalProgram program) => _program = program;

    /// <summary>What it was asked and what it answered, line by line.</summary>
    public Journal<string> Asked => _program.Errors;

    /// <param name="records">As its options, such as <c>srv-host=_sip._udp.example.net,a.example.net,5060,1,0</c>.</param>
    public static async Task<Dnsmasq> Start(string folder, int port, params string[] records)
    {
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(
            "/usr/sbin/dnsmasq",
            [
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--log-queries",
                "--log-facility=-",
                "--user=",
                "--group=",
                "--pid-file=",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
                .. records.Select(static r => $"--{r}"),
            ]
        );
        var program = new ExternalProgram("dnsmasq", start, Path.Combine(folder, "dnsmasq.log"));
        await program.Errors.Take(
            "the start",
            static line => line.Contains("started, version", StringComparison.Ordinal),
            Patience.Soon
        );
        return new Dnsmasq(program);
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)_program.StopByTerm(Patience.ToEnd)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing
        );
        await _program.DisposeAsync();
    }
}
