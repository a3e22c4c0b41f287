using FsCheck.Xunit;
using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Codecs;

public sealed class JitterBufferTests
{
    private const int Packet = 160;
    private readonly JitterBuffer _buffer = new();
    private readonly byte[] _block = new byte[JitterBuffer.Block];

    [Fact]
    public void An_even_stream_comes_out_whole_in_order_after_the_shortest_delay()
    {
        List<byte> heard = Run(packets: 100, arrival: i => i * 20);

        Assert.Equal(20, _buffer.TargetMs);
        Assert.Equal(Numbered(0, heard.Count), heard);
        Assert.InRange(heard.Count, 97 * Packet, 100 * Packet);
    }

    [Fact]
    public void Packets_in_the_wrong_order_and_twice_come_out_right()
    {
        // Pairs swapped, and each packet sent again.
        List<byte> heard = Run(
            packets: 100,
            arrival: i => (i % 2 == 0 ? (i + 1) * 20 : i * 20) + 1,
            copies: 2
        );

        Assert.Equal(Numbered(0, heard.Count), heard);
        Assert.InRange(heard.Count, 95 * Packet, 100 * Packet);
    }

    [Fact]
    public void The_delay_grows_with_the_jitter_and_shrinks_when_it_is_over()
    {
        var random = new Random(7);
        Run(packets: 200, arrival: i => (i * 20) + random.Next(80));
        Assert.InRange(_buffer.TargetMs, 70, 110);

        Run(packets: 1500, arrival: i => i * 20, from: 200);
        Assert.InRange(_buffer.TargetMs, 20, 30);
    }

    [Fact]
    public void The_delay_never_exceeds_200_ms()
    {
        var random = new Random(8);
        Run(packets: 300, arrival: i => (i * 20) + random.Next(600));
        Assert.InRange(_buffer.TargetMs, 150, 200);
    }

    [Fact]
    public void A_lost_packet_is_reported_as_lost_and_the_next_one_comes_at_its_time()
    {
        int lost = 0;
        List<byte> heard = Run(
            packets: 50,
            arrival: i => i == 25 ? -1 : i * 20,
            onLost: () => lost++
        );

        Assert.Equal(2, lost);
        Assert.Equal(
            Numbered(0, 25 * Packet).Concat(Numbered(26, heard.Count - (25 * Packet))),
            heard
        );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    public void Any_packet_length_gives_the_same_sound(int ptime)
    {
        List<byte> heard = Run(packets: 2000 / ptime, arrival: i => i * ptime, length: ptime * 8);
        Assert.Equal(Numbered(0, heard.Count, ptime * 8), heard);
        Assert.InRange(heard.Count, (2000 - 150) * 8, 2000 * 8);
    }

    [Fact]
    public void A_new_source_and_a_restarted_clock_are_followed_at_once()
    {
        Run(packets: 20, arrival: i => i * 20);
        List<byte> other = Run(
            packets: 20,
            arrival: i => i * 20,
            from: 20,
            ssrc: 2,
            timestampShift: 5_000_000
        );
        Assert.Equal(1, _buffer.Jumps);
        Assert.InRange(other.Count, 15 * Packet, 23 * Packet);

        List<byte> back = Run(
            packets: 20,
            arrival: i => i * 20,
            from: 40,
            ssrc: 2,
            timestampShift: 4_999_000
        );
        Assert.Equal(2, _buffer.Jumps);
        Assert.InRange(back.Count, 15 * Packet, 23 * Packet);
    }

    [Fact]
    public void After_a_pause_of_the_sender_sound_goes_on_without_more_delay_than_before()
    {
        Run(packets: 50, arrival: i => i * 20);
        // Silence suppressed for 400 ms: the timestamps go on with the clock.
        List<byte> heard = Run(packets: 50, arrival: i => i * 20, from: 70);

        Assert.Equal(0, _buffer.Jumps);
        Assert.Equal(
            Numbered(48, 2 * Packet).Skip(80).Concat(Numbered(70, heard.Count - 240)),
            heard
        );
        Assert.InRange(heard.Count, 46 * Packet, 50 * Packet);
    }

    [Fact]
    public void A_timestamp_may_wrap()
    {
        List<byte> heard = Run(
            packets: 100,
            arrival: i => i * 20,
            timestampShift: uint.MaxValue - 5000
        );
        Assert.Equal(0, _buffer.Jumps);
        Assert.Equal(Numbered(0, heard.Count), heard);
        Assert.InRange(heard.Count, 97 * Packet, 100 * Packet);
    }

    [Property]
    public void Any_packets_at_any_time_do_no_harm(int[] timestamps, byte[] lengths, short[] delays)
    {
        var buffer = new JitterBuffer();
        long now = 0;
        for (int i = 0; i < timestamps.Length; i++)
        {
            int length = lengths.Length == 0 ? 160 : lengths[i % lengths.Length] * 17;
            now += delays.Length == 0 ? 20_000 : Math.Abs((int)delays[i % delays.Length]) * 100;
            buffer.Put(new byte[length], (ushort)i, (uint)timestamps[i], (uint)(i % 3), now);
            buffer.Take(_block, now);
            Assert.InRange(buffer.TargetMs, 20, 200);
        }
    }

    /// <summary>
    /// Plays packets in at their times (milliseconds; below zero: lost) and takes 10 ms out every 10 ms for as long as
    /// packets come; returns what was heard. Each packet holds the low byte of its number.
    /// </summary>
    private List<byte> Run(
        int packets,
        Func<int, int> arrival,
        int from = 0,
        int length = Packet,
        int copies = 1,
        uint ssrc = 1,
        uint timestampShift = 0,
        Action? onLost = null
    )
    {
        var arrivals = Enumerable
            .Range(from, packets)
            .Select(i => (Number: i, At: arrival(i)))
            .Where(p => p.At >= 0)
            .OrderBy(p => p.At)
            .ToList();
        var heard = new List<byte>();
        int next = 0;
        for (int now = arrival(from); now <= arrivals[^1].At; now += 10)
        {
            for (; next < arrivals.Count && arrivals[next].At <= now; next++)
            {
                int i = arrivals[next].Number;
                byte[] payload = Enumerable.Repeat((byte)i, length).ToArray();
                for (int c = 0; c < copies; c++)
                {
                    uint timestamp = unchecked((uint)(i * length) + timestampShift);
                    _buffer.Put(payload, (ushort)i, timestamp, ssrc, arrivals[next].At * 1000L);
                }
            }

            Supply supply = _buffer.Take(_block, now * 1000L);
            if (supply == Supply.Sound)
            {
                heard.AddRange(_block);
            }
            else if (supply == Supply.Lost && heard.Count > 0)
            {
                onLost?.Invoke();
            }
        }

        return heard;
    }

    // What packets from this number on sound like, one after another.
    private static IEnumerable<byte> Numbered(int from, int octets, int length = Packet) =>
        Enumerable.Range(0, octets).Select(i => (byte)(from + (i / length)));
}
