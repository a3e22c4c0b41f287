using QX200.Status;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Everything that a SIP telephone can do at the exchange an analog one can.</summary>
public sealed class AnalogCallTests : DeskScenario
{
    [Fact]
    public void A_lifted_receiver_hears_the_dial_tone_until_the_first_digit()
    {
        One.Lift();
        Assert.Equal("dial tone", One.Hears);
        One.Press("1");
        Assert.Equal("silence", One.Hears);
    }

    [Fact]
    public void The_first_pulse_of_a_dial_ends_the_dial_tone_too()
    {
        One.Lift();
        One.Close(false);
        Bench.Pass(0.06);
        One.Close(true);
        Bench.Pass(0.03);
        Assert.Equal("silence", One.Hears);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_analog_telephone_calls_another_by_keys_or_by_dial(bool rotary)
    {
        One.Lift();
        if (rotary)
        {
            One.Dial("112");
        }
        else
        {
            One.Press("112");
        }

        Assert.True(Two.Ringing);
        Assert.Equal("ringback", One.Hears);
        Two.Lift();
        Assert.False(Two.Ringing);
        Assert.Equal("2", One.Hears);
        Assert.Equal("1", Two.Hears);
        Two.HangUp();
        Assert.Equal(["111 to 112, answered"], Bench.CallRecords());
    }

    [Fact]
    public void An_analog_telephone_calls_a_SIP_telephone()
    {
        Telephone ann = Bench.Phone("101");
        One.Lift();
        One.Press("101");
        Assert.True(ann.IsRinging);
        Assert.Equal("Desk 1 111", ann.Latest.CallerId);
        ann.Latest.Answer();
        Talk();
        Assert.Equal("1", ann.Latest.Hears);
        Assert.Equal("101", HearsWhileTalking(One));
        One.HangUp();
        Assert.Equal("BYE", ann.Latest.EndedBy);
    }

    [Fact]
    public void A_SIP_telephone_calls_an_analog_one()
    {
        PhoneCall ann = Bench.Phone("101").Call("111");
        Bench.Pass(0.1);
        Assert.Contains(180, ann.Statuses);
        Assert.True(One.Ringing);
        One.Lift();
        Assert.True(ann.IsUp);
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal("101", HearsWhileTalking(One));
        ann.Hangup();
        Bench.Pass(1.5);
        Assert.Equal("busy", One.Hears);
    }

    [Fact]
    public void A_caller_who_gives_up_stops_the_bell()
    {
        PhoneCall ann = Bench.Phone("101").Call("111");
        Bench.Pass(0.5);
        Assert.True(One.Ringing);
        ann.Hangup();
        Bench.Pass(0.1);
        Assert.False(One.Ringing);
        Bench.Pass(10);
        Assert.Equal(1, One.Rings);
    }

    [Fact]
    public void The_bell_rings_in_cadence_and_stops_within_100_ms_of_lifting()
    {
        Bench.Phone("101").Call("111");
        Bench.Pass(9);
        Assert.Equal([2000, 4000, 2000], Cadence(One));
        Bench.Pass(3.5);
        Assert.True(One.Ringing);
        One.Lift();
        Assert.False(One.Ringing);
        Assert.Equal(QX200.Board.LineFeed.Forward, One.Feed);
    }

    [Fact]
    public void The_line_is_reversed_before_a_British_ring_and_right_again_after_it()
    {
        Use(Extensions, "[line]\ncountry = uk\necho-cancel = no\n");
        Bench.Phone("101").Call("111");
        Assert.Equal(QX200.Board.LineFeed.Reversed, One.Feed);
        Bench.Pass(4);
        Assert.Equal(
            ["feed Reversed", "feed Forward", "ring", "quiet", "ring"],
            One.Told.Take(5).Select(static t => t.What)
        );
        Assert.Equal(QX200.Board.LineFeed.Forward, One.Feed);
    }

    [Fact]
    public void A_telephone_off_the_hook_does_not_ring_and_its_caller_hears_busy()
    {
        One.Lift();
        Two.Lift();
        Two.Press("111");
        Bench.Pass(1);
        Assert.Equal(0, One.Rings);
        Assert.Equal("busy", Two.Hears);
    }

    [Fact]
    public void A_number_that_is_none_sounds_as_congestion_and_then_the_howler()
    {
        One.Lift();
        One.Press("3");
        Assert.Equal("congestion", One.Hears);
        Bench.Pass(30);
        Assert.Equal("howler", One.Hears);
        Bench.Pass(60);
        Assert.Equal("silence", One.Hears);
        One.HangUp();
        One.Lift();
        Assert.Equal("dial tone", One.Hears);
    }

    [Fact]
    public void Nobody_dials_and_the_dial_tone_ends_after_15_s()
    {
        One.Lift();
        Bench.Pass(14);
        Assert.Equal("dial tone", One.Hears);
        Bench.Pass(1);
        Assert.Equal("congestion", One.Hears);
    }

    [Fact]
    public void When_the_other_side_has_gone_the_loop_is_broken_for_800_ms_and_busy_follows()
    {
        PhoneCall ann = UpWithAnn();
        ann.Hangup();
        Bench.Pass(0.7);
        Assert.Equal(QX200.Board.LineFeed.Open, One.Feed);
        Bench.Pass(0.2);
        Assert.Equal(QX200.Board.LineFeed.Forward, One.Feed);
        Bench.Pass(0.5);
        Assert.Equal("busy", One.Hears);
        One.Flash();
        Assert.Equal("dial tone", One.Hears);
    }

    [Fact]
    public void Who_hangs_up_while_the_loop_is_broken_has_hung_up()
    {
        PhoneCall ann = UpWithAnn();
        ann.Hangup();
        Bench.Pass(0.3);
        One.HangUp();
        Bench.Pass(2);
        Assert.Equal(LinePhase.Ready, Bench.Status.Current.Lines[0].Phase);
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(800, true)]
    public void A_flash_holds_the_call_and_gives_a_second_dial_tone(int milliseconds, bool isFlash)
    {
        PhoneCall ann = UpWithAnn();
        One.Flash(milliseconds);
        Talk();
        Assert.Equal(isFlash ? "music" : "1", ann.Hears);
        Assert.Equal(isFlash ? "dial tone" : "101", HearsWhileTalking(One));
        Assert.True(ann.IsUp);
    }

    [Fact]
    public void A_loop_open_for_longer_is_a_receiver_hung_up()
    {
        PhoneCall ann = UpWithAnn();
        One.Flash(820);
        Assert.Equal("BYE", ann.EndedBy);
        Assert.Equal("dial tone", One.Hears);
    }

    [Fact]
    public void A_flash_at_the_second_dial_tone_takes_the_call_back()
    {
        PhoneCall ann = UpWithAnn();
        One.Flash();
        One.Flash();
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal("101", HearsWhileTalking(One));
    }

    [Fact]
    public void A_flash_in_the_second_call_goes_back_and_forth()
    {
        PhoneCall ann = FlashFromAnn("112");
        Two.Lift();
        Talk();
        Assert.Equal("music", ann.Hears);
        Assert.Equal("1", Two.Hears);
        One.Flash();
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal("music", Two.Hears);
        One.Flash();
        Talk();
        Assert.Equal("music", ann.Hears);
        Assert.Equal("1", Two.Hears);
        Assert.Equal("2", One.Hears);
    }

    [Fact]
    public void A_flash_and_hanging_up_connects_the_other_two()
    {
        PhoneCall ann = FlashFromAnn("112");
        Two.Lift();
        One.HangUp();
        Talk();
        Assert.Equal("2", ann.Hears);
        Assert.Equal("101", HearsWhileTalking(Two));
        Assert.Equal("Desk 2 112", ann.Shows);
        Two.HangUp();
        Assert.Equal("BYE", ann.EndedBy);
    }

    [Fact]
    public void Hanging_up_while_the_second_one_rings_transfers_to_the_ringing_telephone()
    {
        PhoneCall ann = FlashFromAnn("112");
        Assert.True(Two.Ringing);
        One.HangUp();
        Assert.True(Two.Ringing);
        Talk();
        Assert.Equal("ringback", ann.Hears);
        Two.Lift();
        Talk();
        Assert.Equal("2", ann.Hears);
    }

    [Fact]
    public void Hanging_up_at_the_second_dial_tone_rings_with_the_held_call()
    {
        PhoneCall ann = UpWithAnn();
        One.Flash();
        One.HangUp();
        Bench.Pass(0.2);
        Assert.True(One.Ringing);
        Talk();
        Assert.Equal("music", ann.Hears);
        One.Lift();
        Talk();
        Assert.Equal("1", ann.Hears);
    }

    [Fact]
    public void A_held_party_that_leaves_is_gone()
    {
        PhoneCall ann = UpWithAnn();
        One.Flash();
        ann.Hangup();
        One.Flash();
        Assert.Equal("dial tone", One.Hears);
    }

    [Fact]
    public void Who_calls_privately_is_not_shown_to_an_analog_telephone()
    {
        PhoneCall ann = Bench.Phone("101").Call("111", more: "Privacy: id");
        Assert.Equal("", Bench.Legs.All.Single(static l => l.Extension == "111").Shown.Number);
        ann.Hangup();
    }

    [Fact]
    public void Keys_of_a_SIP_telephone_are_heard_as_tones()
    {
        PhoneCall ann = UpWithAnn();
        Bench.Pass(0.5);
        One.Line.Clear();
        ann.Press("7");
        Bench.Pass(0.3);
        using var encoder = new QX200.Media.Codecs.SpeechEncoder();
        Assert.Equal("7", Media.Tones.Keys.HeardIn(QX200.Media.Codec.Pcmu, [.. One.Line]));
    }

    [Fact]
    public void A_SIP_registration_of_an_extension_on_a_line_is_refused() =>
        Assert.Equal(403, Bench.Unregistered("111").Register());

    [Fact]
    public void A_fault_takes_the_line_out_of_service_and_the_call_ends()
    {
        PhoneCall ann = UpWithAnn();
        One.Break("RM stays high");
        Assert.Equal("BYE", ann.EndedBy);
        Bench.Pass(0.1);
        LineStatus status = Bench.Status.Current.Lines[0];
        Assert.Equal((LinePhase.OutOfService, "RM stays high"), (status.Phase, status.Reason));
        Assert.Equal(480, Bench.Phone("102").Call("111").Status);
        One.Break(null);
        Bench.Pass(0.1);

        // Its receiver is still off the hook.
        Assert.Equal("dial tone", One.Hears);
    }

    [Fact]
    public void Settings_give_the_line_to_another_extension()
    {
        PhoneCall ann = UpWithAnn();
        Bench.Use(
            Extensions
                .Replace("line = fxs1", "line = sip")
                .Replace("[extension:103]", "[extension:103]\nline = fxs1")
        );
        Assert.True(ann.IsUp);
        One.HangUp();
        Bench.Phone("102").Call("103");
        Bench.Pass(0.1);
        Assert.True(One.Ringing);
        Assert.Equal("103", Bench.Status.Current.Lines[0].Number);
    }

    [Fact]
    public void The_address_is_spoken_to_a_lifted_receiver_and_not_into_a_call()
    {
        One.Lift();
        Assert.True(Bench.Board.Phones!.SpeakAddress("192.168.1.20"));
        Assert.Equal("words", One.Hears);
        Bench.Pass(20);
        Assert.Equal("busy", One.Hears);
        One.HangUp();
        Assert.False(Bench.Board.Phones.SpeakAddress("192.168.1.20"));
        UpWithAnn();
        Assert.False(Bench.Board.Phones.SpeakAddress("192.168.1.20"));
    }
}
