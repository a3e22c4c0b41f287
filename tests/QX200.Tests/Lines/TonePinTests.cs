using System.Collections.Immutable;
using QX200.Lines;
using QX200.Media.Tones;
using QX200.Tests.Calls;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>What a lifted receiver hears at the voice port, in the tones of its country.</summary>
public sealed class TonePinTests
{
    private const double HowlerAfter = 30_000;
    private const double HowlerTime = 60_000;

    public static TheoryData<string> Countries() => [.. Country.All.Select(static c => c.Code)];

    [Theory]
    [MemberData(nameof(Countries))]
    public void Every_country_hears_its_dial_tone_ringing_tone_busy_tone_and_congestion(string code)
    {
        using var bench = new PinBench($"country = {code}\necho-cancel = no\nfirst-digit = 5s");
        ToneSet tones = bench.Country.Tones;
        double at = bench.Now + 10;
        bench.Loop(1, closed: true, 20);
        bench.Wait(4000, step: 10);
        AssertSounds(tones.Dial, bench.Heard(1, at + 100, bench.Now));
        at += 5000;
        bench.Wait(4000, step: 10);
        AssertSounds(tones.Congestion, bench.Heard(1, at + 100, bench.Now));

        // Port 2 is called, first on the hook and then off it.
        Redial(bench);
        bench.Wait(8000, step: 10);
        AssertSounds(tones.Ringback, bench.Heard(1, bench.Now - 8000, bench.Now));
        bench.Loop(1, closed: false, 1500);
        bench.Loop(2, closed: true, 500);
        Redial(bench);
        bench.Wait(4000, step: 10);
        AssertSounds(tones.Busy, bench.Heard(1, bench.Now - 4000, bench.Now));
    }

    [Fact]
    public void A_receiver_left_off_the_hook_howls_after_half_a_minute_for_a_minute()
    {
        using var bench = new PinBench("country = us\necho-cancel = no\nfirst-digit = 1s");
        double over = bench.Now + 10 + 1000;
        bench.Loop(1, closed: true, 1010 + HowlerAfter);
        bench.Wait(HowlerTime + 1000, step: 10);
        double howls = over + HowlerAfter;
        short[] before = bench.Heard(1, howls - 2000, howls + 50);
        AssertSounds(bench.Country.Tones.Congestion, before);
        short[] howler = bench.Heard(1, howls + 100, howls + HowlerTime + 50);
        AssertSounds(ToneSet.Howler, howler);

        // To be heard across a room: more than 6 dB above what was heard till then.
        Assert.InRange(Loudest(howler) - Loudest(before), 6, 20);
        double silent = howls + HowlerTime;
        Assert.True(Waves.Rms(bench.Heard(1, silent - 200, silent)) > 1000);
        Assert.True(Waves.Rms(bench.Heard(1, silent + 110, bench.Now)) < 30);

        // It has never rung and is still off the hook, until it is hung up.
        Assert.Empty(bench.Edges(PinBench.RingMode(1)));
        Assert.Single(bench.Edges(PinBench.LampOf(1)));
        bench.Loop(1, closed: false, 1000);
        Assert.Equal([true, false], bench.Edges(PinBench.LampOf(1)).Select(static e => e.High));
        bench.AssertNothingLeft();
    }

    [Theory]
    [InlineData(HowlerAfter - 1)]
    [InlineData(HowlerAfter + 20_000)]
    public void A_receiver_put_down_in_time_does_not_howl_or_howls_no_longer(double after)
    {
        using var bench = new PinBench("country = us\necho-cancel = no\nfirst-digit = 1s");
        bench.Loop(1, closed: true, 1010);
        bench.Wait(after, step: 10);
        double at = bench.Now;
        bench.Loop(1, closed: false, 3000);
        Assert.True(Waves.Rms(bench.Heard(1, at + 811 + 110, bench.Now)) < 30);
    }

