using QX200.Lines;
using QX200.Status;
using QX200.Tests.Calls;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>
/// The receiver and the hook: SHK in, the lamp and the sound of the line out, with every figure at its limit and just
/// past it.
/// </summary>
public sealed class HookPinTests
{
    public static TheoryData<string, int, bool> CountriesFlashes()
    {
        var rows = new TheoryData<string, int, bool>();
        foreach (Country country in Country.All)
        {
            rows.Add(country.Code, country.ShortestFlash - 1, false);
            rows.Add(country.Code, country.ShortestFlash, true);
            rows.Add(country.Code, country.LongestFlash, true);
            rows.Add(country.Code, country.LongestFlash + 1, false);
        }

        return rows;
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public void A_receiver_is_lifted_when_SHK_has_been_high_for_10_ms(int closed, bool isLifted)
    {
        using var bench = new PinBench();
        double at = bench.Now;
        bench.Loop(1, closed: true, closed);
        bench.Loop(1, closed: false, 600);
        Assert.Equal(isLifted ? [new PinEdge(at + 10, true)] : [], bench.Edges(PinBench.LampOf(1)));
        Assert.Equal(isLifted, bench.HearsDialTone(1));
        Assert.Equal(!isLifted, bench.HearsSilence(1));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void A_contact_that_bounces_lifts_once()
    {
        using var bench = new PinBench();
        for (int i = 0; i < 8; i++)
        {
            bench.Loop(1, closed: true, 9);
            bench.Loop(1, closed: false, 3);
        }

        double at = bench.Now;
        bench.Loop(1, closed: true, 1000);
        Assert.Equal([new PinEdge(at + 10, true)], bench.Edges(PinBench.LampOf(1)));
        Assert.True(bench.HearsDialTone(1));
    }

    /// <summary>
    /// An opening that is over, and has settled, when the longest flash and a contact's settling are over is none.
    /// </summary>
    [Theory]
    [InlineData("country = us", 800, 801, false)]
    [InlineData("country = us", 800, 802, true)]
    [InlineData("country = us", 800, 2000, true)]
    [InlineData("country = de", 500, 501, false)]
    [InlineData("country = de", 500, 502, true)]
    [InlineData("country = us\nflash-min = 80ms\nflash-max = 80ms", 80, 81, false)]
    [InlineData("country = us\nflash-min = 80ms\nflash-max = 80ms", 80, 82, true)]
    public void A_receiver_is_hung_up_11_ms_after_the_longest_flash(
        string line,
        int longestFlash,
        int open,
        bool isHungUp
    )
    {
        using var bench = new PinBench(line + "\necho-cancel = no");
        PhoneCall call = bench.TalkWithAnn();
        double at = bench.Now;
        bench.Loop(1, closed: false, open);
        bench.Loop(1, closed: true, 500);
        Assert.Equal(
            isHungUp
                ? [new PinEdge(at + longestFlash + 11, false), new PinEdge(at + open + 10, true)]
                : [],
            bench.Edges(PinBench.LampOf(1), since: at)
        );
        Assert.Equal(!isHungUp, call.IsUp);
        Assert.Equal(isHungUp, bench.HearsDialTone(1));
    }

    [Theory]
    [InlineData("flash-min = 80ms\nflash-max = 80ms", 79, false)]
    [InlineData("flash-min = 80ms\nflash-max = 80ms", 80, true)]
    [InlineData("flash-min = 80ms\nflash-max = 80ms", 81, false)]
    [InlineData("flash-min = 80ms\nflash-max = 800ms", 79, false)]
    [InlineData("flash-min = 80ms\nflash-max = 800ms", 80, true)]
    [InlineData("flash-min = 80ms\nflash-max = 800ms", 800, true)]
    [InlineData("flash-min = 80ms\nflash-max = 800ms", 801, false)]
    [InlineData("flash-min = 800ms\nflash-max = 800ms", 799, false)]
    [InlineData("flash-min = 800ms\nflash-max = 800ms", 800, true)]
    [InlineData("flash-min = 800ms\nflash-max = 800ms", 801, false)]
    [InlineData("flash-min = 300ms\nflash-max = 500ms", 299, false)]
    [InlineData("flash-min = 300ms\nflash-max = 500ms", 300, true)]
    [InlineData("flash-min = 300ms\nflash-max = 500ms", 500, true)]
    [InlineData("flash-min = 300ms\nflash-max = 500ms", 501, false)]
    public void A_hook_flash_is_as_long_as_is_set(string set, int open, bool isFlash) =>
        Flash($"country = us\necho-cancel = no\n{set}", open, isFlash);

    [Theory]
    [MemberData(nameof(CountriesFlashes))]
    public void A_hook_flash_is_as_long_as_the_country_has_it(
        string code,
        int open,
        bool isFlash
    ) => Flash($"country = {code}\necho-cancel = no", open, isFlash);

    /// <summary>Where a flash may be as short as a pulse, an opening is a pulse while digits are waited for.</summary>
    [Theory]
    [InlineData(24, true)]
    [InlineData(25, false)]
    [InlineData(79, false)]
    [InlineData(80, false)]
    [InlineData(90, false)]
    [InlineData(91, true)]
    public void At_the_dial_tone_an_opening_of_25_to_90_ms_is_a_pulse(int open, bool goesOn)
    {
        using var bench = new PinBench("country = de\necho-cancel = no");
        bench.Loop(1, closed: true, 1000);
        Assert.True(bench.HearsDialTone(1));
        bench.Loop(1, closed: false, open);
        bench.Loop(1, closed: true, 600);
        Assert.Equal(goesOn, bench.HearsDialTone(1));
        Assert.Equal(!goesOn, bench.HearsSilence(1));
    }

    /// <summary>In a call a pulse is a key, and who is at the other port hears it as one.</summary>
    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void In_a_call_an_opening_of_25_to_90_ms_is_a_key_where_flashes_are_longer(
        int open,
        bool isKey
    )
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        bench.Pulse(10);
        bench.Loop(2, closed: true, 500);
        double at = bench.Now;
        bench.Loop(1, closed: false, open);
        bench.Loop(1, closed: true, 600);
        short[] sound = bench.Heard(2, at, bench.Now);
        Assert.Equal(isKey, sound.Chunk(400).Any(static part => PinBench.IsOf(part, 697, 1209)));
        Assert.Empty(bench.Edges(PinBench.LampOf(1), since: at));
    }

    [Fact]
    public void Who_is_hung_up_on_has_the_loop_broken_at_that_moment()
    {
        using var bench = new PinBench();
        bench.Loop(1, closed: true, 600);
        bench.Pulse(2);
        bench.Pulse(10);
        bench.Loop(2, closed: true, 500);
        double at = bench.Now;
        bench.Loop(1, closed: false, 2000);
        Assert.Equal(
            [new PinEdge(at + 811, true), new PinEdge(at + 811 + 800, false)],
            bench.Edges(PinBench.PowerDown(2))
        );
        bench.AssertNothingLeft();
    }

    /// <summary>Once a call that was dialled by keys is up, no digits are waited for.</summary>
    [Theory]
    [InlineData(79, false)]
    [InlineData(80, true)]
    [InlineData(90, true)]
    public void In_a_call_that_was_dialled_by_keys_a_flash_is_as_short_as_in_one_that_was_answered(
        int open,
        bool isFlash
    )
    {
        using var bench = new PinBench("country = de\necho-cancel = no");
        bench.Hardware.Telephones[0].Lift();
        bench.Wait(600);
        bench.Hardware.Telephones[0].Press("20");
        bench.Wait(5000, step: 10);
        bench.Loop(2, closed: true, 500);
        Assert.Equal(LinePhase.InUse, bench.Calls.Status.Current.Lines[0].Phase);
        bench.Loop(1, closed: false, open);
        bench.Loop(1, closed: true, 600);
        Assert.Equal(isFlash, bench.HearsDialTone(1));
        Assert.Equal(isFlash, bench.HearsMusic(2));
    }

    private static void Flash(string line, int open, bool isFlash)
    {
        using var bench = new PinBench(line);
        PhoneCall call = bench.TalkWithAnn();
        double at = bench.Now;
        bench.Loop(1, closed: false, open);
        bench.Loop(1, closed: true, 500);
        Assert.Equal(isFlash, bench.HearsDialTone(1));
        Assert.Equal(!isFlash, bench.HearsSilence(1));

        // Whatever it was, nobody has hung up.
        Assert.Empty(bench.Edges(PinBench.LampOf(1), since: at));
        Assert.True(call.IsUp);
    }
}
