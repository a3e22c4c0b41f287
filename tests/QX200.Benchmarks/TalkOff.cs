using System.Diagnostics;
using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Media.Tones;
using QX200.Rtp;

namespace QX200.Benchmarks;

/// <summary>
/// Speech of many voices and the hold music, in each codec, through the ear that listens for keys: it must find none.
/// espeak-ng reads the papers of the repository aloud.
/// </summary>
internal static class TalkOff
{
    private const int Rate = 8000;

    private static readonly string[] Voices =
    [
        "en-us+m3 -s 170",
        "en-us+f2 -s 160",
        "en-gb+m7 -s 190 -p 30",
        "en-gb+f4 -s 140 -p 80",
        "de+m1 -s 165",
        "fr+f1 -s 170",
        "es+m5 -s 180 -p 65",
        "it+f3 -s 175 -p 95",
    ];

    /// <param name="minutes">Of speech; 30 where it is not given.</param>
    public static int Run(string[] minutes)
    {
        int wanted = (minutes.Length > 0 ? int.Parse(minutes[0]) : 30) * 60;
        string[] papers = ["README.md", "DECISIONS.md", "CHANGELOG.md"];
        double spoken = 0;
        int found = 0;
        for (int i = 0; spoken < wanted; i++)
        {
            string voice = Voices[i % Voices.Length];
            string paper = papers[i / Voices.Length % papers.Length];
            short[] sound = Speak($"-v {voice} -p {30 + (i * 7 % 60)} -f {paper}");
            if (sound.Length == 0)
            {
                Console.WriteLine(
                    $"espeak-ng cannot read {paper} as {voice}: run this at the top of the repository"
                );
                return 1;
            }

            spoken += (double)sound.Length / Rate;
            found += Listen($"{paper} by {voice}", sound);
        }

        Sound tune = DefaultTune.Load();
        foreach (Codec codec in Enum.GetValues<Codec>())
        {
            found += Count("the tune", codec, tune.Encoded(codec));
        }

        Console.WriteLine(
            $"{spoken / 60:F1} min of speech and the tune, each in 3 codecs: {found} false keys"
        );
        return found == 0 ? 0 : 1;
    }

    private static short[] Speak(string arguments)
    {
        using Process espeak = Process.Start(
            new ProcessStartInfo("espeak-ng", $"{arguments} --stdout")
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        using var wave = new MemoryStream();
        espeak.StandardOutput.BaseStream.CopyTo(wave);
        espeak.WaitForExit();
        return WaveFile.TryRead(wave.ToArray(), loop: false, out short[]? wide, out _)
            ? Resampler.Convert(wide, SoundEncoder.SampleRate, Rate, loop: false)
            : [];
    }

    private static int Listen(string what, short[] sound)
    {
        int found = 0;
        byte[] octets = new byte[sound.Length];
        foreach (Codec codec in Enum.GetValues<Codec>())
        {
            using var encoder = new SpeechEncoder();
            encoder.Encode(codec, sound, octets);
            found += Count(what, codec, octets);
        }

        return found;
    }

    private static int Count(string what, Codec codec, ReadOnlySpan<byte> octets)
    {
        using var listener = new DtmfListener();
        int found = 0;
        int length = octets.Length;
        listener.Arrived(0, 1, 0, length);
        while (listener.TryTake(ref octets, codec, out KeyPress press))
        {
            double second = (double)(length - octets.Length) / Rate;
            Console.WriteLine(
                $"{what}, {codec}, {second:F2} s: {press.Key}, {press.Milliseconds} ms"
            );
            found++;
        }

        return found;
    }
}
