using System.Buffers.Binary;
using FsCheck.Xunit;
using QX200.Media.HoldMusic;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.HoldMusic;

public sealed class MusicUploadTests
{
    [Theory]
    [InlineData(1, 1, 8000, 8)]
    [InlineData(1, 2, 44_100, 16)]
    [InlineData(1, 2, 48_000, 24)]
    [InlineData(6, 1, 8000, 8)]
    [InlineData(7, 2, 16_000, 8)]
    public void Every_kind_becomes_16_kHz_mono_with_the_same_sound(
        int tag,
        int channels,
        int rate,
        int bits
    )
    {
        ConvertedMusic music = Converted(
            WaveFileTests.Wav(tag, channels, rate, bits, Waves.Sine(440, rate, 2000))
        );

        Assert.True(WaveFile.TryRead(music.Wav, loop: true, out short[]? wide, out _));
        Assert.Equal(16_000, BinaryPrimitives.ReadInt32LittleEndian(music.Wav.AsSpan(24)));
        Assert.InRange(music.Length.TotalSeconds, 1.99, 2.0);
        Assert.InRange(Waves.Purity(wide.AsSpan(1600, 25_600), 440, 16_000), 0.98, 1.02);
        Assert.Equal(music.Length, MusicUpload.LengthOf(music.Wav.AsSpan(0, 64), music.Wav.Length));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Loud_and_quiet_pieces_become_equally_loud(double level)
    {
        short[] sine = Waves.Sine(440, 16_000, 3000);
        short[] scaled = [.. sine.Select(s => (short)(s * level * 32_000 / 8000))];
        ConvertedMusic music = Converted(WaveFileTests.Wav(1, 1, 16_000, 16, scaled));
        Assert.True(WaveFile.TryRead(music.Wav, loop: true, out short[]? wide, out _));
        Assert.InRange(Waves.Rms(wide), 3000, 5300);
    }

    [Fact]
    public void A_single_crack_is_never_above_the_limit_and_an_offset_is_taken_away()
    {
        short[] sound =
        [
            .. Waves.Sine(440, 16_000, 2000).Select(static s => (short)((s / 20) + 3000)),
        ];
        sound[10_000] = short.MaxValue;
        ConvertedMusic music = Converted(WaveFileTests.Wav(1, 1, 16_000, 16, sound));
        Assert.True(WaveFile.TryRead(music.Wav, loop: true, out short[]? wide, out _));
        Assert.InRange(wide.Max(static s => Math.Abs((int)s)), 10_000, 23_001);
        Assert.InRange(wide.Average(static s => (double)s), -5, 5);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_with_advice()
    {
        Assert.Equal(
            "is an MP3 file: save it as WAV (16 bits PCM) with an audio program, then upload that",
            Refused("ID3\u0004 and so on"u8.ToArray())
        );
        Assert.StartsWith(
            "is an Ogg file",
            Refused("OggS...."u8.ToArray()),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "is an MP4 or M4A file",
            Refused("....ftypM4A ......"u8.ToArray()),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "is an MP3 file",
            Refused([0xFF, 0xFB, 0x90, 0]),
            StringComparison.Ordinal
        );
        Assert.Equal("is no WAV file", Refused("hello"u8.ToArray()));
        Assert.Equal(
            "is silent: choose \"none\" for silence",
            Refused(WaveFileTests.Wav(1, 1, 8000, 16, new short[8000]))
        );
        Assert.Equal("is larger than 64 MB", Refused(new byte[MusicUpload.LargestFile + 1]));
        byte[] tooLong =
        [
            .. WaveFileTests.Wav(7, 1, 8000, 8, new short[800]),
            .. new byte[8000 * 60 * 10],
        ];
        BinaryPrimitives.WriteInt32LittleEndian(tooLong.AsSpan(40), tooLong.Length - 44);
        Assert.Equal("is longer than 10 minutes: cut it shorter", Refused(tooLong));
    }

    [Property(MaxTest = 300)]
    public void Whatever_the_bytes_are_nothing_is_thrown(byte[] bytes)
    {
        byte[] file = WaveFileTests.Wav(1, 2, 8000, 16, Waves.Sine(440, 8000, 200));
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            file[bytes[i] % 60] = bytes[i + 1];
        }

        _ = MusicUpload.Convert(file, out _);
        _ = MusicUpload.Convert(bytes, out _);
        _ = MusicUpload.LengthOf(file, file.Length);
        _ = MusicUpload.LengthOf(bytes, bytes.Length);
    }

    private static ConvertedMusic Converted(byte[] file)
    {
        ConvertedMusic? music = MusicUpload.Convert(file, out string problem);
        Assert.Equal("", problem);
        return music!;
    }

    private static string Refused(byte[] file)
    {
        Assert.Null(MusicUpload.Convert(file, out string problem));
        return problem;
    }
}
