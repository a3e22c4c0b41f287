namespace QX200.Acceptance.Sound;

/// <summary>The sounds that the exchange is to play, read from the sources that they are built from.</summary>
internal static class Reference
{
    public static Pcm Tune { get; } = Read("music", "tune.wav");

    /// <summary>A spoken digit.</summary>
    public static Pcm Digit(char digit) => Read("prompts", "en", $"digit-{digit}.wav");

    /// <summary>A prompt, by the name of its source.</summary>
    public static Pcm Prompt(string name) => Read("prompts", "en", $"{name}.wav");

    private static Pcm Read(params string[] path) =>
        Wav.Read(Path.Combine([Release.Root, "packaging", .. path])).At8Kilohertz();
}
