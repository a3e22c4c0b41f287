namespace QX200.Media;

/// <summary>All sound that the exchange itself makes: music tracks and tone loops, ready to be sent.</summary>
internal sealed class SoundLibrary(
    IReadOnlyList<Sound> tracks,
    IReadOnlyDictionary<ToneId, Sound> tones
)
{
    /// <summary>A music track; the first one where the number is unknown, null where there is none at all.</summary>
    public Sound? Track(int number) =>
        tracks.Count == 0 ? null
        : (uint)number < (uint)tracks.Count ? tracks[number]
        : tracks[0];

    public Sound? Tone(ToneId tone) => tones.GetValueOrDefault(tone);
}
