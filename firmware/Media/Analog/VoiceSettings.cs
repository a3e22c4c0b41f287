namespace QX200.Media.Analog;

/// <summary>Levels of an analog line.</summary>
/// <param name="HearDb">Added to what the telephone hears.</param>
/// <param name="SpeakDb">Added to what it says.</param>
internal readonly record struct VoiceSettings(int HearDb, int SpeakDb, bool CancelEcho)
{
    public static VoiceSettings Standard { get; } = new(0, 0, CancelEcho: true);
}
