using QX200.Media;
using QX200.Media.Analog;
using QX200.Tests.Media.Codecs;
using QX200.Tests.Media.Engine;
using Xunit;

namespace QX200.Tests.Media.Analog;

/// <summary>The sound of an analog line between packets and a device whose clock is not ours.</summary>
public sealed class VoiceLineTests
{
    [Fact]
    public void The_hybrids_echo_is_taken_out_of_what_is_said()
    {
        double with = EchoLevel(cancel: true, speaks: 0);
        double without = EchoLevel(cancel: false, speaks: 0);
        Assert.InRange(without - with, 30, 200);
    }

    [Fact]
    public void Who_speaks_meanwhile_is_heard_as_he_speaks() =>
        Assert.InRange(EchoLevel(cancel: true, speaks: 9000) - Level(9000), -1.5, 1.5);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(6, -6)]
    [InlineData(-12, 12)]
    public void Gains_count_in_dB(int hear, int speak)
    {
        var device = new DriftingDevice(0)
        {
            Says = static at => 1000 * Math.Sin(2 * Math.PI * 500 * at / 8000),
        };
        var heard = new List<short>();
        device.Hears = heard.Add;
        using var line = new VoiceLine(device);
        line.Use(new VoiceSettings(hear, speak, CancelEcho: false));
        line.Turn();
        List<short> said = Run(
            line,
            device,
            ticks: 100,
            i => 1000 * Math.Sin(2 * Math.PI * 440 * i / 8000)
        );
        Assert.InRange(Waves.Dbfs([.. heard[^800..]]) - Level(1000), hear - 0.5, hear + 0.5);
        Assert.InRange(Waves.Dbfs([.. said[^800..]]) - Level(1000), speak - 0.5, speak + 0.5);
    }

    [Fact]
    public void A_device_that_slipped_is_begun_anew_and_goes_on()
    {
        var device = new DriftingDevice(0);
        var heard = new List<short>();
        device.Hears = heard.Add;
        using var line = new VoiceLine(device);
        line.Turn();
        Run(line, device, ticks: 50, static _ => 1000);
        for (int i = 0; i < 20; i++)
        {
            device.Turn();
        }

        Assert.True(device.Slips > 0);
        Run(line, device, ticks: 50, static _ => 1000, from: 50);
        Assert.True(line.Restarts > 0);
        Assert.InRange(heard[^1], 900, 1100);
    }

    [Fact]
    public void A_tick_allocates_nothing()
    {
        var device = new DriftingDevice(100);
        using var line = new VoiceLine(device);
        line.Turn();
        byte[] up = new byte[160];
        byte[] down = new byte[172];
        uint packet = 0;
        Assert.Equal(
            0,
            Allocated.AtLeast(
                device.Turn,
                () =>
                {
                    long now = packet * 10_000;
                    line.Listen(Codec.Pcma, up);
                    if (packet % 2 == 0)
                    {
                        Put(line, down, packet / 2, now);
                    }

                    line.Speak(now);
                    packet++;
                }
            )
        );
    }

    private static double Level(double amplitude) =>
        20 * Math.Log10(amplitude / Math.Sqrt(2) / 32768);

    /// <summary>The level of what comes from a telephone that gives a third of what it hears back.</summary>
    /// <param name="speaks">How loud a voice at the telephone is in the last second.</param>
    private static double EchoLevel(bool cancel, double speaks)
    {
        var device = new DriftingDevice(0)
        {
            Echo = (0.3, 20),
            Says = at => at < 40_000 ? 0 : speaks * Math.Sin(2 * Math.PI * 500 * at / 8000),
        };
        using var line = new VoiceLine(device);
        line.Use(new VoiceSettings(0, 0, cancel));
        line.Turn();
        var random = new Random(3);
        double smooth = 0;
        List<short> said = Run(
            line,
            device,
            ticks: 600,
            _ => smooth = (0.7 * smooth) + (random.NextDouble() * 8000) - 4000
        );
        return Waves.Dbfs([.. said[^8000..]]);
    }

    private static List<short> Run(
        VoiceLine line,
        DriftingDevice device,
        int ticks,
        Func<int, double> sound,
        int from = 0
    )
    {
        var said = new List<short>();
        byte[] up = new byte[160];
        byte[] down = new byte[172];
        short[] block = new short[160];
        int at = 0;
        for (int tick = from; tick < from + ticks; tick++)
        {
            device.Turn();
            if (line.Listen(Codec.Pcmu, up))
            {
                QX200.Media.Codecs.G711.DecodeUlaw(up, block);
                said.AddRange(block);
            }

            if (tick % 2 == 0)
            {
                for (int i = 0; i < 160; i++)
                {
                    block[i] = (short)sound(at++);
                }

                QX200.Media.Codecs.G711.EncodeUlaw(block, down.AsSpan(12));
                Put(line, down, (uint)(tick / 2), tick * 10_000L);
            }

            line.Speak(tick * 10_000L);
        }

        return said;
    }

    private static void Put(VoiceLine line, byte[] packet, uint number, long now)
    {
        QX200.Rtp.RtpPacket.WriteHeader(
            packet,
            marker: false,
            VoiceSocket.Pcmu,
            (ushort)number,
            number * 160,
            7
        );
        QX200.Rtp.RtpPacket.Parse(packet, out QX200.Rtp.RtpPacket parsed);
        line.Put(packet, parsed, now);
    }
}

