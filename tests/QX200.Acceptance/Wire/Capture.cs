using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Wire;

/// <summary>Records with tcpdump what one exchange sends and receives on loopback, with the kernel's time stamps.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private readonly ExternalProgram _tcpdump;
    private readonly string _file;
    private readonly (int First, int Last) _media;
    private readonly Metronome _metronome;

    private Capture(
        ExternalProgram tcpdump,
        string file,
        (int First, int Last) media,
        Metronome metronome
    )
    {
        _metronome = metronome;
        _tcpdump = tcpdump;
        _file = file;
        _media = media;
    }

    /// <param name="sipPort">The exchange's port for SIP.</param>
    /// <param name="media">The range that its RTP leaves from.</param>
    public static async Task<Capture> Start(string folder, int sipPort, (int First, int Last) media)
    {
        string file = Path.Combine(folder, "capture.pcap");
        var metronome = new Metronome();
        string beats = string.Join(" or ", metronome.Ports.Select(static p => $"port {p}"));
        string filter = string.Create(
            CultureInfo.InvariantCulture,
            $"udp and (port {sipPort} or portrange {media.First}-{media.Last} or {beats})"
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
        return new Capture(tcpdump, file, media, metronome);
    }

    /// <summary>
    /// Ends the capture and sorts out the RTP that the exchange sent, a list of packets for each of its ports, and when
    /// the machine stood still.
    /// </summary>
    public async Task<IReadOnlyList<SentStream>> StreamsSent()
    {
        await _tcpdump.StopByInterrupt(Patience.Soon);
        _metronome.Dispose();
        Datagram[] all = [.. PcapFile.Read(_file)];
        Datagram[] rtp = [.. all.Where(static p => RtpPacket.IsRtp(p.Payload))];
        IEnumerable<double[]> beats = _metronome.Ports.Select(port => Times(all, port));
        IEnumerable<double[]> heard = rtp.Where(p => IsOfMedia(p.Destination))
            .GroupBy(static p => (p.Source, p.Destination))
            .Select(static g => g.Select(static p => p.At).ToArray());
        var hindrances = new Hindrances(beats, heard);
        return
        [
            .. rtp.Where(p => IsOfMedia(p.Source))
                .GroupBy(static p => (p.Source, p.Destination))
                .Select(g => new SentStream(
                    g.Key.Source,
                    g.Key.Destination,
                    [.. g.Select(RtpPacket.Of)]
                )
                {
                    Hindrances = hindrances,
                })
                .OrderBy(static s => s.Packets[0].At),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _metronome.Dispose();
        if (!_tcpdump.HasExited)
        {
            await _tcpdump.StopByInterrupt(Patience.ToEnd);
        }

        await _tcpdump.DisposeAsync();
    }

    private bool IsOfMedia(int port) => port >= _media.First && port <= _media.Last;

    // Without a beat nobody could tell whether the machine stood still.
    private static double[] Times(Datagram[] all, int port)
    {
        double[] times = [.. all.Where(p => p.Source == port).Select(static p => p.At)];
        return times.Length > 1
            ? times
            : throw new InvalidOperationException($"no beats from port {port} were captured");
    }
}
