using System.Text;
using QX200.Board.Simulated;
using Xunit;

namespace QX200.Tests.Board;

public sealed class CallerIdDisplayTests
{
    [Theory]
    [InlineData(1200, 2200)]
    [InlineData(1300, 2100)]
    public void Name_and_number_are_shown(int mark, int space)
    {
        byte[] message = Message(
            0x80,
            [1, 8, .. "11260830"u8, 7, 8, .. "Park 77:"u8, 2, 3, .. "101"u8]
        );
        Assert.Equal("Park 77: <101>", Shown(Fsk(message, mark, space, 6000)));
        Assert.Equal("Park 77: <101>", Shown(Fsk(message, mark, space, 300)));
    }

    [Fact]
    public void A_number_alone_is_shown_alone()
    {
        Assert.Equal(
            "74950001122",
            Shown(Fsk(Message(0x04, [.. "1126083074950001122"u8]), 1200, 2200, 3000))
        );
        Assert.Equal(
            "Reception",
            Shown(Fsk(Message(0x80, [7, 9, .. "Reception"u8, 4, 1, .. "P"u8]), 1200, 2200, 3000))
        );
    }

    [Fact]
    public void A_message_with_a_wrong_sum_shows_nothing()
    {
        byte[] message = Message(0x80, [2, 3, .. "101"u8]);
        message[4]++;
        Assert.Null(Shown(Fsk(message, 1200, 2200, 3000)));
    }

    [Fact]
    public void Speech_and_tones_show_nothing()
    {
        var random = new Random(4);
        Assert.Null(
            Shown([.. Enumerable.Range(0, 80_000).Select(_ => (short)random.Next(-9000, 9000))])
        );
        Assert.Null(
            Shown([.. Enumerable.Range(0, 80_000).Select(i => (short)(8000 * Math.Sin(i * 0.33)))])
        );
    }

    [Fact]
    public void Noise_20_dB_below_is_borne()
    {
        var random = new Random(5);
        short[] fsk = Fsk(
            Message(0x80, [7, 7, .. "Park 71"u8, 2, 3, .. "112"u8]),
            1200,
            2200,
            4000
        );
        Assert.Equal(
            "Park 71 <112>",
            Shown([.. fsk.Select(s => (short)(s + random.Next(-480, 480)))])
        );
    }

    private static string? Shown(short[] samples)
    {
        var display = new CallerIdDisplay();
        string? shown = null;
        foreach (short[] block in samples.Chunk(80))
        {
            shown = display.Hear(block) ?? shown;
        }

        return shown;
    }

    private static byte[] Message(byte kind, byte[] body)
    {
        byte[] head = [kind, (byte)body.Length, .. body];
        return [.. head, (byte)-head.Sum(b => b)];
    }

    // 300 bits of 0 and 1, 180 bits of 1, then the octets.
    private static short[] Fsk(byte[] message, int mark, int space, double amplitude)
    {
        var bits = new List<bool>();
        for (int i = 0; i < 300; i++)
        {
            bits.Add(i % 2 == 1);
        }

        bits.AddRange(Enumerable.Repeat(true, 180));
        foreach (byte octet in message)
        {
            bits.Add(false);
            for (int i = 0; i < 8; i++)
            {
                bits.Add(((octet >> i) & 1) == 1);
            }

            bits.Add(true);
        }

        bits.AddRange(Enumerable.Repeat(true, 10));
        var samples = new List<short>(Enumerable.Repeat((short)0, 400));
        double phase = 0;
        for (int n = 0; n < bits.Count * 8000 / 1200; n++)
        {
            phase += 2 * Math.PI * (bits[n * 1200 / 8000] ? mark : space) / 8000;
            samples.Add((short)(amplitude * Math.Sin(phase)));
        }

        samples.AddRange(new short[400]);
        return [.. samples];
    }
}
