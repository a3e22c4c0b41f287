using System.Collections.Concurrent;
using QX200.Media.Codecs;

namespace QX200.Media.HoldMusic;

/// <summary>
/// What a <c>hold-music</c> setting means: the default tune, nothing, or a WAV file in the music directory, which is
/// read once and again when it has changed on disk.
/// </summary>
internal sealed class MusicShelf(string directory, SoundLibrary library)
{
    public const string Default = "default";
    public const string None = "none";

    private readonly ConcurrentDictionary<string, Loaded> _files = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads the file of a setting, if it names one that is not here yet. Not for the signal thread: a long file takes
    /// a second.
    /// </summary>
    /// <returns>What is wrong with it, in one sentence; null when all is well.</returns>
    public string? Prepare(string setting)
    {
        if (setting is Default or None or "")
        {
            return null;
        }

        if (setting != Path.GetFileName(setting))
        {
            return $"{setting} is no plain file name: music lies in {directory}";
        }

        string path = Path.Combine(directory, setting);
        try
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            return _files.TryGetValue(setting, out Loaded known) && known.Written == written
                ? null
                : Load(setting, path, written);
        }
        catch (IOException fault)
        {
            return Unreadable(path, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            return Unreadable(path, fault);
        }
    }

    /// <summary>Any thread: what is heard by it. A file that is not here, or was never good, is the default tune.</summary>
    public Source SourceOf(string? setting) =>
        setting == None ? Source.Silence
        : setting is not null && _files.TryGetValue(setting, out Loaded file)
            ? Source.Music(file.Track)
        : Source.Music(SoundLibrary.DefaultTrack);

    private static string Unreadable(string path, Exception fault) =>
        $"{path} can't be read: {fault.Message}";

    private string? Load(string setting, string path, DateTime written)
    {
        if (
            !WaveFile.TryRead(
                File.ReadAllBytes(path),
                loop: true,
                out short[]? wide,
                out string? problem
            )
        )
        {
            return $"{path} {problem}";
        }

        Joint.Soften(wide);
        _files[setting] = new Loaded(written, library.Add(SoundEncoder.Loop(wide)));
        return null;
    }

    private readonly record struct Loaded(DateTime Written, int Track);
}

/// <summary>Where the end of a foreign piece meets its beginning.</summary>
internal static class Joint
{
    private const int FadeSamples = SoundEncoder.SampleRate / 100;

    // What is left over past a whole packet is cut off by the encoder: the fade ends before that.
    private const int Packet = SoundEncoder.SampleRate / 50;

    /// <summary>Fades both ends over 10 ms: nobody promises that a file of somebody else's is a loop.</summary>
    public static void Soften(Span<short> wide)
    {
        Span<short> whole = wide[..(wide.Length / Packet * Packet)];
        for (int i = 0; i < Math.Min(FadeSamples, whole.Length / 2); i++)
        {
            whole[i] = (short)(whole[i] * i / FadeSamples);
            whole[^(i + 1)] = (short)(whole[^(i + 1)] * i / FadeSamples);
        }
    }
}
