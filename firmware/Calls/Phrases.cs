using QX200.Media;
using QX200.Media.HoldMusic;
using QX200.Media.Prompts;
using QX200.Parking;
using QX200.Settings;

namespace QX200.Calls;

/// <summary>What the exchange itself says and plays to people, as sources that a leg can hear.</summary>
internal sealed class Phrases(Voice voice, MusicShelf shelf, SoundLibrary sounds)
{
    private int _lastToken;

    /// <summary>The music of the box, for whoever is held; set again with the settings.</summary>
    public HoldMusicChoice BoxMusic { get; set; }

    /// <summary>Two short beeps: done.</summary>
    public Source Confirmation => Say(voice.Confirmation);

    /// <summary>The number of a park extension, digit by digit, and its SIP user name (CALL-PARK 2.3).</summary>
    /// <param name="sipUser">Null where it is not registered outside.</param>
    public Source Number(string slot, string? sipUser) => Say(voice.ParkedOn(slot, sipUser));

    public Source EnterPassword => Say(voice.Say(Prompt.EnterPassword));

    public Source WrongPassword => Say(voice.Say(Prompt.WrongPassword));

    /// <summary>That was wrong, and there is another try.</summary>
    public Source WrongPasswordOnceMore =>
        Say(new Phrase(voice).Add(Prompt.WrongPassword).Add(Prompt.EnterPassword).End());

    public Source Goodbye => Say(voice.Say(Prompt.Goodbye));

    /// <summary>The beep that says that somebody else calls; null until it has been made.</summary>
    public Sound? CallWaiting => sounds.CallWaiting;

    /// <summary>An IPv4 address, number by number.</summary>
    public Source Address(string address)
    {
        var phrase = new Phrase(voice);
        foreach (string part in address.Split('.'))
        {
            phrase = phrase.Spell(part == address.Split('.')[^1] ? part : part + '.');
        }

        return Say(phrase.End());
    }

    /// <summary>Why a wish to park or to retrieve cannot be.</summary>
    public Source Refusal(ParkVerdict verdict) =>
        Say(
            voice.Say(
                verdict switch
                {
                    ParkVerdict.NoParkExtension => Prompt.NoParkExtension,
                    ParkVerdict.NothingToPark or ParkVerdict.AmbiguousHold => Prompt.NoCallToPark,
                    ParkVerdict.NoneFree => Prompt.NoFreeParkExtension,
                    ParkVerdict.Occupied => Prompt.ParkExtensionTaken,
                    ParkVerdict.ParkerNotListed => Prompt.MayNotPark,
                    ParkVerdict.Empty => Prompt.NoCallParked,
                    _ => Prompt.MayNotRetrieve,
                }
            )
        );

    /// <summary>A park extension's music; the box's own where the extension has none of its own, or is null.</summary>
    public Source Music(HoldMusicChoice? choice) =>
        shelf.SourceOf(
            (choice is { Kind: not HoldMusicKind.Default } own ? own : BoxMusic).ToString()
        );

    public Source Say(Announcement words)
    {
        _lastToken = _lastToken == int.MaxValue ? 1 : _lastToken + 1;
        return Source.Say(words, _lastToken);
    }
}
