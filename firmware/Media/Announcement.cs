using System.Collections.Immutable;

namespace QX200.Media;

/// <summary>Clips said one after another, each with a pause behind it. Immutable.</summary>
internal sealed class Announcement(ImmutableArray<Announcement.Part> parts)
{
    public ImmutableArray<Part> Parts { get; } = parts;

    /// <param name="PauseAfterMs">Silence after the clip.</param>
    internal readonly record struct Part(Sound Clip, int PauseAfterMs);
}
