using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests.Update.Parts;

public sealed class LevelMeterTests
{
    [Fact]
    public void The_test_tone_measures_as_it_was_sent_whatever_its_phase()
    {
        for (int skip = 0; skip < 8; skip++)
        {
            var meter = new LevelMeter();
            short[] samples = Tone(LevelMeter.Length + skip);
            meter.Take(samples.AsSpan(skip));
            Assert.True(meter.IsFull);
            Assert.Equal(-10, meter.Tone, 0.01);
            Assert.Equal(-10, meter.Quietest, 0.1);
        }
    }

    [Fact]
    public void A_full_sine_is_3_14_dBm0() => Assert.Equal(32767, LevelMeter.Peak(3.14), 0.5);

    [Fact]
    public void Another_tone_is_none_of_it()
    {
        var meter = new LevelMeter();
        meter.Take([
            .. Enumerable
                .Range(0, LevelMeter.Length)
                .Select(static i => (short)(7000 * Math.Sin(2 * Math.PI * 440 * i / 8000))),
        ]);
        Assert.InRange(meter.Tone, LevelMeter.Lowest, -70);
        Assert.InRange(meter.Quietest, -11, -9);
    }

    [Fact]
    public void Silence_is_said_as_such_and_a_cough_does_not_break_it()
    {
        var meter = new LevelMeter();
        Assert.Equal(LevelMeter.Lowest, meter.Quietest);
        short[] samples = new short[LevelMeter.Length];
        Tone(800).CopyTo(samples, 1000);
        meter.Take(samples);
        Assert.Equal("below -90 dBm0", LevelMeter.Say(meter.Quietest));
    }

    private static short[] Tone(int length)
    {
        short[] samples = new short[length];
        new TestTone().Fill(samples);
        return samples;
    }
}
