using QX200.Board;
using QX200.Board.Simulated;
using Xunit;

namespace QX200.Tests.Board;

public sealed class TelephoneTests
{
    [Fact]
    public void A_dial_breaks_the_loop_ten_times_a_second()
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Wait(1000);
        bench.Loops.Clear();
        bench.Telephone.Dial("30");
        bench.Wait(4000);
        Assert.Equal(2 * 13, bench.Loops.Count);
        double[] at = [.. bench.Loops.Select(l => bench.Time(l.Edge.At))];
        Assert.Equal([1000, 1060, 1100, 1160, 1200, 1260], at[..6]);
        Assert.Equal(1260 + 40 + 700, at[6]);
        Assert.False(bench.Loops[0].Edge.Closed);
        Assert.True(bench.Loops[^1].Edge.Closed);
    }

    [Fact]
    public void A_flash_opens_the_loop_for_300_ms_and_dialling_waits_for_the_tone()
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Telephone.Flash();
        bench.Telephone.Dial("1");
        bench.Wait(3000);
        Assert.Equal(
            [(0.0, true), (500, false), (800, true), (1300, false), (1360, true)],
            bench.Loops.Select(l => (bench.Time(l.Edge.At), l.Edge.Closed))
        );
    }

    [Fact]
    public void Hanging_up_breaks_off_whatever_was_under_way()
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Telephone.Dial("9");
        bench.Wait(730);
        bench.Telephone.HangUp();
        int before = bench.Loops.Count;
        bench.Wait(5000);
        Assert.Equal(before, bench.Loops.Count);
        Assert.False(bench.Port.LoopClosed);
    }

    [Fact]
    public void It_knows_how_long_the_receiver_has_been_on_the_hook()
    {
        using var bench = new Bench();
        Assert.Equal(TimeSpan.MaxValue, bench.Telephone.OnHookFor);
        bench.Telephone.Lift();
        bench.Wait(100);
        Assert.Equal(TimeSpan.Zero, bench.Telephone.OnHookFor);
        bench.Telephone.HangUp();
        bench.Wait(250);
        Assert.Equal(TimeSpan.FromMilliseconds(250), bench.Telephone.OnHookFor);
    }

    [Theory]
    [InlineData('1', 697, 1209)]
    [InlineData('7', 852, 1209)]
    [InlineData('0', 941, 1336)]
    [InlineData('*', 941, 1209)]
    [InlineData('#', 941, 1477)]
    [InlineData('D', 941, 1633)]
    public void Keys_sound_with_their_two_tones(char key, int low, int high)
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Wait(600);
        bench.Port.Voice.Start();
        bench.Telephone.Press($"{key}");
        short[] said = Read(bench, 200);
        int first = Array.FindIndex(said, s => s != 0);
        Assert.InRange(first, 0, 240);
        short[] tone = said[first..(first + 600)];
        int[] tones = [697, 770, 852, 941, 1209, 1336, 1477, 1633];
        foreach (int hertz in tones)
        {
            double power = Power(tone, hertz);
            Assert.Equal(hertz == low || hertz == high, power > 4000);
        }

        Assert.All(said[(first + 640)..], s => Assert.Equal(0, s));
    }

    [Fact]
    public void What_is_said_is_heard_only_with_the_receiver_lifted()
    {
        using var bench = new Bench();
        var heard = new List<short>();
        var line = new List<short>();
        using IDisposable ear = bench.Telephone.Listen(samples => heard.AddRange(samples));
        using IDisposable tap = bench.Telephone.Tap(samples => line.AddRange(samples));
        bench.Port.Voice.Start();
        short[] tone = [.. Enumerable.Range(0, 160).Select(i => (short)(i + 1))];
        Assert.Equal(160, bench.Port.Voice.Write(tone));
        Assert.Equal(160, bench.Port.Voice.Queued);
        bench.Telephone.Say(
            new short[1600]
                .Select(_ => (short)7)
                .ToArray()
        );
        bench.Wait(40);
        Assert.Equal(tone, line[..160]);
        Assert.All(heard, s => Assert.Equal(0, s));
        Assert.All(Read(bench, 20), s => Assert.Equal(0, s));

        bench.Telephone.Lift();
        bench.Telephone.Say(
            new short[1600]
                .Select(_ => (short)7)
                .ToArray()
        );
        heard.Clear();
        bench.Port.Voice.Write(tone);
        short[] said = Read(bench, 40);
        Assert.Equal(tone, heard[..160]);
        Assert.All(said, s => Assert.Equal(7, s));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(-150)]
    public void The_codecs_clock_may_run_fast_or_slow(int partsPerMillion)
    {
        using var bench = new Bench();
        bench.Voice.PartsPerMillion = partsPerMillion;
        bench.Port.Voice.Start();
        long read = 0;
        var block = new short[1024];
        for (int i = 0; i < 20 * 60 * 50; i++)
        {
            bench.Wait(20, step: 10);
            read += bench.Port.Voice.Read(block);
        }

        double expected = 20 * 60 * 8000 * (1 + (partsPerMillion / 1e6));
        Assert.InRange(read - expected, -160, 160);
        Assert.Equal(0, bench.Port.Voice.Overruns);
    }

    [Fact]
    public void Gaps_and_losses_are_counted()
    {
        using var bench = new Bench();
        bench.Port.Voice.Start();
        bench.Wait(100);

        // Nothing has been written yet: no gap.
        Assert.Equal(0, bench.Port.Voice.Underruns);
        bench.Port.Voice.Write(new short[160]);
        bench.Wait(500);
        Assert.Equal(1, bench.Port.Voice.Underruns);
        Assert.Equal(1, bench.Port.Voice.Overruns);
        Assert.Equal(1024, bench.Port.Voice.Waiting);
        Assert.Equal(1024, bench.Port.Voice.Write(new short[2000]));

        bench.Port.Voice.Stop();
        bench.Port.Voice.Start();
        Assert.Equal(0, bench.Port.Voice.Waiting);
        Assert.Equal(0, bench.Port.Voice.Queued);
        bench.Wait(20);
        Assert.Equal(160, bench.Port.Voice.Read(new short[400]));
    }

    [Fact]
    public void The_voice_allocates_nothing()
    {
        using var bench = new Bench();
        IVoiceDevice voice = bench.Port.Voice;
        voice.Start();
        var block = new short[160];
        voice.Read(block);
        voice.Write(block);
        long allocated = Allocated.AtLeast(() =>
        {
            voice.Write(block);
            voice.Read(block);
            _ = voice.Queued + voice.Waiting;
        });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_part_of_what_is_heard_goes_up_again_where_the_hybrid_does_not_match()
    {
        using var bench = new Bench();
        bench.Telephone.Echo = 0.25;
        bench.Telephone.Lift();
        bench.Port.Voice.Start();
        bench.Port.Voice.Write(Enumerable.Repeat((short)4000, 160).ToArray());
        Assert.All(Read(bench, 20), s => Assert.Equal(1000, s));
    }

    private static short[] Read(Bench bench, int milliseconds)
    {
        var all = new List<short>();
        var block = new short[1024];
        for (int at = 0; at < milliseconds; at += 10)
        {
            bench.Wait(10);
            int count = bench.Port.Voice.Read(block);
            all.AddRange(block[..count]);
        }

        return [.. all];
    }

    private static double Power(short[] samples, int hertz)
    {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double angle = 2 * Math.PI * hertz * i / 8000;
            real += samples[i] * Math.Cos(angle);
            imaginary += samples[i] * Math.Sin(angle);
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / samples.Length;
    }
}
