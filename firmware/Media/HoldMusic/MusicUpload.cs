using System.Buffers.Binary;
using QX200.Media.Codecs;

namespace QX200.Media.HoldMusic;

/// <summary>A piece as it is kept: 16 kHz, mono, 16 bits, as loud as the others.</summary>
/// <param name="Wav">The whole WAV file.</param>
/// <param name="GainDb">How much louder it was made; softer below zero.</param>
internal sealed record ConvertedMusic(byte[] Wav, TimeSpan Length, double GainDb);

/// <summary>Turns an uploaded WAV file into one that the box plays without further work.</summary>
internal static class MusicUpload
{
    /// <summary>In bytes.</summary>
    public const int LargestFile = 64 << 20;

    public const int LongestMinutes = 10;

    /// <summary>To be said before somebody chooses a file.</summary>
    public const string Limits =
        "A WAV file (PCM with 8, 16 or 24 bits, A-law or u-law; 8 to 48 kHz; mono or stereo), at most 10 minutes and 64 MB.";

    // As loud as the built-in tune: some 16 dB below full scale for its loud passages, so that nobody holds the
    // telephone away from the ear, and every peak below 3 dB, as A-law distorts above.
    private const double LoudRms = 5200;
    private const double LargestPeak = 23000;
    private const double MostGain = 8;

    private const int Rate = SoundEncoder.SampleRate;
    private const int HeaderBytes = 44;

    /// <summary>Never throws, whatever the bytes are. A long piece takes a second.</summary>
    /// <param name="problem">What is wrong, to be put behind the file's name: "is an MP3 file: ...".</param>
    public static ConvertedMusic? Convert(ReadOnlySpan<byte> file, out string problem)
    {
        problem = "";
        string? other = OtherKind(file);
        if (file.Length > LargestFile)
        {
            problem = $"is larger than {LargestFile >> 20} MB";
        }
        else if (!WaveFile.TryRead(file, loop: false, out short[]? wide, out string? fault))
        {
            problem = other ?? fault;
        }
        else if (wide.Length > LongestMinutes * 60 * Rate)
        {
            problem = $"is longer than {LongestMinutes} minutes: cut it shorter";
        }
        else if (Level(wide) is var (loud, peak) && peak < 50)
        {
            problem = "is silent: choose \"none\" for silence";
        }
        else
        {
            double gain = Math.Min(Math.Min(LoudRms / loud, LargestPeak / peak), MostGain);
            return new ConvertedMusic(
                Wav(wide, gain),
                TimeSpan.FromSeconds((double)wide.Length / Rate),
                20 * Math.Log10(gain)
            );
        }

        return null;
    }

    /// <summary>Why a file can't be played, as in "is no WAV file"; null when it can.</summary>
    public static string? Judge(byte[] file) =>
        WaveFile.TryRead(file, loop: false, out _, out string? problem) ? null : problem;

    /// <summary>How long a WAV file plays, by its head; null where it can't be told.</summary>
    public static TimeSpan? LengthOf(ReadOnlySpan<byte> head, long fileBytes) =>
        WaveFile.LengthOf(head, fileBytes);

    /// <summary>What people upload for want of knowing better.</summary>
    private static string? OtherKind(ReadOnlySpan<byte> file) =>
        file.StartsWith("ID3"u8) || (file.Length > 1 && file[0] == 0xFF && (file[1] & 0xE0) == 0xE0)
            ? Other("an MP3 file")
        : file.StartsWith("OggS"u8) ? Other("an Ogg file")
        : file.StartsWith("fLaC"u8) ? Other("a FLAC file")
        : file.Length > 12 && file[4..].StartsWith("ftyp"u8) ? Other("an MP4 or M4A file")
        : file.StartsWith("FORM"u8) ? Other("an AIFF file")
        : file.StartsWith("PK"u8) ? Other("a ZIP file")
        : null;

    private static string Other(string kind) =>
        $"is {kind}: save it as WAV (16 bits PCM) with an audio program, then upload that";

    /// <summary>
    /// The level of the loud passages (the mean of the loudest fifth of all stretches of 0.4 s, so that a quiet beginning
    /// does not count) and the highest peak.
    /// </summary>
    private static (double Loud, double Peak) Level(ReadOnlySpan<short> wide)
    {
        const int stretch = Rate * 2 / 5;
        double offset = Mean(wide);
        List<double> powers = [];
        double peak = 0;
        for (int from = 0; from < wide.Length; from += stretch)
        {
            ReadOnlySpan<short> part = wide[from..Math.Min(wide.Length, from + stretch)];
            double power = 0;
            foreach (short sample in part)
            {
                double value = sample - offset;
                power += value * value;
                peak = Math.Max(peak, Math.Abs(value));
            }

            powers.Add(power / part.Length);
        }

        powers.Sort();
        int loudest = Math.Max(1, powers.Count / 5);
        return (Math.Max(1, Math.Sqrt(powers.TakeLast(loudest).Average())), peak);
    }

    private static double Mean(ReadOnlySpan<short> wide)
    {
        long sum = 0;
        foreach (short sample in wide)
        {
            sum += sample;
        }

        return (double)sum / wide.Length;
    }

    private static byte[] Wav(ReadOnlySpan<short> wide, double gain)
    {
        var wav = new byte[HeaderBytes + (wide.Length * 2)];
        Span<byte> head = wav;
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], wav.Length - 8);
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(head[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(head[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(head[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(head[34..], 16);
        "data"u8.CopyTo(head[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], wide.Length * 2);
        double offset = Mean(wide);
        for (int i = 0; i < wide.Length; i++)
        {
            double value = Math.Round((wide[i] - offset) * gain);
            BinaryPrimitives.WriteInt16LittleEndian(
                head[(HeaderBytes + (i * 2))..],
                (short)Math.Clamp(value, short.MinValue, short.MaxValue)
            );
        }

        return wav;
    }
}
