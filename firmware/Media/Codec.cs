namespace QX200.Media;

/// <summary>
/// The codecs the exchange speaks. All three make 8 bytes a millisecond and count RTP time at 8 kHz
/// (G.722 too, although it samples at 16 kHz: RFC 3551 4.5.2), so a packet's timestamp grows by its payload's length.
/// </summary>
internal enum Codec : byte
{
    Pcmu,
    Pcma,
    G722,
}

internal static class CodecFacts
{
    /// <summary>How many codecs there are: the length of a table with one entry for each.</summary>
    public const int Count = 3;

    /// <summary>Encoded bytes, and also RTP clock units, in a millisecond of sound.</summary>
    public const int BytesPerMillisecond = 8;

    /// <summary>
    /// The octet of which silence is made. For G.722 it is the one that, repeated, brings a decoder to rest from
    /// whatever it has heard; from any other state the next sound would begin with a crack.
    /// </summary>
    public static byte SilenceOctet(this Codec codec) =>
        codec switch
        {
            Codec.Pcmu => 0xFF,
            Codec.Pcma => 0xD5,
            _ => 0xFC,
        };

    /// <summary>Linear samples a second on the decoded side.</summary>
    public static int SampleRate(this Codec codec) => codec == Codec.G722 ? 16_000 : 8_000;
}
