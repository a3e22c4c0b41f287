using QX200.Media.Codecs;

namespace QX200.Media.HoldMusic;

/// <summary>The tune that comes with the program: packaging/music/tune.wav.</summary>
internal static class DefaultTune
{
    public const string ResourceName = "music/tune.wav";

    /// <summary>The WAV file as it is, to be listened to.</summary>
    public static byte[] Wav() => Embedded.Read(ResourceName);

    /// <summary>Reads and encodes it: some 100 ms of work on a fast machine.</summary>
    public static Sound Load() =>
        WaveFile.TryRead(
            Embedded.Read(ResourceName),
            loop: true,
            out short[]? wide,
            out string? problem
        )
            ? SoundEncoder.Loop(wide)
            : throw new InvalidDataException($"The resource {ResourceName} {problem}.");
}
