using QX200.Media;
using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Codecs;

public sealed class TranscoderTests
{
    [Theory]
    [InlineData(nameof(Codec.Pcmu), nameof(Codec.Pcma))]
    [InlineData(nameof(Codec.Pcma), nameof(Codec.Pcmu))]
    [InlineData(nameof(Codec.Pcmu), nameof(Codec.G722))]
    [InlineData(nameof(Codec.G722), nameof(Codec.Pcma))]
    public void A_tone_is_heard_pure_and_as_loud_on_the_other_side(string from, string to)
    {
        short[] heard = Relay(
            Enum.Parse<Codec>(from),
            Enum.Parse<Codec>(to),
            Waves.Sine(600, 8000, 2000),
            i => i * 20
        );
        Span<short> middle = heard.AsSpan(4000, 8000);

        Assert.InRange(Waves.Purity(middle, 600, 8000), 0.98, 1.01);
        Assert.InRange(Waves.Rms(middle), 5657 * 0.85, 5657 * 1.15);
    }

    [Fact]
    public void One_packet_in_twenty_lost_leaves_the_tone_in_place()
    {
        short[] heard = Relay(
            Codec.Pcma,
            Codec.Pcmu,
            Waves.Sine(400, 8000, 4000),
            i => i % 20 == 7 ? -1 : i * 20
        );
        Span<short> middle = heard.AsSpan(4000, 24_000);

        Assert.InRange(Waves.Purity(middle, 400, 8000), 0.9, 1.01);
    }

    [Theory]
    [InlineData(19.96)]
    [InlineData(20.04)]
    public void A_sender_whose_clock_is_wrong_by_2_per_mille_is_followed_with_little_delay(
        double period
    )
    {
        using var transcoder = new Transcoder();
        transcoder.Start(Codec.Pcmu);
        // Words of 600 ms and pauses of 200 ms, for five minutes.
        short[] word = [.. Waves.Sine(300, 8000, 600), .. new short[1600]];
        var octets = new byte[word.Length];
        G711.EncodeAlaw(word, octets);
        var taken = new byte[160];
        int sent = 0;
        int worst = 0;
        for (int tick = 0; tick < 15_000; tick++)
        {
            for (; sent * period <= tick * 20; sent++)
            {
                transcoder.Put(
                    octets.AsSpan(sent * 160 % octets.Length, 160),
                    Codec.Pcma,
                    (ushort)sent,
                    (uint)(sent * 160),
                    1,
                    (long)(sent * period * 1000)
                );
            }

            transcoder.Take(taken, tick * 20_000L);
            if (tick > 100)
            {
                worst = Math.Max(
                    worst,
                    Math.Abs(transcoder.Receiver.Buffer.Surplus(tick * 20_000L)) / 8
                );
            }
        }

        // 2 per mille of 300 s are 600 ms.
        SpeechReceiver receiver = transcoder.Receiver;
        Assert.InRange(worst, 0, 90);
        Assert.Equal(0, receiver.Buffer.Jumps);
        Assert.InRange(
            period < 20 ? receiver.Shortened : receiver.Stretched + receiver.Concealed,
            45,
            80
        );
    }

    [Fact]
    public void A_call_allocates_nothing_once_the_transcoder_is_made()
    {
        using var transcoder = new Transcoder();
        Call(transcoder, packets: 50);
        Assert.Equal(0, Allocated.AtLeast(() => Call(transcoder, packets: 5)));
    }

    [Fact]
    public void The_codec_may_change_in_the_middle_of_a_stream()
    {
        using var transcoder = new Transcoder();
        transcoder.Start(Codec.Pcmu);
        var packet = new byte[160];
        var taken = new byte[160];
        short[] sound = Waves.Sine(500, 8000, 20);
        for (int i = 0; i < 40; i++)
        {
            Codec codec = i < 20 ? Codec.Pcma : Codec.Pcmu;
            if (codec == Codec.Pcma)
            {
                G711.EncodeAlaw(sound, packet);
            }
            else
            {
                G711.EncodeUlaw(sound, packet);
            }

            transcoder.Put(packet, codec, (ushort)i, (uint)(i * 160), 1, i * 20_000L);
            transcoder.Take(taken, i * 20_000L);
        }

        var heard = new short[160];
        G711.DecodeUlaw(taken, heard);
        Assert.InRange(Waves.Purity(heard, 500, 8000), 0.95, 1.05);
    }

    private static void Call(Transcoder transcoder, int packets)
    {
        Span<byte> packet = stackalloc byte[160];
        Span<byte> taken = stackalloc byte[160];
        transcoder.Start(Codec.G722);
        for (int i = 0; i < packets; i++)
        {
            packet.Fill((byte)(i * 7));
            if (i % 10 != 3)
            {
                transcoder.Put(packet, Codec.Pcma, (ushort)i, (uint)(i * 160), 1, i * 20_000L);
            }

            transcoder.Take(taken, i * 20_000L);
        }
    }

    private static short[] Relay(Codec from, Codec to, short[] sound, Func<int, int> arrival)
    {
        using var encoder = new SpeechEncoder();
        using var decoder = new SpeechDecoder();
        using var transcoder = new Transcoder();
        transcoder.Start(to);
        var packet = new byte[160];
        var taken = new byte[160];
        var heard = new short[sound.Length];
        for (int i = 0; i < sound.Length / 160; i++)
        {
            encoder.Encode(from, sound.AsSpan(i * 160, 160), packet);
            if (arrival(i) >= 0)
            {
                transcoder.Put(packet, from, (ushort)i, (uint)(i * 160), 1, arrival(i) * 1000L);
            }

            transcoder.Take(taken, i * 20_000L);
            decoder.Decode(to, taken, heard.AsSpan(i * 160, 160));
        }

        return heard;
    }
}
