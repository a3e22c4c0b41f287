using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Media.Prompts;
using QX200.Media.Tones;
using QX200.Rtp;
using QX200.Tests.Media.Engine;
using Xunit;

namespace QX200.Tests.Media.Tones;

/// <summary>Rule 2.1 a: keys as tones in the sound. What must be heard, and what must not.</summary>
public sealed class DtmfListenerTests
{
    public static TheoryData<string> Codecs =>
        [nameof(Codec.Pcmu), nameof(Codec.Pcma), nameof(Codec.G722)];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Short_keys_are_heard_with_noise_twist_and_at_any_level(string name)
    {
        Codec codec = Enum.Parse<Codec>(name);
        foreach (double twist in new double[] { -6, -3, 0, 3, 6 })
        {
            foreach (double level in new double[] { -4, -10, -20, -28 })
            {
                foreach (double? noise in new double?[] { null, 25, 15 })
                {
                    short[] sound = Keys.Press(Keys.All, twist: twist, level: level, noise: noise);
                    Assert.Equal(
                        (twist, level, noise, Keys.All),
                        (twist, level, noise, Keys.HeardIn(codec, sound))
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData(0.015)]
    [InlineData(-0.015)]
    public void Keys_that_are_a_little_off_are_heard(double offset) =>
        Assert.Equal(
            Keys.All,
            Keys.HeardIn(Codec.Pcma, Keys.Press(Keys.All, offset: offset, noise: 20))
        );

    [Theory]
    [InlineData(0.05)]
    [InlineData(-0.05)]
    public void Keys_that_are_far_off_are_none(double offset) =>
        Assert.Equal("", Keys.HeardIn(Codec.Pcma, Keys.Press(Keys.All, offset: offset)));

    [Fact]
    public void Too_short_too_faint_or_one_sided_is_no_key()
    {
        Assert.Equal("", Keys.HeardIn(Codec.Pcma, Keys.Press(Keys.All, milliseconds: 20)));
        Assert.Equal("", Keys.HeardIn(Codec.Pcma, Keys.Press(Keys.All, level: -50)));
        Assert.Equal("", Keys.HeardIn(Codec.Pcma, Keys.Press(Keys.All, twist: 14)));
        Assert.Equal("", Keys.HeardIn(Codec.Pcma, Keys.Press(Keys.All, noise: 0)));
    }

    [Fact]
    public void The_same_key_twice_is_two_presses_and_a_long_one_is_one_as_long_as_it_was()
    {
        Assert.Equal("5555", Keys.HeardIn(Codec.Pcmu, Keys.Press("5555")));
        byte[] octets = new byte[20_000];
        short[] sound = Keys.Press("7", milliseconds: 2000);
        G711.EncodeAlaw(sound, octets);
        KeyPress press = Assert.Single(Keys.HeardIn(Codec.Pcma, octets.AsSpan(0, sound.Length)));
        Assert.Equal('7', press.Key);
        Assert.InRange(press.Milliseconds, 1970, 2030);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void The_tune_and_the_prompts_have_no_keys_in_them(string name)
    {
        Codec codec = Enum.Parse<Codec>(name);
        var voice = new Voice();
        Assert.Empty(Keys.HeardIn(codec, DefaultTune.Load().Encoded(codec)));
        int octets = 0;
        foreach (string clip in ClipNames.All)
        {
            ReadOnlySpan<byte> sound = voice.Clip(clip).Encoded(codec);
            octets += sound.Length;
            Assert.Empty(Keys.HeardIn(codec, sound));
        }

        Assert.True(octets > 40 * 8000, $"only {octets / 8000} s of speech");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_lost_packet_within_a_key_does_not_make_two_of_it(int lost)
    {
        using var listener = new DtmfListener();
        Assert.Equal("9", Hear(listener, Keys.Press("9", 200), n => n >= 6 && n < 6 + lost));
    }

    [Fact]
    public void Silence_that_is_not_sent_still_ends_a_key()
    {
        using var listener = new DtmfListener();
        short[] sound = Keys.Press("55", milliseconds: 100, pause: 100);
        Assert.Equal("55", Hear(listener, sound, n => n is >= 10 and < 15, numbered: false));
    }

    [Fact]
    public void A_packet_that_was_overtaken_or_comes_twice_is_left_out()
    {
        using var listener = new DtmfListener();
        Assert.True(listener.Arrived(0, 10, 1600, 160));
        Assert.False(listener.Arrived(0, 10, 1600, 160));
        Assert.False(listener.Arrived(0, 9, 1440, 160));
        Assert.True(listener.Arrived(1, 5, 77, 160));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Listening_allocates_nothing(string name)
    {
        Codec codec = Enum.Parse<Codec>(name);
        using var listener = new DtmfListener();
        using var encoder = new SpeechEncoder();
        short[] sound = Keys.Press("5", 100, 100);
        byte[] octets = new byte[sound.Length];
        encoder.Encode(codec, sound, octets);
        uint packet = 0;
        int heard = 0;
        Assert.Equal(0, Allocated.AtLeast(Listen));
        Assert.True(heard > 190);

        void Listen()
        {
            for (int at = 0; at + 160 <= octets.Length; at += 160)
            {
                ReadOnlySpan<byte> payload = octets.AsSpan(at, 160);
                listener.Arrived(0, packet, packet * 160, 160);
                packet++;
                while (listener.TryTake(ref payload, codec, out _))
                {
                    heard++;
                }
            }
        }
    }

    [Theory]
    [InlineData(nameof(Codec.Pcma))]
    [InlineData(nameof(Codec.G722))]
    public void The_engine_tells_them_and_passes_them_on_as_they_are(string name)
    {
        Codec codec = Enum.Parse<Codec>(name);
        using var bench = new EngineBench();
        Leg silent = bench.Open(codec);
        Leg leg = bench.Open(codec, events: false);
        silent.HearEachOther(leg);
        byte[] octets = Encoded(codec, Keys.Press("*5", 80, 80));
        foreach (Leg talker in new[] { leg, silent })
        {
            for (int at = 0; at + 160 <= octets.Length; at += 160)
            {
                talker.Say(octets.AsSpan(at, 160));
                bench.Run(20);
            }
        }

        Assert.Equal(["1: *", "1: 5"], bench.Told.Select(told => told[..4]));
        Assert.All(bench.Told, told => Assert.EndsWith(" as tone", told));
        Assert.Contains(
            silent.Sound,
            s => s.Payload.AsSpan().SequenceEqual(octets.AsSpan(640, 160))
        );
    }

    [Fact]
    public void A_key_after_which_nothing_more_is_sent_is_told_too()
    {
        using var bench = new EngineBench();
        Leg leg = bench.Open(events: false);
        byte[] octets = Encoded(Codec.Pcma, Keys.Press("8", 200, 20));
        for (int at = 0; at < 1600; at += 160)
        {
            leg.Say(octets.AsSpan(at, 160));
            bench.Run(20);
        }

        Assert.Empty(bench.Told);
        bench.Run(200);
        Assert.Equal(["0: 8"], bench.Told.Select(told => told[..4]));
        bench.Run(1000);
        Assert.Single(bench.Told);
    }

    private static byte[] Encoded(Codec codec, short[] sound)
    {
        using var encoder = new SpeechEncoder();
        byte[] octets = new byte[sound.Length];
        encoder.Encode(codec, sound, octets);
        return octets;
    }

    /// <param name="missing">Packets that never come.</param>
    /// <param name="numbered">Whether they were sent, so that the sequence numbers have a gap.</param>
    private static string Hear(
        DtmfListener listener,
        short[] sound,
        Func<int, bool> missing,
        bool numbered = true
    )
    {
        byte[] octets = Encoded(Codec.Pcmu, sound);
        string heard = "";
        uint sequence = 0;
        for (int n = 0; n < octets.Length / 160; n++)
        {
            if (missing(n))
            {
                sequence += numbered ? 1u : 0;
                continue;
            }

            ReadOnlySpan<byte> payload = octets.AsSpan(n * 160, 160);
            listener.Arrived(0, sequence++, (uint)n * 160, 160);
            while (listener.TryTake(ref payload, Codec.Pcmu, out KeyPress press))
            {
                heard += press.Key;
            }
        }

        return heard;
    }
}
