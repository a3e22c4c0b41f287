using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using QX200.Runtime;

namespace QX200.Benchmarks;

/// <summary>
/// Parked calls with music on the real thread and real sockets, and a receiver that counts: every packet that was
/// due must have been sent, and every packet sent must have come, in order.
/// </summary>
internal static class ParkedRun
{
    private const int Sinks = 50;

    /// <param name="numbers">Calls and seconds; 1000 and 60 where they are not given.</param>
    public static int Run(string[] numbers)
    {
        int calls = numbers.Length > 0 ? int.Parse(numbers[0]) : 1000;
        int seconds = numbers.Length > 1 ? int.Parse(numbers[1]) : 60;
        using ILoggerFactory log = LoggerFactory.Create(b => b.AddConsole());
        using var loop = new SignalLoop(TimeProvider.System, log.CreateLogger("signal"));
        byte[] tune = new byte[64_000];
        var engine = new MediaEngine(
            new MediaOptions
            {
                PortMin = 26_000,
                PortMax = 26_000 + (4 * calls),
                Capacity = calls,
            },
            new SoundLibrary([new Sound(tune, tune, tune)], new Dictionary<ToneId, Sound>()),
            loop,
            log
        );
        using var receiver = new Receiver();
        engine.Start();
        for (int i = 0; i < calls; i++)
        {
            Park(engine, receiver.Targets[i % Sinks]);
        }

        Thread.Sleep(2000);
        (long sent, double cpu) = (engine.Counters.PacketsOut, MediaThreadSeconds());
        long start = Stopwatch.GetTimestamp();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        sent = engine.Counters.PacketsOut - sent;
        cpu = MediaThreadSeconds() - cpu;
        MediaCounters counters = engine.Counters;
        engine.Stop();
        Thread.Sleep(200);
        receiver.Stop();

        // The run is cut at any moment of a tick, so the rate may be off by a packet a call and no more.
        double due = took * 50 * calls;
        bool all = receiver.Missing == 0 && counters.PacketsOut == receiver.Received;
        all &= counters.SkippedTicks == 0 && Math.Abs(sent - due) <= calls;
        Console.WriteLine(
            $"{calls} parked calls, {took:0.0} s: due {due:0}, sent {sent}; over all sent {counters.PacketsOut}, "
                + $"received {receiver.Received}, missing {receiver.Missing}; "
                + $"late ticks {counters.LateTicks}, skipped {counters.SkippedTicks}, refused {counters.SendErrors}; "
                + $"media thread {100 * cpu / took:0.0} % of a core, {1e6 * cpu / sent:0.00} us a packet, "
                + $"longest gap of a stream {receiver.LongestGapMs:0} ms"
        );
        return all ? 0 : 1;
    }

    /// <summary>Opens one parked call whose peer takes its sound at <paramref name="target"/>.</summary>
    public static void Park(MediaEngine engine, IPEndPoint target)
    {
        if (!engine.TryOpen(IPAddress.Loopback, out StreamId id, out _))
        {
            throw new InvalidOperationException("out of ports");
        }

        engine.Configure(
            id,
            new StreamFormat
            {
                Codec = Codec.Pcma,
                SendPayload = 8,
                Receive = PayloadMap.Empty.With(Codec.Pcma, 8),
                Remote = target,
            }
        );
        engine.Hear(id, Source.Music(0));
    }

    private static double MediaThreadSeconds()
    {
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            if (File.ReadAllText($"{task}/comm").Trim() == "media")
            {
                string stat = File.ReadAllText($"{task}/stat");
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return (long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0;
            }
        }

        return 0;
    }

    /// <summary>Takes packets at many sockets and follows each stream's numbers.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly LinuxPorts _ports = new();
        private readonly EpollSet _epoll = new();
        private readonly ReceiveBatch _batch = new(64, 512);
        private readonly Dictionary<uint, (ushort Sequence, long At)> _streams = [];
        private readonly Thread _thread;
        private volatile bool _stop;

        public Receiver()
        {
            for (int i = 0; i < Sinks; i++)
            {
                int port = 24_000 + (2 * i);
                if (!_ports.TryBind(IPAddress.Loopback, port, out int socket))
                {
                    throw new InvalidOperationException($"port {port} is taken");
                }

                Widen(socket);
                _epoll.Add(socket, socket);
                Targets.Add(new IPEndPoint(IPAddress.Loopback, port));
            }

            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public List<IPEndPoint> Targets { get; } = [];

        public long Received { get; private set; }

        public long Missing { get; private set; }

        public double LongestGapMs { get; private set; }

        public void Stop()
        {
            // A last packet wakes the thread; it is no RTP and counts for nothing.
            _stop = true;
            using var bell = new UdpClient();
            bell.Send([0], 1, Targets[0]);
            _thread.Join();
        }

        public void Dispose()
        {
            _epoll.Dispose();
            _ports.Dispose();
        }

        private static unsafe void Widen(int socket)
        {
            int bytes = 4 << 20;
            _ = Libc.SetOption(socket, Libc.LevelSocket, Libc.ReceiveBuffer, &bytes, sizeof(int));
        }

        private void Run()
        {
            while (!_stop)
            {
                int ready = _epoll.Wait();
                for (int i = 0; i < ready; i++)
                {
                    int count = _batch.Receive((int)_epoll[i]);
                    long now = Stopwatch.GetTimestamp();
                    for (int packet = 0; packet < count; packet++)
                    {
                        Take(_batch[packet], now);
                    }
                }
            }
        }

        private void Take(ReadOnlySpan<byte> datagram, long now)
        {
            if (RtpPacket.Parse(datagram, out RtpPacket packet) != RtpRejection.None)
            {
                return;
            }

            Received++;
            if (_streams.TryGetValue(packet.Ssrc, out (ushort Sequence, long At) last))
            {
                Missing += (ushort)(packet.Sequence - last.Sequence - 1);
                LongestGapMs = Math.Max(
                    LongestGapMs,
                    Stopwatch.GetElapsedTime(last.At, now).TotalMilliseconds
                );
            }

            _streams[packet.Ssrc] = (packet.Sequence, now);
        }
    }
}
