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
        Assert.InRange(new Heard(Voice.A.Speak(1) + backwards).LikenessTo(tune), 0, 0.65);
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
    public void A_stream_without_a_seam_has_no_breaks()
    {
        Assert.Empty(Stream(Steady()).Breaks());
        Assert.Empty(Stream(Steady()).Seams());
    }

    [Fact]
    public void Each_kind_of_seam_is_told()
    {
        RtpPacket[] packets = Steady();
        Assert.Single(Stream([.. packets[..5], .. packets[6..]]).Breaks());
        Assert.Equal((2, 0), Changed(p => p with { Ssrc = 9 }));
        Assert.Equal((1, 2), Changed(p => p with { Timestamp = p.Timestamp + 800 }));
        Assert.Equal((0, 1), Changed(p => p with { At = p.At + 0.05 }));
    }

    [Fact]
    public void A_gap_is_a_seam_unless_the_machine_stood_still_for_so_long_or_what_is_passed_on_was_late()
    {
        // 100 ms in which four packets should have come, from 80 to 200 ms.
        RtpPacket[] late = [.. Steady().Select(p => p.At > 0.09 ? p with { At = p.At + 0.1 } : p)];
        Assert.Equal(2, Seams(Hindrances.None));
        Assert.Equal(2, Seams(new Hindrances([Ticks(0)], [Ticks(0)])));
        Assert.Equal(0, Seams(new Hindrances([Ticks(0), Ticks(0.1)], [])));
        Assert.Equal(0, Seams(new Hindrances([Ticks(0)], [Ticks(0.11)])));
        Assert.Equal(2, Seams(new Hindrances([Ticks(0.03)], [])));
        Assert.Equal(2, Seams(new Hindrances([], [Ticks(1)])));

        int Seams(Hindrances machine) => (Stream(late) with { Hindrances = machine }).Seams().Count;

        // Every 20 ms, and so much later from 90 ms on.
        static double[] Ticks(double later) =>
            [.. Enumerable.Range(0, 20).Select(i => (0.02 * i) + (i > 4 ? later : 0))];
    }

    // How many breaks and seams there are once the packet in the middle is changed.
    private static (int Breaks, int Seams) Changed(Func<RtpPacket, RtpPacket> change)
    {
        RtpPacket[] changed = Steady();
        changed[5] = change(changed[5]);
        return (Stream(changed).Breaks().Count, Stream(changed).Seams().Count);
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
