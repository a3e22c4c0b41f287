using QX200.Media;
using QX200.Media.Analog;
using QX200.Media.Codecs;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Media.Analog;

/// <summary>
/// An hour of talk over a whole analog line (G.711, jitter buffer, both ways between two clocks, the device), whose
/// device has a clock that is off.
/// </summary>
public sealed class HourOfDriftTests
{
    private const int Minute = 60 * 100;
    private const int Hour = 60 * Minute;

    // Both sines repeat after so many samples: 440 Hz and 500 Hz at 8 kHz.
    private const int Period = 400;

    [Theory]
    [InlineData(150)]
    [InlineData(-150)]
    public void An_hour_with_a_clock_that_is_off_has_no_click_and_no_growing_delay(int ppm)
    {
        short[] spoken = Sine(500);
        var device = new DriftingDevice(ppm) { Says = at => spoken[at % Period] };
        using var line = new VoiceLine(device);
        line.Use(new VoiceSettings(0, 0, CancelEcho: false));
        line.Turn();
        var heard = new Smoothness(440);
        var said = new Smoothness(500);
        device.Hears = heard.Take;
        byte[][] packets = Packets();
        byte[] up = new byte[160];
        short[] block = new short[160];
        Extent queue = default;
        Extent toDevice = default;
        Extent fromDevice = default;
        int allocating = 0;
        for (int tick = 0; tick < Hour; tick++)
        {
            device.Turn();
            byte[] packet = packets[tick / 2 % packets.Length];
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isFull = line.Listen(Codec.Pcmu, up);
            if (tick % 2 == 0)
            {
                Put(line, packet, (uint)(tick / 2), tick * 10_000L);
            }

            line.Speak(tick * 10_000L);
            allocating += GC.GetAllocatedBytesForCurrentThread() == before ? 0 : 1;
            if (isFull)
            {
                G711.DecodeUlaw(up, block);
                foreach (short sample in block)
                {
                    said.Take(sample);
                }
            }

            if (tick == Minute / 10)
            {
                heard.Begin();
                said.Begin();
            }

            // By then both rates have found the difference of the clocks.
            if (tick > Minute)
            {
                queue.Take(device.Queued);
                toDevice.Take(line.ToDevice.Fill);
                fromDevice.Take(line.FromDevice.Fill);
            }
        }

        // The steps of u-law at this level are 256 high: they are all that is left. A sample left out is 2000.
        Assert.InRange(heard.Worst, 1, 600);
        Assert.InRange(said.Worst, 1, 600);
        Assert.Equal((0L, 0), (device.Slips, line.Restarts));
        Assert.Equal((0L, 0L), (line.ToDevice.Missing, line.FromDevice.Missing));

        // In samples, 8 to a millisecond: at no moment of 59 minutes is any of the three far from where it was.
        AssertWithin(queue, 80, 400);
        AssertWithin(toDevice, 100, 320);
        AssertWithin(fromDevice, 100, 320);

        // A collection that another test causes may close this thread's allocation buffer, once: see Allocated.
        Assert.InRange(allocating, 0, 1);
    }

    private static void AssertWithin(Extent extent, double least, double most)
    {
        Assert.InRange(extent.Least, least, most);
        Assert.InRange(extent.Most, least, most);
        Assert.InRange(extent.Most - extent.Least, 0, 170);
    }

    private static short[] Sine(int hertz) =>
        [
            .. Enumerable
                .Range(0, Period)
                .Select(i => (short)Math.Round(6000 * Math.Sin(2 * Math.PI * hertz * i / 8000))),
        ];

    /// <summary>A sine of 440 Hz without a seam, as the payload of packets that go round.</summary>
    private static byte[][] Packets()
    {
        short[] sine = Sine(440);
        return
        [
            .. Enumerable
                .Range(0, 5)
                .Select(p =>
                {
                    byte[] packet = new byte[RtpPacket.HeaderLength + 160];
                    short[] block =
                    [
                        .. Enumerable.Range(160 * p, 160).Select(i => sine[i % Period]),
                    ];
                    G711.EncodeUlaw(block, packet.AsSpan(RtpPacket.HeaderLength));
                    return packet;
                }),
        ];
    }

    private static void Put(VoiceLine line, byte[] packet, uint number, long now)
    {
        RtpPacket.WriteHeader(
            packet,
            marker: false,
            VoiceSocket.Pcmu,
            (ushort)number,
            number * 160,
            7
        );
        RtpPacket.Parse(packet, out RtpPacket parsed);
        line.Put(packet, parsed, now);
    }

    /// <summary>The least and the most that something was.</summary>
    private struct Extent
    {
        private bool _begun;

        public double Least { get; private set; }

        public double Most { get; private set; }

        public void Take(double value)
        {
            Least = _begun ? Math.Min(Least, value) : value;
            Most = _begun ? Math.Max(Most, value) : value;
            _begun = true;
        }
    }

    /// <summary>How far any sample of a sine is from what the two before it foretell.</summary>
    private sealed class Smoothness(double hertz)
    {
        private readonly double _turn = 2 * Math.Cos(2 * Math.PI * hertz / 8000);
        private double _before;
        private double _last;
        private bool _begun;

        public double Worst { get; private set; }

        public void Begin() => _begun = true;

        public void Take(short sample)
        {
            if (_begun)
            {
                Worst = Math.Max(Worst, Math.Abs(sample - ((_turn * _last) - _before)));
            }

            (_before, _last) = (_last, sample);
        }
    }
}
