using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Media.Tones;

namespace QX200.Media.Prompts;

/// <summary>
/// The recorded voice of one language. A clip is read and encoded when it is first wanted (about a millisecond) and
/// kept. Signal thread; what comes out may go to any.
/// </summary>
internal sealed class Voice
{
    public const string English = "en";

    private readonly Dictionary<string, Sound> _clips = [];
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

    /// <summary>A clip by its name in prompts.tsv.</summary>
    public Sound Clip(string name)
    {
        if (!_clips.TryGetValue(name, out Sound? clip))
        {
            clip = Load(ResourceName(_language, name));
            _clips.Add(name, clip);
        }

        return clip;
    }

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
