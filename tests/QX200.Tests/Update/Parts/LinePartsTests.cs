using QX200.Board;
using QX200.Board.Simulated;
using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests.Update.Parts;

/// <summary>What can be wrong with a telephone line that is not one of its wires.</summary>
public sealed class LinePartsTests
{
    [Fact]
    public void A_line_from_which_nothing_comes_back_has_no_sound()
    {
        using var bed = new PartsBed();
        bed.Telephone.Echo = 0;
        AssertFault(
            bed.Run()["line 1 sound"],
            "nothing comes back from the line: no sound passes between CODEC, left and SLIC1, VIN and VOUT (1004 Hz sent"
        );
    }

    [Theory]
    [InlineData(0.004, "too little comes back from the line")]
    [InlineData(0.95, "more comes back than a telephone of 600 ohms sends")]
    public void A_hybrid_that_sends_back_too_much_or_too_little(double echo, string sentence)
    {
        using var bed = new PartsBed();
        bed.Telephone.Echo = echo;
        AssertFault(bed.Run()["line 1 sound"], sentence);
    }

    [Fact]
    public void A_tone_that_nobody_hears()
    {
        // What is sent into line 1 comes out at telephone 2: the codec's channels are interchanged.
        using var bed = new PartsBed();
        (bed.Board.Voices[0].Telephone, bed.Board.Voices[1].Telephone) = (
            bed.Board.Voices[1].Telephone,
            bed.Board.Voices[0].Telephone
        );
        AssertFault(bed.Run()["line 1 sound"], "nothing comes back from the line");

        using var deaf = new PartsBed();
        deaf.Turned = () => deaf.Board.Voices[0].Telephone = new Echo(0.2);
        AssertFault(
            deaf.Run()["line 1 sound"],
            "no tone was heard: look at CODEC, left (are the two lines interchanged?), SLIC1, VIN"
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_codec_whose_clock_stands_still_moves_nothing(bool attended)
    {
        using var bed = new PartsBed(attended);
        bed.Board.Voices[1].PartsPerMillion = -1e6;
        AssertFault(
            bed.Run()["line 2 sound"],
            "the sound device moves 0 samples a second where 8000 are due: look at the codec and its clock"
        );
    }

    [Fact]
    public void A_codec_at_half_its_speed_is_found_too()
    {
        using var bed = new PartsBed(attended: false);
        bed.Board.Voices[0].PartsPerMillion = -0.6e6;
        AssertFault(bed.Run()["line 1 sound"], "samples a second where 8000 are due");
    }

    [Fact]
    public void A_sound_device_that_is_missing_is_one_fault()
    {
        using var bed = new PartsBed();
        bed.Board.Voices[0].Break("can't play to the ALSA device qx200_fxs1: No such device");
        Dictionary<string, Finding> found = bed.Run();
        Assert.Equal(
            Finding.Good(
                "11 lines answer and rest as they should; those of port 1 are let go, as it has no sound"
            ),
            found["GPIO lines"]
        );
        Assert.Equal(
            Finding.Bad(
                "telephone port 1 has no voice: can't play to the ALSA device qx200_fxs1: No such device"
            ),
            found["line 1 sound"]
        );
        Assert.Equal(
            Finding.NotTried("the port is out of service, as it has no sound"),
            found["line 1 ringing"]
        );
        Assert.True(found["line 2 sound"].Ok);
    }

    [Fact]
    public void Hum_is_a_fault()
    {
        using var bed = new PartsBed();
        var hum = new Hum(LevelMeter.Peak(-30));
        bed.Turned = () =>
        {
            if (bed.Telephone.IsLifted)
            {
                bed.Telephone.Say(hum.Millisecond());
            }
        };
        AssertFault(bed.Run()["line 1 sound"], "hum or noise on the line");
    }

    [Fact]
    public void Ringing_that_shows_as_loop_current_is_a_false_trip()
    {
        using var bed = new PartsBed(attended: false);
        bed.Turned = () =>
            bed.Break(
                "FXS1_SHK",
                bed.Board.Chip.FarLevel(Wiring.Ports[0].RingMode.Offset)
                    ? Wire.StuckHigh
                    : Wire.Whole
            );
        AssertFault(
            bed.Run()["line 1 ringing"],
            "FXS1_SHK (line 3, to SLIC1, SHK) showed loop current as soon as it rang, and none after"
        );
    }

    [Fact]
    public void Whoever_answers_a_ring_that_is_not_for_him_is_no_fault()
    {
        using var bed = new PartsBed(attended: false);
        bed.Turned = () =>
        {
            if (bed.Telephone.IsRinging)
            {
                bed.Telephone.Lift();
            }
        };
        Dictionary<string, Finding> found = bed.Run();
        Assert.Equal(
            Finding.NotTried("somebody lifted the receiver while it rang"),
            found["line 1 ringing"]
        );
        Assert.Contains("back at -24.0 dBm0", found["line 1 sound"].Text, StringComparison.Ordinal);
        Assert.Equal(
            Finding.NotTried(
                "the battery opens the loop; the receiver has been lifted all the time"
            ),
            found["line 1 hook"]
        );
    }

    [Fact]
    public void A_receiver_that_lies_beside_its_telephone_is_asked_to_be_put_down()
    {
        using var bed = new PartsBed();
        bed.Telephone.Lift();
        Assert.All(bed.Run(), static part => Assert.True(part.Value.Ok, part.ToString()));
        Assert.StartsWith("    >>> Put down the receiver of line 1.", bed.Screen.ToString());
    }

    [Fact]
    public void A_receiver_that_lies_beside_its_telephone_is_said_where_nobody_is_there()
    {
        using var bed = new PartsBed(attended: false);
        bed.Telephone.Lift();
        Dictionary<string, Finding> found = bed.Run();
        Assert.Equal(
            Finding.Good(
                "15 lines answer and rest as they should; the receiver of line 1 is lifted"
            ),
            found["GPIO lines"]
        );
        Assert.Null(found["line 1 ringing"].Ok);
    }

    [Fact]
    public void Ringing_that_goes_on_after_lifting_is_a_fault()
    {
        using var bed = new PartsBed();
        bed.Turned = () =>
        {
            if (bed.Telephone.IsLifted)
            {
                bed.Break("FXS1_RM", Wire.StuckHigh);
            }
        };
        AssertFault(
            bed.Run()["line 1 ring trip"],
            "FXS1_RM (line 0) stays high though it is set low, so the line would go on ringing"
        );
    }

    [Fact]
    public void A_receiver_that_stays_lifted_is_a_leak_or_a_wire()
    {
        using var bed = new PartsBed();
        bed.Person.Ignores = static errand => errand == Errand.HangUp;
        AssertFault(
            bed.Run()["line 1 hook"],
            "loop current flows on: if the receiver was put down, look at FXS1_SHK"
        );
    }

    private static void AssertFault(Finding found, string sentence)
    {
        Assert.False(found.Ok, found.Text);
        Assert.Contains(sentence, found.Text, StringComparison.Ordinal);
    }

    /// <summary>50 Hz, a millisecond at a time.</summary>
    private sealed class Hum(double peak)
    {
        private long _sample;

        public short[] Millisecond() =>
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(_ => (short)(peak * Math.Sin(2 * Math.PI * 50 * _sample++ / 8000))),
            ];
    }

    /// <summary>A hybrid with no telephone behind it.</summary>
    private sealed class Echo(double part) : ITelephoneVoice
    {
        public void Exchange(ReadOnlySpan<short> heard, Span<short> said)
        {
            for (int i = 0; i < heard.Length; i++)
            {
                said[i] = (short)(part * heard[i]);
            }
        }
    }
}
