using System.Collections.Immutable;
using QX200.Media;
using QX200.Media.Codecs;
using QX200.Settings;

namespace QX200;

/// <summary>The codecs that the settings ask for and this machine can speak.</summary>
internal static class CodecChoice
{
    public static IReadOnlyList<Codec> Offered(ImmutableArray<VoiceCodec> wanted)
    {
        Codec[] codecs = [.. wanted.Select(Of).Where(c => c != Codec.G722 || G722.IsAvailable)];
        return codecs.Length > 0 ? codecs : [Codec.Pcmu, Codec.Pcma];
    }

    private static Codec Of(VoiceCodec codec) =>
        codec switch
        {
            VoiceCodec.G722 => Codec.G722,
            VoiceCodec.Pcma => Codec.Pcma,
            _ => Codec.Pcmu,
        };
}
