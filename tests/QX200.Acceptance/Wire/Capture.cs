using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Wire;

/// <summary>Records with tcpdump what one exchange sends and receives on loopback, with the kernel's time stamps.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private readonly ExternalProgram _tcpdump;
    private readonly string _file;
    private readonly (int First, int Last) _media;

    private Capture(ExternalProgram tcpdump, string file, (int First, int Last) media)
    {
        _tcpdump = tcpdump;
        _file = file;
        _media = media;
    }

    /// <param name="sipPort">The exchange's port for SIP.</param>
    /// <param name="media">The range that its RTP leaves from.</param>
    public static async Task<Capture> Start(string folder, int sipPort, (int First, int Last) media)
    {
        string file = Path.Combine(folder, "capture.pcap");
        string filter = string.Create(
            CultureInfo.InvariantCulture,
            $"udp and (port {sipPort} or portrange {media.First}-{media.Last})"
        );
        var start = new ProcessStartInfo(
            "tcpdump",
            [
                "-i",
                "lo",
                "-n",
                "-U",
                "--immediate-mode",
                "-Z",
                "root",
                "-B",
                "16384",
                "-w",
                file,
                filter,
            ]
        );
        var tcpdump = new ExternalProgram("tcpdump", start, Path.Combine(folder, "tcpdump.log"));
        await tcpdump.Errors.Take(
            "word that it listens",
            line => line.Contains("listening on", StringComparison.Ordinal),
            Patience.Soon
        );
        return new Capture(tcpdump, file, media);
    }

    /// <summary>Ends the capture and sorts out the RTP that the exchange sent, a list of packets for each of its ports.</summary>
    public async Task<IReadOnlyList<SentStream>> StreamsSent()
    {
        await _tcpdump.StopByInterrupt(Patience.ToEnd);
        return
        [
            .. PcapFile
                .Read(_file)
                .Where(p => p.Source >= _media.First && p.Source <= _media.Last)
                .Where(p => RtpPacket.IsRtp(p.Payload))
                .GroupBy(p => (p.Source, p.Destination))
                .Select(g => new SentStream(
                    g.Key.Source,
                    g.Key.Destination,
                    [.. g.Select(RtpPacket.Of)]
                ))
                .OrderBy(s => s.Packets[0].At),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_tcpdump.HasExited)
        {
            await _tcpdump.StopByInterrupt(Patience.ToEnd);
        }

        await _tcpdump.DisposeAsync();
    }
}