    [Theory]
    [InlineData("hear-gain = -12", -12)]
    [InlineData("hear-gain = 0", 0)]
    [InlineData("hear-gain = 12", 12)]
    public void Gains_change_the_level_at_the_port(string set, int gain)
    {
        using var bench = new PinBench($"country = de\necho-cancel = no\n{set}");
        bench.Loop(1, closed: true, 1000);

        // Tones are made at 16 dB below full scale.
        Assert.InRange(Waves.Dbfs(bench.Heard(1)), -16 + gain - 0.5, -16 + gain + 0.5);
    }

    [Fact]
    public void A_second_caller_beeps_at_once_and_again_after_ten_seconds_of_silence()
    {
        using var bench = new PinBench();
        bench.TalkWithAnn();
        double at = bench.Now;
        PhoneCall bob = bench.Calls.Phone("102").Call("11");
        bench.Wait(21_000, step: 10);
        IEnumerable<int> beeping = Enumerable
            .Range(0, 210)
            .Where(i => PinBench.IsOf(bench.Heard(1, at + (100 * i), at + (100 * (i + 1))), 440));
        Assert.All(beeping, static tenth => Assert.InRange(tenth % 103, 0, 4));
        Assert.Equal([0, 1, 2], beeping.Select(static tenth => tenth / 103).Distinct());
        bob.Hangup();
        at = bench.Now;
        bench.Wait(11_000, step: 10);
        Assert.True(Waves.Rms(bench.Heard(1, at + 110, bench.Now)) < 30);
    }

    private static double Loudest(short[] sound) => sound.Chunk(160).Max(static c => Waves.Dbfs(c));

    /// <summary>Port 1 hangs up, lifts again and dials the other port.</summary>
    private static void Redial(PinBench bench)
    {
        bench.Loop(1, closed: false, 1500);
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        bench.Pulse(10);
    }

    /// <summary>Only its frequencies sound, in its cadence to 30 ms.</summary>
    private static void AssertSounds(ToneRecipe recipe, short[] sound)
    {
        ImmutableArray<TonePart> parts = recipe.Parts;
        bool[] blocks = [.. sound.Chunk(80).Select(static c => Waves.Rms(c) > 200)];
        if (parts is [{ Milliseconds: 0 }])
        {
            Assert.DoesNotContain(false, blocks);
            Assert.True(PinBench.IsOf(sound[^1600..], parts[0].Hertz));
            return;
        }

        // Whole stretches of sound and of silence: the first and the last are cut off.
        var lengths = new List<int>();
        int from = 0;
        for (int i = 1; i < blocks.Length; i++)
        {
            if (blocks[i] == blocks[i - 1])
            {
                continue;
            }

            if (from > 0)
            {
                lengths.Add((blocks[i - 1] ? 1 : -1) * 10 * (i - from));
                short[] stretch = sound[(80 * from)..(80 * i)];
                Assert.True(
                    !blocks[i - 1]
                        || parts.Any(p =>
                            !p.Hertz.IsEmpty && PinBench.IsOf(stretch[160..^160], p.Hertz)
                        ),
                    $"what sounds {10 * from} ms in is none of {recipe}"
                );
            }

            from = i;
        }

        int[] expected = Joined(parts);
        Assert.True(lengths.Count > 0, "there is no cadence");
        Assert.True(
            Enumerable
                .Range(0, expected.Length)
                .Any(shift =>
                    lengths
                        .Select((ms, i) => Math.Abs(ms - expected[(i + shift) % expected.Length]))
                        .All(static off => off <= 30)
                ),
            $"{string.Join(' ', lengths)} is not {string.Join(' ', expected)}"
        );
    }

    /// <summary>The lengths of its parts, silences negative, going round: neighbours that both sound are one.</summary>
    private static int[] Joined(ImmutableArray<TonePart> parts)
    {
        var joined = new List<int>();
        foreach (TonePart part in parts)
        {
            int sign = part.Hertz.IsEmpty ? -1 : 1;
            if (joined.Count > 0 && Math.Sign(joined[^1]) == sign)
            {
                joined[^1] += sign * part.Milliseconds;
            }
            else
            {
                joined.Add(sign * part.Milliseconds);
            }
        }

        return [.. joined];
    }
}
