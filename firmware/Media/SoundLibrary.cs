using QX200.Media.HoldMusic;
using QX200.Media.Tones;

namespace QX200.Media;

/// <summary>
/// All sound that goes round and round: music tracks and tone loops, ready to be sent. Looked into by the media
/// thread, never locked: what is loaded later is put beside what is there.
/// </summary>
internal sealed class SoundLibrary
{
    /// <summary>The number of the tune that comes with the program.</summary>
    public const int DefaultTrack = 0;

    private readonly Sound?[] _tones = new Sound?[Enum.GetValues<ToneId>().Length];
    private Sound?[] _tracks;
    private ToneSet? _toneSet;
    private Sound? _callWaiting;

    public SoundLibrary(
        IReadOnlyList<Sound> tracks,
        IReadOnlyDictionary<ToneId, Sound> tones,
        Sound? callWaiting = null
    )
    {
        _callWaiting = callWaiting;
        _tracks = [.. tracks];
        foreach ((ToneId id, Sound tone) in tones)
        {
            _tones[(int)id] = tone;
        }
    }

    private SoundLibrary() => _tracks = [null];

    /// <summary>
    /// The built-in tones and tune. They are encoded on a thread of their own, the tones first; until then they are
    /// silence. <paramref name="ready"/> ends when all of it is there.
    /// </summary>
    public static SoundLibrary BuiltIn(ToneSet tones, out Task ready)
    {
        var library = new SoundLibrary();
        ready = Task.Run(() => library.LoadBuiltIn(tones));
        return library;
    }

    /// <summary>
    /// Any thread: other tones from now on, for whoever begins to hear one. Takes a tenth of a second, and nothing where
    /// these are the tones already.
    /// </summary>
    public void Use(ToneSet tones)
    {
        if (tones == _toneSet)
        {
            return;
        }

        _toneSet = tones;
        foreach (ToneId tone in Enum.GetValues<ToneId>())
        {
            Volatile.Write(ref _tones[(int)tone], ToneGenerator.Make(tone, tones));
        }

        Volatile.Write(ref _callWaiting, ToneGenerator.MakeClip(tones.CallWaiting));
    }

    /// <summary>What somebody who talks hears when another one calls; null until it is there.</summary>
    public Sound? CallWaiting => Volatile.Read(ref _callWaiting);

    /// <summary>A music track; the first one where the number is unknown, null where there is none (yet).</summary>
    public Sound? Track(int number)
    {
        Sound?[] tracks = Volatile.Read(ref _tracks);
        return (uint)number < (uint)tracks.Length ? tracks[number]
            : tracks.Length > 0 ? tracks[0]
            : null;
    }

    public Sound? Tone(ToneId tone) => Volatile.Read(ref _tones[(int)tone]);

    /// <summary>Any thread: puts a track behind the others and gives its number. Tracks stay for good.</summary>
    public int Add(Sound track)
    {
        while (true)
        {
            Sound?[] before = Volatile.Read(ref _tracks);
            if (Interlocked.CompareExchange(ref _tracks, [.. before, track], before) == before)
            {
                return before.Length;
            }
        }
    }

    private void LoadBuiltIn(ToneSet tones)
    {
        Use(tones);
        Sound tune = DefaultTune.Load();
        Sound?[] before = Volatile.Read(ref _tracks);
        while (true)
        {
            Sound?[] after = [tune, .. before[1..]];
            Sound?[] seen = Interlocked.CompareExchange(ref _tracks, after, before);
            if (seen == before)
            {
                return;
            }

            before = seen;
        }
    }
}
