using QX200.Media.Analog;
using Xunit;

namespace QX200.Tests.Media.Analog;

/// <summary>Two clocks that differ, both ways; <see cref="HourOfDriftTests"/> has the hour.</summary>
public sealed class DriftBufferTests
{
    private const double Hertz = 440;
    private const double Amplitude = 8000;
    private const int Minute = 60 * 100;

    [Theory]
    [InlineData(100, 10)]
    [InlineData(-100, 10)]
    [InlineData(350, 10)]
    [InlineData(-350, 10)]
    public void There_is_no_click_and_the_delay_does_not_grow(int ppm, int minutes)
    {
        var buffer = new DriftBuffer();
        short[] block = new short[80];
        short[] heard = new short[96];
        double phase = 0;
        double owed = 0;
        double before = 0;
        double last = 0;
        double worst = 0;
        double least = double.MaxValue;
        double most = 0;
        for (int tick = 0; tick < minutes * Minute; tick++)
        {
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = (short)(Amplitude * Math.Sin(phase));
                phase += 2 * Math.PI * Hertz / 8000;
            }

            buffer.Write(block);

            // The other side takes what its own clock makes of 10 ms.
            owed += 80 * (1 + (ppm * 1e-6));
            int count = (int)owed;
            owed -= count;
            buffer.Read(heard.AsSpan(0, count));
            if (tick < 500)
            {
                (before, last) = (heard[count - 2], heard[count - 1]);
                continue;
            }

            // Of a sine each sample follows from the two before it; a click is what does not.
            double turn = 2 * Math.Cos(2 * Math.PI * Hertz / 8000);
            foreach (short sample in heard.AsSpan(0, count))
            {
                worst = Math.Max(worst, Math.Abs(sample - ((turn * last) - before)));
                (before, last) = (last, sample);
            }

            if (tick > 6000)
            {
                least = Math.Min(least, buffer.Fill);
                most = Math.Max(most, buffer.Fill);
            }
        }

        // Rounding of three samples is 2; a sample left out would be some 2700.
        Assert.InRange(worst, 0, 8);
        Assert.Equal((0, 0), (buffer.Restarts, buffer.Missing));
        Assert.InRange(most - least, 0, 100);
        Assert.InRange(buffer.Rate, 1 - (ppm * 1e-6) - 20e-6, 1 - (ppm * 1e-6) + 20e-6);
    }

    [Fact]
    public void A_steady_sound_comes_out_as_it_went_in_20_to_30_ms_later()
    {
        var buffer = new DriftBuffer();
        short[] block = new short[80];
        short[] heard = new short[80];
        for (int tick = 0; tick < 100; tick++)
        {
            Array.Fill(block, (short)1234);
            buffer.Write(block);
            buffer.Read(heard);
        }

        Assert.All(heard, static s => Assert.Equal(1234, s));
        Assert.InRange(buffer.Fill, 100, 240);
    }

    [Fact]
    public void When_one_side_stops_it_begins_anew_and_no_delay_is_left()
    {
        var buffer = new DriftBuffer();
        short[] block = new short[80];
        short[] heard = new short[80];
        for (int i = 0; i < 10; i++)
        {
            buffer.Write(block);
            buffer.Read(heard);
        }

        for (int i = 0; i < 10; i++)
        {
            buffer.Read(heard);
        }

        Assert.True(buffer.Missing > 0);
        for (int i = 0; i < 40; i++)
        {
            buffer.Write(block);
        }

        for (int i = 0; i < 10; i++)
        {
            buffer.Write(block);
            buffer.Read(heard);
        }

        Assert.InRange(buffer.Fill, 100, 1000);
    }

    [Fact]
    public void Neither_side_allocates()
    {
        var buffer = new DriftBuffer();
        short[] block = new short[80];
        Assert.Equal(
            0,
            Allocated.AtLeast(() =>
            {
                buffer.Write(block);
                buffer.Read(block);
            })
        );
    }
}
