using QX200.Acceptance.Sound;
using QX200.Acceptance.Wire;
using Xunit;

namespace QX200.Acceptance;

/// <summary>The ears of these tests hear what is there, and do not hear what is not.</summary>
public sealed class EarTests
{
    [Fact]
    public void Voices_and_silence_are_told_apart_in_order()
    {
        Pcm sound = Voice.B.Speak(1) + new Pcm(new float[8000], 8000) + Voice.A.Speak(2);
        var heard = new Heard(sound);
        Assert.Equal(
            [Voice.B.Name, Heard.Silence, Voice.A.Name],
            heard.Stretches.Select(stretch => stretch.What)
        );
        Assert.Equal(2, heard.SecondsOf(Voice.A), 0.11);
        Assert.Equal(0, heard.SecondsOf(Voice.C));
    }

    [Fact]
    public void The_tune_is_known_from_any_part_of_it_and_from_nothing_else()
    {
        Pcm tune = Reference.Tune;
        Pcm part = tune.Part(7.3, 10.1);
        Assert.True(new Heard(Voice.A.Speak(1) + part).LikenessTo(tune) > 0.95);

        Pcm backwards = part with { Samples = [.. part.Samples.Reverse()] };
        Assert.True(new Heard(Voice.A.Speak(1) + backwards).LikenessTo(tune) < 0.6);
        Assert.Equal(0, new Heard(Voice.A.Speak(3)).LikenessTo(tune));
    }

    [Fact]
    public void A_number_is_heard_in_the_order_in_which_it_is_spoken()
    {
        var heard = new Heard(
            Voice.A.Speak(1) + Reference.Digit('7') + Reference.Digit('1') + Voice.A.Speak(1)
        );
        Proof.HearsTheNumber(heard, "71");
        Assert.ThrowsAny<Exception>(() => Proof.HearsTheNumber(heard, "17"));
        Assert.ThrowsAny<Exception>(() => Proof.HearsTheNumber(heard, "77"));
        Assert.ThrowsAny<Exception>(() => Proof.HearsTheNumber(heard, "78"));
    }

    [Fact]
    public void A_stream_without_a_seam_has_no_breaks() => Assert.Empty(Stream(Steady()).Breaks());

    [Fact]
    public void Each_kind_of_seam_is_a_break()
    {
        RtpPacket[] packets = Steady();
        Assert.Single(Stream([.. packets[..5], .. packets[6..]]).Breaks());
        Assert.Equal(2, Changed(packets, p => p with { Ssrc = 9 }));
        Assert.Equal(2, Changed(packets, p => p with { Timestamp = p.Timestamp + 800 }));
        Assert.Equal(1, Changed(packets, p => p with { At = p.At + 0.05 }));
    }

    // How many breaks there are once the packet in the middle is changed.
    private static int Changed(RtpPacket[] packets, Func<RtpPacket, RtpPacket> change)
    {
        RtpPacket[] changed = [.. packets];
        changed[5] = change(changed[5]);
        return Stream(changed).Breaks().Count;
    }

    private static SentStream Stream(RtpPacket[] packets) => new(16384, 40000, packets);

    // Sequence numbers and time stamps that run over their ends.
    private static RtpPacket[] Steady() =>
        [
            .. Enumerable
                .Range(0, 10)
                .Select(i => new RtpPacket(
                    i * 0.02,
                    1,
                    (ushort)(65_530 + i),
                    unchecked(uint.MaxValue - 300 + (uint)(i * 160)),
                    8,
                    i == 0,
                    160
                )),
        ];
}
