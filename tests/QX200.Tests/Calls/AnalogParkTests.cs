using QX200.Tests.Watchers;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Call Park by receiver, hook and keys.</summary>
public sealed class AnalogParkTests : DeskScenario
{
    [Fact]
    public void Rule_2_1d_Hook_flash_and_the_code_parks_the_call_and_the_number_is_spoken()
    {
        PhoneCall ann = FlashFromAnn("*5");
        Assert.Equal("", Parked);
        Bench.Pass(3);
        Assert.Equal("77: 101 by 111", Parked);
        Assert.Equal("words", One.Hears);
        Talk();
        Assert.Equal("music", ann.Hears);
        Bench.Pass(10);
        Assert.Equal("busy", One.Hears);
    }

    [Fact]
    public void Rule_2_1d_The_code_in_the_call_itself_parks_too()
    {
        UpWithAnn();
        One.Press("*5");
        Assert.Equal("77: 101 by 111", Parked);
    }

    [Fact]
    public void Rule_2_1d_Hanging_up_in_the_middle_of_the_number_leaves_the_call_parked()
    {
        FlashFromAnn("*5");
        Bench.Pass(3);
        One.HangUp();
        Assert.Equal("77: 101 by 111", Parked);
    }

    [Fact]
    public void Rule_2_4_Nothing_is_free_and_a_flash_takes_the_call_back()
    {
        Telephone bob = Bench.Phone("102");
        foreach (int i in (int[])[0, 1])
        {
            PhoneCall held = bob.Call("112");
            Two.Lift();
            Two.Press("*5");
            Bench.Pass(8);
            Assert.True(held.IsUp);
            Two.HangUp();
        }

        Assert.Equal("77: 102 by 112, 78: 102 by 112", Parked);
        PhoneCall ann = FlashFromAnn("*5#");
        Assert.Equal("words", One.Hears);
        One.Flash();
        Talk();
        Assert.Equal("1", ann.Hears);
    }

    [Fact]
    public void Rule_3_2_Hook_flash_and_the_number_parks_there_however_long_after()
    {
        PhoneCall ann = UpWithAnn();
        One.Flash();
        Bench.Pass(12);
        One.Press("78");
        Assert.Equal("78: 101 by 111", Parked);
        Talk();
        Assert.Equal("music", ann.Hears);
    }

    [Fact]
    public void Rule_3_2_By_rotary_dial_as_well()
    {
        UpWithAnn();
        One.Flash();
        One.Dial("77");
        Assert.Equal("77: 101 by 111", Parked);
    }

    [Fact]
    public void Rule_3_2_Dialled_and_hung_up_at_once_it_is_parked_too()
    {
        FlashFromAnn("*57");
        One.Press("8");
        One.HangUp();
        Assert.Equal("78: 101 by 111", Parked);
    }

    [Fact]
    public void Rule_3_4_Hook_flash_and_the_number_of_an_occupied_one_retrieves_and_the_first_call_stays_held()
    {
        Telephone bob = Bench.Phone("102");
        bob.Call("112");
        Two.Lift();
        Two.Press("*5");
        Bench.Pass(1);
        PhoneCall ann = FlashFromAnn("77");
        Talk();
        Assert.Equal("102", HearsWhileTalking(One));
        Assert.Equal("music", ann.Hears);
        Assert.Equal("", Parked);
        One.Flash();
        Talk();
        Assert.Equal("101", HearsWhileTalking(One));
    }

    [Fact]
    public void Rule_3_6_The_code_and_the_number_after_the_inter_digit_time()
    {
        FlashFromAnn("*578");
        Assert.Equal("78: 101 by 111", Parked);
    }

    [Fact]
    public void Rule_4_2_Dialling_the_number_takes_the_call_back()
    {
        PhoneCall ann = FlashFromAnn("77");
        One.HangUp();
        Two.Lift();
        Two.Press("77");
        Talk();
        Assert.Equal("2", ann.Hears);
        Assert.Equal("101", HearsWhileTalking(Two));
        Assert.Equal(["77: 101 by 111, retrieved by 112"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_6_1_An_analog_telephone_lights_lamps_as_any_other()
    {
        PhoneLamp lamp = Bench.Phone("103").Watch("111");
        PhoneCall ann = Bench.Phone("101").Call("111");
        Bench.Pass(0.1);
        Assert.Equal("early recipient Ann 101", lamp.Shows);
        One.Lift();
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Ann 101", lamp.Shows);
        One.Flash();
        Bench.Pass(0.1);
        Assert.StartsWith("confirmed recipient Ann 101 (held)", lamp.Shows);
        ann.Hangup();
        One.HangUp();
        Bench.Pass(0.1);
        Assert.StartsWith("terminated", lamp.Shows);
    }

    [Fact]
    public void Rule_6_1_An_analog_telephone_that_waits_is_taken_by_the_lamps_dialog()
    {
        Telephone carol = Bench.Phone("103");
        PhoneLamp lamp = carol.Watch("77");
        Telephone ann = Bench.Phone("101");
        One.Lift();
        One.Press("101");
        Bench.Pass(3);
        ann.Latest.Answer();
        ann.Latest.Refer("77");
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Desk 1 111", lamp.Shows);
        PhoneCall taker = carol.Call("77", more: $"Replaces: {lamp.State.Name}");
        Assert.True(taker.IsUp);
        Assert.Equal("Desk 1 111", taker.Shows);
        Assert.Equal(["77: 111 by 101, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_4_3_The_password_is_pressed_on_its_keys()
    {
        Use(
            Extensions.Replace(
                "name = Park 77",
                "name = Park 77\npassword = 4711\nretrieve-access = PBX:103"
            )
        );
        PhoneCall ann = FlashFromAnn("77");
        One.HangUp();
        Two.Lift();
        Two.Press("77");
        Assert.Equal("words", Two.Hears);
        Two.Press("4711");
        Talk();
        Assert.Equal("2", ann.Hears);
    }

    [Fact]
    public void Rule_4_5_An_empty_one_says_so_and_congestion_follows()
    {
        One.Lift();
        One.Press("77");
        Assert.Equal("words", One.Hears);
        Bench.Pass(6);
        Assert.Equal("congestion", One.Hears);
    }

    [Fact]
    public void Rule_2_5_An_analog_telephone_is_parked_and_hears_the_music()
    {
        PhoneCall ann = Bench.Phone("101").Call("111");
        One.Lift();
        ann.Press("*5");
        Assert.Equal("77: 111 by 101", Parked);
        Assert.Equal("music", One.Hears);
        One.HangUp();
        Assert.Equal("", Parked);
    }

    [Fact]
    public void Rule_5_1_A_timed_out_park_rings_the_analog_telephone_with_Park_77()
    {
        PhoneCall ann = FlashFromAnn("77");
        One.HangUp();
        One.Line.Clear();
        Bench.Pass(57);
        Assert.False(One.Ringing);
        Bench.Pass(TimeSpan.FromSeconds(9));
        Assert.Contains("400 200 400 200 800", string.Join(' ', Cadence(One)));
        One.Lift();
        Talk();
        Assert.Equal("1", ann.Hears);
        Assert.Equal(["77: 101 by 111, returned by 111"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_5_2_A_return_does_not_wait_for_a_telephone_that_is_off_the_hook()
    {
        PhoneCall ann = FlashFromAnn("77");
        One.HangUp();
        One.Lift();
        One.Press("112");
        Two.Lift();
        Bench.Pass(61);
        Assert.Equal("BYE", ann.EndedBy);
        Assert.Equal(["77: 101 by 111, timed-out"], Bench.ParkRecords());
    }
}
