using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Runtime;

namespace QX200.Benchmarks;

/// <summary>
/// A music packet against its floor: the engine's ticks over 200 parked calls on real sockets, and a bare sendto loop
/// over the same number of sockets to the same place, turn by turn in one run. The clock is turned by hand, so both
/// run as fast as they can.
/// </summary>
internal static class MediaFloor
{
    private const int Calls = 200;
    private const int PacketsEach = 250;
    private const int Rounds = 15;
    private const double Most = 1.5;

    public static int Run()
    {
        // Nobody reads: packets that find the buffer full cost both sides the same.
        using var sink = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sink.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var target = (IPEndPoint)sink.LocalEndPoint!;
        var clock = new FakeTimeProvider();
        using var loop = new SignalLoop(clock, NullLogger.Instance);
        using var ports = new LinuxPorts();
        MediaPump pump = Park(ports, loop, target);
        int[] sockets = Sockets(ports);

        long tick = 0;
        Music(pump, ref tick);
        Bare(sockets, PeerAddress.From(target));
        var music = new List<double>();
        var bare = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            music.Add(Music(pump, ref tick));
            bare.Add(Bare(sockets, PeerAddress.From(target)));
        }

        pump.CloseAll();
        Array.ForEach(sockets, ports.Close);
        double ratio = Median([.. music.Zip(bare, (m, b) => m / b)]);
        Console.WriteLine(
            $"music packet {Median(music):0} ns, bare sendto {Median(bare):0} ns, ratio {ratio:0.00} (at most {Most})"
        );
        return ratio <= Most ? 0 : 1;
    }

    private static MediaPump Park(LinuxPorts ports, SignalLoop loop, IPEndPoint target)
    {
        byte[] tune = new byte[64_000];
        var engine = new MediaEngine(
            new MediaOptions { PortMin = 26_000, PortMax = 27_999 },
            new SoundLibrary([new Sound(tune, tune, tune)], new Dictionary<ToneId, Sound>()),
            loop,
            ports
        );
        for (int i = 0; i < Calls; i++)
        {
            ParkedRun.Park(engine, target);
        }

        engine.Pump.RunCommands();
        return engine.Pump;
    }

    private static int[] Sockets(LinuxPorts ports)
    {
        int[] sockets = new int[Calls];
        for (int i = 0; i < Calls; i++)
        {
            if (!ports.TryBind(IPAddress.Loopback, 28_000 + i, out sockets[i]))
            {
                throw new InvalidOperationException($"port {28_000 + i} is taken");
            }
        }

        return sockets;
    }

    private static double Music(MediaPump pump, ref long tick)
    {
        long before = pump.Tally.Copy().PacketsOut;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 2 * PacketsEach; i++)
        {
            pump.RunTicks(++tick * MediaPump.TickUs);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        return took.TotalNanoseconds / (pump.Tally.Copy().PacketsOut - before);
    }

    private static unsafe double Bare(int[] sockets, PeerAddress target)
    {
        byte* packet = stackalloc byte[172];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < PacketsEach; i++)
        {
            foreach (int socket in sockets)
            {
                _ = Libc.SendTo(socket, packet, 172, Libc.DontWait, &target, target.Length);
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / (PacketsEach * sockets.Length);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
