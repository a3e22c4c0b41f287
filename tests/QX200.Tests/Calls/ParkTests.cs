using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Call Park, section 2 of the rules: the system picks the slot.</summary>
public sealed class ParkTests : CallScenario
{
    private const string NoSlots = """
        [extension:101]
        secret = s101
        [extension:102]
        secret = s102
        """;

    private const string OneSlot = """
        [extension:101]
        secret = s101
        [extension:102]
        secret = s102
        [extension:103]
        secret = s103
        [extension:104]
        secret = s104
        [extension:77]
        type = park
        """;

    private const string OnlyForOthers = OneSlot + "\npark-access = {102,103,104}\n";

    [Theory]
    [InlineData("application/dtmf-relay")]
    [InlineData("application/dtmf")]
    public void Rule_2_1a_The_code_is_dialled_in_the_call_as_INFO(string type)
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(200, ann.Info('*', type));
        Assert.Equal(200, ann.Info('5', type));
        AssertParked(ann, bob);
    }

    [Fact]
    public void Rule_2_1a_The_code_is_dialled_in_the_call_as_events()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Press("*5");
        AssertParked(ann, bob);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Rule_2_1a_The_code_is_dialled_in_the_call_as_tones_in_the_sound(int codec)
    {
        Telephone plain = Bench.Phone(
            "101",
            p =>
            {
                p.Events = false;
                p.Codecs = [codec];
            }
        );
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(
            plain,
            Bench.Phone("102", p => p.Codecs = [codec])
        );
        ann.Sound.PressTones("*5");
        AssertParked(ann, bob);
    }

    [Fact]
    public void Rule_2_1a_Tones_are_not_listened_for_where_there_are_events()
    {
        (PhoneCall ann, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Sound.PressTones("*5");
        Assert.Empty(Bench.Parked());
    }

    [Fact]
    public void Rule_2_3_Tones_are_heard_by_the_other_side_and_not_sent_a_second_time()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(
            Bench.Phone("101", p => p.Events = false),
            Bench.Phone("102")
        );
        ann.Sound.PressTones("1*");
        Bench.Pass(3);
        Assert.Equal("", bob.Sound.Digits);
        ann.Sound.PressTones("*");
        Assert.Equal(200, ann.Info('*'));
        ann.Sound.PressTones("5");
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_2_3_Digits_that_could_begin_the_code_are_withheld_for_two_seconds()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Info('*');
        Bench.Pass(1.9);
        Assert.Equal("", bob.Sound.Digits);
        Bench.Pass(0.5);
        Assert.Equal("*", bob.Sound.Digits);
        ann.Info('5');
        Bench.Pass(0.5);
        Assert.Equal("*5", bob.Sound.Digits);
        Assert.Empty(Bench.Parked());
    }

    [Fact]
    public void Rule_2_3_Digits_that_turn_out_to_be_no_code_are_replayed_in_order()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Press("**1");
        Bench.Pass(1);
        Assert.Equal("**1", bob.Sound.Digits);
    }

    [Fact]
    public void Rule_2_3_A_press_that_is_reported_in_two_ways_counts_once()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        foreach (char digit in "17")
        {
            ann.Press($"{digit}");
            ann.Info(digit);
        }

        Bench.Pass(1);
        Assert.Equal("17", bob.Sound.Digits);
        ann.Press("*");
        ann.Info('*');
        ann.Press("5");
        ann.Info('5');
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_2_1b_Hold_and_a_new_call_to_the_code_parks_however_long_after()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Bench.Pass(60);
        PhoneCall code = ann.Call("*5");
        Assert.Equal([200], code.Statuses);
        Assert.Equal("BYE", held.EndedBy);
        AssertParked(code, bob);
    }

    [Fact]
    public void Rule_2_1b_A_telephone_that_signals_no_hold_parks_the_only_call_it_has()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall active, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        PhoneCall code = ann.Call("*5");
        Assert.Equal("BYE", active.EndedBy);
        AssertParked(code, bob);
    }

    [Fact]
    public void Rule_2_1b_Without_any_call_there_is_a_prompt_and_then_480()
    {
        PhoneCall code = Bench.Phone("101").Call("*5");
        Assert.Equal([183], code.Statuses);
        Bench.Listen();
        Assert.Equal("words", code.Hears);
        Bench.Pass(8);
        Assert.Equal(480, code.Status);
    }

    [Fact]
    public void A_prompt_before_the_answer_is_left_out_where_it_cannot_be_heard()
    {
        Assert.Equal([480], Bench.Phone("101").Call("*5", offers: false).Statuses);
    }

    [Fact]
    public void Who_hangs_up_on_a_prompt_gets_his_487()
    {
        PhoneCall code = Bench.Phone("101").Call("*5");
        code.Hangup();
        Assert.Equal(487, code.Status);
    }

    [Fact]
    public void Rule_2_1c_A_transfer_to_the_code_parks_at_once_and_the_number_is_spoken()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(202, ann.Refer("*5"));
        Assert.Equal(["100 Trying", "200 OK"], ann.Reports);
        AssertParked(ann, bob);
        Assert.Single(ann.Phone.Calls);
    }

    [Fact]
    public void Rule_2_1c_Who_has_held_and_hangs_up_is_called_to_hear_the_number()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        held.Hold();
        Assert.Equal(202, held.Refer("*5"));
        Assert.Equal(["100 Trying", "200 OK"], held.Reports);
        held.Hangup();
        PhoneCall told = ann.Latest;
        Assert.True(told.IsRinging);
        Assert.Equal("Parked on 77 77", told.CallerId);
        Assert.EndsWith(";answer-after=0", told.InviteHeader("Call-Info"));
        Assert.Contains("alert-autoanswer", told.InviteHeader("Alert-Info"));
        told.Answer();
        AssertParked(told, bob);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_2_1c_Who_holds_or_hangs_up_before_the_end_of_the_number_is_called(bool holds)
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, _) = Bench.Talk(ann, Bench.Phone("102"));
        call.Refer("*5");
        Bench.Pass(1);
        if (holds)
        {
            call.Hold();
            Assert.Equal("BYE", call.EndedBy);
        }
        else
        {
            call.Hangup();
        }

        Assert.True(ann.IsRinging);
    }

    [Fact]
    public void Rule_2_1c_Who_does_not_hang_up_by_himself_is_hung_up_and_called()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, _) = Bench.Talk(ann, Bench.Phone("102"));
        call.Hold();
        call.Refer("*5");
        Bench.Pass(2.1);
        Assert.Equal("BYE", call.EndedBy);
        Assert.True(ann.IsRinging);
    }

    [Fact]
    public void Rule_2_1c_The_call_that_tells_the_number_is_given_up_after_15_seconds()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, _) = Bench.Talk(ann, Bench.Phone("102"));
        call.Hold();
        call.Refer("*5");
        call.Hangup();
        Bench.Pass(14.9);
        Assert.True(ann.IsRinging);
        Bench.Pass(0.2);
        Assert.Equal("CANCEL", ann.Latest.EndedBy);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_2_1c_Nobody_is_called_who_is_in_another_call()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall first, _) = Bench.Talk(ann, Bench.Phone("102"));
        first.Hold();
        Bench.Talk(ann, Bench.Phone("103"));
        first.Refer("*5");
        first.Hangup();
        Assert.Equal(2, ann.Calls.Count);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_2_1c_Only_the_device_that_parked_is_called()
    {
        Telephone desk = Bench.Phone("101");
        Telephone cordless = Bench.Phone("101");
        (PhoneCall call, _) = Bench.Talk(desk, Bench.Phone("102"));
        call.Hold();
        call.Refer("*5");
        call.Hangup();
        Assert.True(desk.IsRinging);
        Assert.Empty(cordless.Calls);
    }

    [Fact]
    public void Rule_2_2_Slots_are_taken_in_ascending_order()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        ann.Refer("*5");
        carol.Refer("*5");
        Assert.Equal(["77: 102 by 101", "78: 104 by 103"], Bench.Parked());
        bob.Hangup();
        (PhoneCall again, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        again.Refer("*5");
        Assert.Equal(["77: 102 by 101", "78: 104 by 103"], Bench.Parked());
    }

    [Fact]
    public void Rule_2_2_Two_who_park_at_the_same_moment_get_two_slots()
    {
        (PhoneCall ann, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Bench.Together(() => ann.Refer("*5"), () => carol.Refer("*5"));
        Assert.Equal(["77: 102 by 101", "78: 104 by 103"], Bench.Parked());
    }

    [Fact]
    public void Rule_2_3_A_parker_who_hangs_up_in_the_middle_leaves_the_call_parked()
    {
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Info('*');
        call.Info('5');
        Bench.Pass(0.5);
        call.Hangup();
        Bench.Pass(20);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);
        Assert.Single(ann.Calls);
    }

    [Fact]
    public void Rule_2_4_The_lot_is_full_and_who_dialled_in_the_call_is_back_in_it()
    {
        Use(OneSlot);
        (PhoneCall ann, PhoneCall bob) = AnnAndBobWhileTheLotIsFull();
        ann.Press("*5");
        Bench.Listen();
        Assert.Equal(("words", "101"), (ann.Hears, bob.Hears));
        Bench.Pass(8);
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
        Assert.Equal("", bob.Sound.Digits);
    }

    [Fact]
    public void Rule_2_4_The_lot_is_full_and_a_call_to_the_code_hears_it_and_gets_486()
    {
        Use(OneSlot);
        (PhoneCall held, PhoneCall bob) = AnnAndBobWhileTheLotIsFull();
        held.Hold();
        PhoneCall code = held.Phone.Call("*5");
        Assert.Equal([183], code.Statuses);
        Bench.Listen();
        Assert.Equal("words", code.Hears);
        Bench.Pass(8);
        Assert.Equal(486, code.Status);
        held.Resume();
        Bench.Listen();
        Assert.Equal(("102", "101"), (held.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_2_4_The_lot_is_full_and_a_transfer_is_refused()
    {
        Use(OneSlot);
        (PhoneCall ann, PhoneCall bob) = AnnAndBobWhileTheLotIsFull();
        Assert.Equal(486, ann.Refer("*5"));
        Bench.Listen();
        Assert.Equal(("102", "101"), (ann.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_2_4_A_parker_on_no_list_gets_403_and_keeps_his_call()
    {
        Use(OnlyForOthers);
        Telephone ann = Bench.Phone("101");
        (PhoneCall held, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Assert.Equal(403, held.Refer("*5"));
        held.Hold();
        PhoneCall code = ann.Call("*5");
        Bench.Pass(8);
        Assert.Equal([183, 403], code.Statuses);
        held.Resume();
        Bench.Listen();
        Assert.Equal(("102", "101"), (held.Hears, bob.Hears));
    }

    [Fact]
    public void Rule_1_1_Without_park_extensions_nothing_changes()
    {
        Use(NoSlots);
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Assert.Equal(404, call.Refer("*5"));
        call.Press("*5");
        Bench.Pass(8);
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, bob.Hears));
        PhoneCall code = ann.Call("*5");
        Bench.Pass(8);
        Assert.Equal([183, 404], code.Statuses);
    }

    [Fact]
    public void Rule_2_5_Whoever_was_called_parks_the_caller_too()
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        bob.Press("*5");
        Assert.Equal(["77: 101 by 102"], Bench.Parked());
        Bench.Listen();
        Assert.Equal(("music", "words"), (ann.Hears, bob.Hears));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rule_2_5_Either_side_parks_the_other_whoever_called_whom(bool callerParks)
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        (PhoneCall parker, PhoneCall party) = callerParks ? (ann, bob) : (bob, ann);
        parker.Hold();
        PhoneCall key = parker.Phone.Call("78");
        Bench.Pass(0.1);
        Assert.Equal(200, key.Status);
        Assert.Equal("BYE", parker.EndedBy);
        Bench.Listen();
        Assert.Equal(("music", true), (party.Hears, party.IsUp));
        PhoneCall taker = Bench.Phone("103").Call("78");
        Bench.Listen();
        Assert.Equal((party.Phone.Number, "103"), (taker.Hears, party.Hears));
    }

    /// <summary>Parked, the parker hears the number and is let go, and the party hears music and nothing else.</summary>
    private void AssertParked(PhoneCall told, PhoneCall party)
    {
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal(("words", "music"), (told.Hears, party.Hears));
        Bench.Pass(8);
        Assert.Equal("BYE", told.EndedBy);
        Assert.True(party.IsUp);
        Assert.Equal("", party.Sound.Digits);
        Bench.Listen();
        Assert.Equal("music", party.Hears);
    }

    private (PhoneCall Ann, PhoneCall Bob) AnnAndBobWhileTheLotIsFull()
    {
        (PhoneCall carol, _) = Bench.Talk(Bench.Phone("103"), Bench.Phone("104"));
        Assert.Equal(202, carol.Refer("*5"));
        return Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
    }
}
