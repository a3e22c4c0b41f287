using QX200.Lines;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Somebody else calls an analog telephone that is in a talk.</summary>
public sealed class CallWaitingTests : DeskScenario
{
    /// <summary>The beep, the gap and the alerting tone behind it have then been sent.</summary>
    private const double QuestionAsked = 0.45;

    [Fact]
    public void A_flash_answers_the_second_caller_and_another_one_goes_back()
    {
        PhoneCall ann = UpWithAnn();
        Bench.Pass(0.5);
        PhoneCall bob = Bench.Phone("102").Call("111");
        Bench.Pass(0.2);
        Assert.Contains(180, bob.Statuses);
        Assert.Equal(1, One.Rings);
        One.Flash();
        Talk();
        Assert.Equal("1", bob.Hears);
        Assert.Equal("music", ann.Hears);
        One.Flash();
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal("music", bob.Hears);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hanging_up_ends_the_call_in_the_ear_and_rings_with_the_other(bool swapsBack)
    {
        PhoneCall ann = UpWithAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Bench.Pass(0.2);
        One.Flash();
        Talk();
        (PhoneCall heard, PhoneCall held) = (bob, ann);
        if (swapsBack)
        {
            One.Flash();
            (heard, held) = (ann, bob);
        }

        One.HangUp();
        Bench.Pass(0.2);
        Assert.Equal("BYE", heard.EndedBy);
        Assert.True(held.IsUp);
        Assert.True(One.Ringing);
        Talk();
        Assert.Equal("music", held.Hears);
        One.Lift();
        Talk();
        Assert.Equal("1", held.Hears);
    }

    [Fact]
    public void Of_two_who_called_the_one_in_the_ear_leaves_and_hanging_up_rings_with_the_other()
    {
        PhoneCall ann = UpWithAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Bench.Pass(0.2);
        One.Flash();
        Talk();
        bob.Hangup();
        Bench.Pass(0.5);
        One.HangUp();
        Bench.Pass(0.2);
        Assert.True(One.Ringing);
        One.Lift();
        Talk();
        Assert.Equal("1", ann.Hears);
    }

    [Theory]
    [InlineData("us", 440, new[] { 300 }, 10_300)]
    [InlineData("de", 425, new[] { 200, 200 }, 5600)]
    [InlineData("uk", 400, new[] { 100 }, 4100)]
    [InlineData("at", 420, new[] { 40 }, 2000)]
    [InlineData("it", 425, new[] { 400, 250, 150 }, 15_000)]
    public void The_beep_has_the_countrys_pitch_and_lengths_and_comes_again(
        string code,
        int hertz,
        int[] lengths,
        int period
    )
    {
        Use(Extensions, $"[line]\ncountry = {code}\ncall-waiting-id = no\necho-cancel = no\n");
        Bench.Tones.Use(Country.Find(code)!.Tones);
        UpWithQuietAnn();
        Flow(1);
        One.Line.Clear();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Flow((2.4 * period / 1000) + 0.6);
        List<Burst> heard = LineSound.Bursts(One.Line);
        Assert.Equal(3 * lengths.Length, heard.Count);
        for (int i = 0; i < heard.Count; i++)
        {
            // Its rise and fall are too soft to be counted.
            int length = lengths[i % lengths.Length];
            Assert.InRange(heard[i].Milliseconds, length - 30, length);
            Assert.True(LineSound.Purity(One.Line, heard[i], hertz) > 0.95);
            if (i >= lengths.Length)
            {
                Assert.InRange(
                    heard[i].Start - heard[i - lengths.Length].Start,
                    period - 20,
                    period + 20
                );
            }
        }

        Assert.False(bob.IsUp);
    }

    [Fact]
    public void The_beep_stops_when_the_second_caller_gives_up()
    {
        PhoneCall ann = UpWithQuietAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Flow(2);
        bob.Hangup();
        One.Line.Clear();
        Flow(25);
        Assert.Empty(LineSound.Bursts(One.Line));
        Talk();
        Assert.Equal("1", ann.Hears);
    }

    [Fact]
    public void The_beep_stops_when_the_second_caller_is_taken_and_never_is_heard_in_the_other_call()
    {
        PhoneCall ann = UpWithAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        bob.Sound.Quiet = true;
        Flow(2);
        One.Flash();
        One.Line.Clear();
        Flow(25);
        Assert.Empty(LineSound.Bursts(One.Line));
        One.Flash();
        Talk();
        Assert.Equal("1", ann.Hears);
    }

    [Fact]
    public void Behind_the_first_beep_comes_the_alerting_tone_and_behind_the_next_one_does_not()
    {
        UpWithQuietAnn();
        Flow(1);
        One.Line.Clear();
        Bench.Phone("102").Call("111");
        Flow(12);
        List<Burst> heard = LineSound.Bursts(One.Line);
        Assert.Equal(3, heard.Count);
        Assert.InRange(heard[1].Milliseconds, 70, 90);
        Assert.InRange(heard[1].Start - (heard[0].Start + heard[0].Milliseconds), 0, 50);
        Assert.InRange(LineSound.Purity(One.Line, heard[1], 2130), 0.4, 0.6);
        Assert.InRange(LineSound.Purity(One.Line, heard[1], 2750), 0.4, 0.6);
    }

    [Theory]
    [InlineData("us")]
    [InlineData("de")]
    [InlineData("uk")]
    public void Minimodem_reads_who_else_calls_when_the_telephone_has_answered(string code)
    {
        Minimodem.SkipUnlessInstalled();
        Use(Extensions, $"[line]\ncountry = {code}\necho-cancel = no\n");
        PhoneCall ann = UpWithAnn();
        Bench.Phone("102").Call("111");
        Flow(QuestionAsked);
        One.Line.Clear();
        One.Press("D");
        Flow(1);
        string read = Minimodem.Read([.. One.Line], Country.Find(code)!.CallerId);
        Assert.Contains("102", read, StringComparison.Ordinal);
        Assert.Contains("Bob", read, StringComparison.Ordinal);
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal("101", HearsWhileTalking(One));
    }

    [Theory]
    [InlineData("")]
    [InlineData("D")]
    public void Meanwhile_the_other_side_hears_nothing_and_afterwards_the_talk_goes_on(
        string answer
    )
    {
        PhoneCall ann = UpWithAnn();
        Talk();
        Assert.Equal("1", ann.Hears);
        Bench.Phone("102").Call("111");
        Flow(QuestionAsked);
        Assert.Equal("silence", ann.Hears);
        One.Press(answer);
        Flow(1);
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal("101", HearsWhileTalking(One));
        Assert.Equal("", ann.Sound.Digits);
    }

    [Fact]
    public void Who_is_being_told_something_in_his_talk_hears_that_to_its_end_first()
    {
        Use(
            Extensions[..Extensions.IndexOf("[extension:77]", StringComparison.Ordinal)],
            "[line]\necho-cancel = no\n"
        );
        PhoneCall ann = UpWithQuietAnn();
        One.Press("*5");
        Assert.Equal("words", One.Hears);
        Bench.Phone("102").Call("111");
        Assert.Equal("words", One.Hears);
        Flow(5);
        List<Burst> heard = LineSound.Bursts(One.Line);
        Assert.InRange(LineSound.Purity(One.Line, heard[^1], 2130), 0.4, 0.6);
        ann.Sound.Quiet = false;
        Talk();
        Assert.Equal("1", ann.Hears);
    }

    [Fact]
    public void A_flash_while_caller_ID_is_sent_takes_the_second_caller()
    {
        PhoneCall ann = UpWithAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Flow(QuestionAsked);
        One.Press("D");
        One.Flash();
        Talk();
        Assert.Equal("1", bob.Hears);
        Assert.Equal("music", ann.Hears);
        Assert.Equal("102", HearsWhileTalking(One));
    }

    [Fact]
    public void The_other_side_that_hangs_up_meanwhile_is_gone_and_the_second_caller_rings()
    {
        PhoneCall ann = UpWithAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Flow(QuestionAsked);
        ann.Hangup();
        Bench.Pass(1.5);
        Assert.Equal("busy", One.Hears);
        One.HangUp();
        Assert.True(One.Ringing);
        One.Lift();
        Assert.True(bob.IsUp);
    }

    [Fact]
    public void Who_hangs_up_while_another_one_waits_is_rung_by_him()
    {
        PhoneCall ann = UpWithAnn();
        PhoneCall bob = Bench.Phone("102").Call("111");
        Bench.Pass(0.2);
        One.HangUp();
        Assert.Equal("BYE", ann.EndedBy);
        Assert.True(One.Ringing);
        One.Lift();
        Assert.True(bob.IsUp);
    }

    [Fact]
    public void Without_call_waiting_the_second_caller_is_told_busy()
    {
        Use(Extensions, "[line]\ncall-waiting = no\necho-cancel = no\n");
        UpWithAnn();
        Assert.Equal(486, Bench.Phone("102").Call("111").Status);
    }

    private PhoneCall UpWithQuietAnn()
    {
        PhoneCall ann = UpWithAnn();
        ann.Sound.Quiet = true;
        return ann;
    }

    /// <summary>Time passes while all telephones send sound, as it does in life.</summary>
    private void Flow(double seconds)
    {
        for (double left = seconds; left > 0; left -= CallBench.ListenSeconds)
        {
            Bench.Listen();
        }
    }
}
