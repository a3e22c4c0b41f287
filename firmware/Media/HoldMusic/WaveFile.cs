using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using QX200.Media.Codecs;

namespace QX200.Media.HoldMusic;

/// <summary>
/// Reads a WAV file (PCM of 8, 16 or 24 bits, A-law, µ-law; one or two channels; 8 to 48 kHz) as 16 kHz mono.
/// </summary>
internal static class WaveFile
{
    private const int LongestMinutes = 20;
    private const ushort Pcm = 1;
    private const ushort Alaw = 6;
    private const ushort Ulaw = 7;
    private const ushort Extensible = 0xFFFE;

    private readonly record struct Form(ushort Tag, int Channels, int Rate, int Bits)
    {
        public int FrameBytes => Channels * Bits / 8;
    }

    /// <summary>Never throws, whatever the bytes are.</summary>
    /// <param name="problem">What is wrong, to be put behind the file's name: "is no WAV file".</param>
    public static bool TryRead(
        ReadOnlySpan<byte> file,
        bool loop,
        [NotNullWhen(true)] out short[]? wide,
        [NotNullWhen(false)] out string? problem
    )
    {
        wide = null;
        problem =
            Look(file, out Form form, out ReadOnlySpan<byte> sound) ?? Unfit(form, sound.Length);
        if (problem is null)
        {
            short[] samples = Mono(form, sound);
            wide = Resampler.Convert(samples, form.Rate, SoundEncoder.SampleRate, loop);
        }

        return wide is not null;
    }

    /// <summary>How long a file plays that may be larger than the part of it at hand; null where that can't be told.</summary>
    /// <param name="head">At least the chunks before the sound.</param>
    /// <param name="fileBytes">The size of the whole file.</param>
    public static TimeSpan? LengthOf(ReadOnlySpan<byte> head, long fileBytes)
    {
        if (Look(head, out Form form, out ReadOnlySpan<byte> sound) is not null)
        {
            return null;
        }

        if (
            Unfit(form, int.MaxValue) is { } unfit
            && !unfit.StartsWith("is longer", StringComparison.Ordinal)
        )
        {
            return null;
        }

        long before = sound.IsEmpty ? head.Length : head.Length - sound.Length;
        long bytes = Math.Max(0, fileBytes - before);
        return TimeSpan.FromSeconds((double)(bytes / form.FrameBytes) / form.Rate);
    }

    private static string? Look(
        ReadOnlySpan<byte> file,
        out Form form,
        out ReadOnlySpan<byte> sound
    )
    {
        form = default;
        sound = default;
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
        {
            return "is no WAV file";
        }

        bool hasForm = false;
        ReadOnlySpan<byte> rest = file[12..];
        while (rest.Length >= 8)
        {
            ReadOnlySpan<byte> name = rest[..4];
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            rest = rest[8..];
            // Recorders that were cut off leave a size that is too large.
            int length = (int)Math.Min(size, (uint)rest.Length);
            if (name.SequenceEqual("fmt "u8) && length >= 16)
            {
                form = ReadForm(rest[..length]);
                hasForm = true;
            }
            else if (name.SequenceEqual("data"u8))
            {
                sound = rest[..length];
                break;
            }

            rest = rest[Math.Min(rest.Length, length + (length & 1))..];
        }

        return hasForm ? null : "is a WAV file without a format";
    }

    private static Form ReadForm(ReadOnlySpan<byte> chunk)
    {
        ushort tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (tag == Extensible && chunk.Length >= 26)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        return new Form(
            tag,
            BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]),
            (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]), int.MaxValue),
            BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..])
        );
    }

    private static string? Unfit(in Form form, int bytes)
    {
        bool law = form.Tag is Alaw or Ulaw;
        return form switch
        {
            _ when !law && form.Tag != Pcm =>
                $"is compressed (format {form.Tag}): PCM, A-law or u-law is wanted",
            { Channels: not (1 or 2) } => $"has {form.Channels} channels: 1 or 2 are wanted",
            { Rate: < 8000 or > 48000 } => $"is at {form.Rate} Hz: 8000 to 48000 are wanted",
            _ when law && form.Bits != 8 => $"has {form.Bits} bits a sample: 8 are wanted",
            { Bits: not (8 or 16 or 24) } =>
                $"has {form.Bits} bits a sample: 8, 16 or 24 are wanted",
            _ when bytes < form.FrameBytes * form.Rate / 10 => "holds less than 0.1 s of sound",
            _ when bytes / form.FrameBytes / form.Rate >= LongestMinutes * 60 =>
                $"is longer than {LongestMinutes} minutes",
            _ => null,
        };
    }

    private static short[] Mono(in Form form, ReadOnlySpan<byte> sound)
    {
        var samples = new short[sound.Length / form.FrameBytes];
        int width = form.Bits / 8;
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<byte> frame = sound.Slice(i * form.FrameBytes, form.FrameBytes);
            int left = Sample(form, frame);
            samples[i] = (short)(
                form.Channels == 1 ? left : (left + Sample(form, frame[width..])) / 2
            );
        }

        return samples;
    }

    private static short Sample(in Form form, ReadOnlySpan<byte> at)
    {
        Span<short> one = stackalloc short[1];
        switch (form.Tag)
        {
            case Ulaw:
                G711.DecodeUlaw(at[..1], one);
                return one[0];
            case Alaw:
                G711.DecodeAlaw(at[..1], one);
                return one[0];
            default:
                // Eight bits are unsigned; of 24 the upper 16 are heard.
                return form.Bits == 8
                    ? (short)((at[0] - 128) << 8)
                    : BinaryPrimitives.ReadInt16LittleEndian(at[(form.Bits / 8 - 2)..]);
        }
    }
}
