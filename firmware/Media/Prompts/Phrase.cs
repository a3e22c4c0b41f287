using System.Collections.Immutable;

namespace QX200.Media.Prompts;

/// <summary>Puts clips together to something that is said in one go.</summary>
internal sealed class Phrase(Voice voice)
{
    private const int BetweenCharactersMs = 140;
    private const int BetweenGroupsMs = 320;

    // Eight digits in one breath can't be taken down.
    private const int GroupLength = 3;
    private const int LongUngrouped = 4;

    private readonly ImmutableArray<Announcement.Part>.Builder _parts =
        ImmutableArray.CreateBuilder<Announcement.Part>();

    public Phrase Add(Prompt prompt, int pauseMs = 180) => Add(ClipNames.Of(prompt), pauseMs);

    /// <summary>Character by character; what has no name is left out. Long texts are said in groups of three.</summary>
    public Phrase Spell(string text)
    {
        string[] clips = [.. text.Select(ClipNames.Of).OfType<string>()];
        for (int i = 0; i < clips.Length; i++)
        {
            bool endOfGroup =
                i == clips.Length - 1
                || (clips.Length > LongUngrouped && (i + 1) % GroupLength == 0);
            Add(clips[i], endOfGroup ? BetweenGroupsMs : BetweenCharactersMs);
        }

        return this;
    }

    public Announcement End() => new(_parts.ToImmutable());

    private Phrase Add(string clip, int pauseMs)
    {
        _parts.Add(new Announcement.Part(voice.Clip(clip), pauseMs));
        return this;
    }
}
