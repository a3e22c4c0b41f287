using System.Buffers.Binary;
using System.Text;
using FsCheck.Xunit;
using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.HoldMusic;

public sealed class WaveFileTests
{
    [Theory]
    [InlineData(1, 1, 8000, 8)]
    [InlineData(1, 1, 8000, 16)]
    [InlineData(1, 2, 44_100, 16)]
    [InlineData(1, 2, 48_000, 24)]
    [InlineData(1, 1, 11_025, 24)]
    [InlineData(6, 1, 8000, 8)]
    [InlineData(7, 2, 16_000, 8)]
    public void Every_form_that_the_settings_page_names_is_read(
        int tag,
        int channels,
        int rate,
        int bits
    )
    {
        byte[] file = Wav(tag, channels, rate, bits, Waves.Sine(440, rate, 500));

        Assert.True(
            WaveFile.TryRead(file, loop: false, out short[]? wide, out string? problem),
            problem
        );
        Assert.InRange(wide.Length, 7998, 8000);
        Assert.InRange(Waves.Purity(wide.AsSpan(800, 6400), 440, 16_000), 0.99, 1.01);
        Assert.InRange(Waves.Rms(wide.AsSpan(800, 6400)), 5657 * 0.97, 5657 * 1.03);
    }

    [Theory]
    [InlineData(17, 1, 8000, 4, "is compressed (format 17): PCM, A-law or u-law is wanted")]
    [InlineData(1, 6, 48_000, 16, "has 6 channels: 1 or 2 are wanted")]
    [InlineData(1, 1, 96_000, 16, "is at 96000 Hz: 8000 to 48000 are wanted")]
    [InlineData(1, 1, 8000, 32, "has 32 bits a sample: 8, 16 or 24 are wanted")]
    [InlineData(7, 1, 8000, 16, "has 16 bits a sample: 8 are wanted")]
    public void What_cannot_be_read_is_named(
        int tag,
        int channels,
        int rate,
        int bits,
        string expected
    )
    {
        byte[] file = Wav(tag, channels, rate, bits, new short[rate]);
        Assert.False(WaveFile.TryRead(file, loop: false, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Files_that_are_none_or_empty_or_too_long_are_named()
    {
        Assert.Equal(
            "is no WAV file",
            Problem(Encoding.ASCII.GetBytes("ID3 this is an MP3 file really"))
        );
        Assert.Equal(
            "is a WAV file without a format",
            Problem(Wav(1, 1, 8000, 16, new short[800])[..12])
        );
        Assert.Equal(
            "holds less than 0.1 s of sound",
            Problem(Wav(1, 1, 8000, 16, new short[100]))
        );

        byte[] tooLong = [.. Wav(7, 1, 8000, 8, new short[800]), .. new byte[8000 * 60 * 20]];
        BinaryPrimitives.WriteInt32LittleEndian(tooLong.AsSpan(40), tooLong.Length - 44);
        Assert.Equal("is longer than 20 minutes", Problem(tooLong));
    }

    [Fact]
    public void A_recording_that_was_cut_off_is_read_as_far_as_it_goes()
    {
        byte[] file = Wav(1, 1, 16_000, 16, Waves.Sine(440, 16_000, 1000));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);

        Assert.True(
            WaveFile.TryRead(file.AsSpan(0, 44 + 16_000), loop: false, out short[]? wide, out _)
        );
        Assert.Equal(8000, wide.Length);
    }

    [Property]
    public void Any_bytes_are_refused_or_read_but_never_throw(byte[] noise, byte at, byte value)
    {
        WaveFile.TryRead(noise, loop: true, out _, out _);
        byte[] file = Wav(1, 1, 8000, 16, new short[900]);
        file[at % 44] = value;
        WaveFile.TryRead(file, loop: true, out short[]? wide, out string? problem);
        Assert.True(wide is null != problem is null);
    }

    private static string? Problem(byte[] file)
    {
        WaveFile.TryRead(file, loop: false, out _, out string? problem);
        return problem;
    }

    /// <summary>A WAV file with the samples in every channel.</summary>
    internal static byte[] Wav(int tag, int channels, int rate, int bits, short[] samples)
    {
        byte[] sound =
        [
            .. samples
                .SelectMany(s => Enumerable.Repeat(Encoded(tag, bits, s), channels))
                .SelectMany(b => b),
        ];
        var file = new byte[44 + sound.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 36 + sound.Length);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)tag);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), rate * channels * bits / 8);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), (short)(channels * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), (short)bits);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), sound.Length);
        sound.CopyTo(file, 44);
        return file;
    }

    private static byte[] Encoded(int tag, int bits, short sample)
    {
        var octet = new byte[1];
        switch (tag)
        {
            case 6:
                G711.EncodeAlaw([sample], octet);
                return octet;
            case 7:
                G711.EncodeUlaw([sample], octet);
                return octet;
            default:
                return bits switch
                {
                    8 => [(byte)((sample >> 8) + 128)],
                    24 => [0, (byte)sample, (byte)(sample >> 8)],
                    32 => [0, 0, (byte)sample, (byte)(sample >> 8)],
                    _ => [(byte)sample, (byte)(sample >> 8)],
                };
        }
    }
}
