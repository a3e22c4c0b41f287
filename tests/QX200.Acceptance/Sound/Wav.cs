using System.Buffers.Binary;

namespace QX200.Acceptance.Sound;

/// <summary>Sound as mono samples between -1 and 1.</summary>
internal sealed record Pcm(float[] Samples, int Rate)
{
    public double Seconds => (double)Samples.Length / Rate;

    /// <summary>A part of the sound, from and to in seconds; cut at the ends.</summary>
    public Pcm Part(double from, double to)
    {
        int first = Math.Clamp((int)(from * Rate), 0, Samples.Length);
        int last = Math.Clamp((int)(to * Rate), first, Samples.Length);
        return new Pcm(Samples[first..last], Rate);
    }

    /// <summary>What comes behind so many samples.</summary>
    public Pcm After(int samples) => new(Samples[Math.Min(samples, Samples.Length)..], Rate);

    /// <summary>The same sound at 8 kHz: a 16 kHz source loses what a telephone's band would not carry.</summary>
    public Pcm At8Kilohertz() =>
        Rate switch
        {
            8000 => this,
            16000 => new Pcm(HalfBand.Halve(Samples), 8000),
            _ => throw new NotSupportedException($"{Rate} Hz"),
        };

    public static Pcm operator +(Pcm first, Pcm second) =>
        new([.. first.Samples, .. second.Samples], first.Rate);
}

/// <summary>RIFF files of 16-bit sound, as telephones play and record them, and of the prompts' u-law.</summary>
internal static class Wav
{
    private const int HeaderLength = 44;
    private const int MuLaw = 7;

    /// <summary>
    /// Reads a file that may still be written to: a length beyond its end is cut, and a length of nothing, which telephones
    /// write before they know better, is all that there is.
    /// </summary>
    public static Pcm Read(string path)
    {
        byte[] file = ReadShared(path);
        int rate = 8000;
        int channels = 1;
        int format = 1;
        for (int at = 12; at + 8 <= file.Length; )
        {
            ReadOnlySpan<byte> id = file.AsSpan(at, 4);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            length = length == 0 ? file.Length : length;
            ReadOnlySpan<byte> body = file.AsSpan(
                at + 8,
                (int)Math.Min(length, file.Length - at - 8)
            );
            if (id.SequenceEqual("fmt "u8))
            {
                format = BinaryPrimitives.ReadUInt16LittleEndian(body);
                channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
                rate = (int)BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
            }
            else if (id.SequenceEqual("data"u8))
            {
                return new Pcm(format == MuLaw ? FromMuLaw(body) : Samples(body, channels), rate);
            }

            at += 8 + (int)((length + 1) & ~1L);
        }

        return new Pcm([], rate);
    }

    public static void Write(string path, Pcm sound)
    {
        byte[] file = new byte[HeaderLength + (2 * sound.Samples.Length)];
        Span<byte> at = file;
        "RIFF"u8.CopyTo(at);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(at[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(at[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(at[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(at[24..], sound.Rate);
        BinaryPrimitives.WriteInt32LittleEndian(at[28..], sound.Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(at[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(at[34..], 16);
        "data"u8.CopyTo(at[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[40..], 2 * sound.Samples.Length);
        for (int i = 0; i < sound.Samples.Length; i++)
        {
            float sample = Math.Clamp(sound.Samples[i], -1f, 1f) * short.MaxValue;
            BinaryPrimitives.WriteInt16LittleEndian(at[(HeaderLength + (2 * i))..], (short)sample);
        }

        File.WriteAllBytes(path, file);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        byte[] all = new byte[file.Length];
        file.ReadExactly(all);
        return all;
    }

    private static float[] Samples(ReadOnlySpan<byte> body, int channels)
    {
        int step = 2 * channels;
        float[] samples = new float[body.Length / step];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(body[(i * step)..]) / 32768f;
        }

        return samples;
    }

    // ITU-T G.711: sign, exponent and mantissa, all bits inverted on the line.
    private static float[] FromMuLaw(ReadOnlySpan<byte> body)
    {
        float[] samples = new float[body.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            int code = ~body[i];
            int size = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
            samples[i] = ((code & 0x80) != 0 ? -size : size) / 32768f;
        }

        return samples;
    }
}
