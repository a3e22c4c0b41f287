using System.Collections.Concurrent;
using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Media.Tones;

namespace QX200.Media.Prompts;

/// <summary>
/// The recorded voice of one language. A clip is read and encoded when it is first wanted (some milliseconds) and kept;
/// <see cref="Prepare"/> does it beforehand. Any thread.
/// </summary>
internal sealed class Voice
{
    public const string English = "en";

    private readonly ConcurrentDictionary<string, Sound> _clips = new(StringComparer.Ordinal);
    private readonly string _language;
    private Announcement? _confirmation;

    /// <param name="language">As in the settings; English where there are no clips in it.</param>
    public Voice(string language = English) =>
        _language = Embedded.Has(ResourceName(language, ClipNames.Of(Prompt.ParkedOn)))
            ? language
            : English;

    /// <summary>Two short beeps: done.</summary>
    public Announcement Confirmation =>
        _confirmation ??= new Announcement([new(ToneGenerator.MakeConfirmation(), 0)]);

    public Announcement Say(Prompt prompt) => new Phrase(this).Add(prompt).End();

    /// <summary>A number or name, character by character.</summary>
    public Announcement Spell(string text) => new Phrase(this).Spell(text).End();

    /// <summary>
    /// Where a call is parked: the slot's number digit by digit, and its SIP user name where it is registered now
    /// (CALL-PARK 2.3).
    /// </summary>
    public Announcement ParkedOn(string number, string? sipUser = null)
    {
        Phrase phrase = new Phrase(this).Add(Prompt.ParkedOn).Spell(number);
        return (
            string.IsNullOrEmpty(sipUser) ? phrase : phrase.Add(Prompt.SipUserName).Spell(sipUser)
        ).End();
    }

    /// <summary>Encodes every clip that is not encoded yet: some 100 ms of work, for a thread that has time.</summary>
    public void Prepare()
    {
        foreach (string name in ClipNames.All)
        {
            Clip(name);
        }
    }

    /// <summary>A clip by its name in prompts.tsv.</summary>
    public Sound Clip(string name) =>
        _clips.GetOrAdd(
            name,
            static (clip, language) => Load(ResourceName(language, clip)),
            _language
        );

    private static string ResourceName(string language, string clip) =>
        $"prompts/{language}/{clip}.wav";

    private static Sound Load(string resource) =>
        WaveFile.TryRead(
            Embedded.Read(resource),
            loop: false,
            out short[]? wide,
            out string? problem
        )
            ? SoundEncoder.Clip(wide)
            : throw new InvalidDataException($"The resource {resource} {problem}.");
}