/// <summary>Two analog lines in the engine.</summary>
public sealed class TwoLinesTests
{
    [Fact]
    public void What_one_says_the_other_hears_and_music_and_a_stream_that_is_not_connected_stay_away()
    {
        var devices = new DriftingDevice[]
        {
            new(0) { Says = static _ => 3000 },
            new(0) { Says = static _ => -3000 },
        };
        short[] last = new short[2];
        devices[0].Hears = s => last[0] = s;
        devices[1].Hears = s => last[1] = s;
        using var bench = new EngineBench(devices);
        bench.Engine.SetVoice(0, new VoiceSettings(0, 0, CancelEcho: false));
        bench.Engine.SetVoice(1, new VoiceSettings(0, 0, CancelEcho: false));
        StreamId one = Open(bench, 0);
        StreamId two = Open(bench, 1);
        bench.Engine.Hear(one, Source.Peer(two));
        bench.Engine.Hear(two, Source.Peer(one));
        Run(bench, devices, 100);
        Assert.InRange(last[0], -3100, -2900);
        Assert.InRange(last[1], 2900, 3100);

        // Line 1 turns to another call: the first one hears nothing of it any more.
        StreamId other = Open(bench, 0);
        Run(bench, devices, 100);
        Assert.InRange(last[0], -10, 10);
        Assert.InRange(last[1], -10, 10);
        bench.Engine.Connect(0, one);
        Run(bench, devices, 100);
        Assert.InRange(last[1], 2900, 3100);
        bench.Engine.Close(other);
        bench.Engine.Close(one);
        bench.Engine.Close(two);
        Run(bench, devices, 300);
        Assert.False(devices[0].IsRunning);
        Assert.Equal(0, bench.Engine.OpenStreams);
    }

    private static StreamId Open(EngineBench bench, int line)
    {
        Assert.True(bench.Engine.TryOpenVoice(line, out StreamId id));
        bench.Engine.ConfigureVoice(id, Codec.Pcma, listenForTones: true);
        bench.Engine.Connect(line, id);
        return id;
    }

    private static void Run(EngineBench bench, DriftingDevice[] devices, int ticks)
    {
        bench.Engine.Pump.RunCommands();
        for (int i = 0; i < ticks; i++)
        {
            bench.Turn();
            devices[0].Turn();
            devices[1].Turn();
            bench.Engine.Pump.RunTicks(bench.Engine.Pump.Now);
        }
    }
}
