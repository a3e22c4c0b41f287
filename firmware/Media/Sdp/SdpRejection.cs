namespace QX200.Media.Sdp;

/// <summary>
/// Why a session description can't be used. Where several audio lines fail, the reason furthest down is told: that
/// line came closest.
/// </summary>
internal enum SdpRejection : byte
{
    None,
    NotSdp,
    TooLong,
    TooManyMedia,
    BadMediaLine,
    NoAudio,
    BadConnection,
    OnlyEncrypted,
    NoCommonCodec,
    NoOfferOpen,
    OtherMediaLines,
}

internal static class SdpRejections
{
    /// <summary>The SIP status for it: 400 where the text is broken, 488 where it is only not for us.</summary>
    public static int Status(this SdpRejection rejection) =>
        rejection switch
        {
            SdpRejection.NotSdp
            or SdpRejection.TooLong
            or SdpRejection.TooManyMedia
            or SdpRejection.BadMediaLine => 400,
            _ => 488,
        };

    /// <summary>One sentence for a reason phrase, a Warning header or the log.</summary>
    public static string Sentence(this SdpRejection rejection) =>
        rejection switch
        {
            SdpRejection.None => "The session description is good",
            SdpRejection.NotSdp => "The body is not a session description",
            SdpRejection.TooLong => "The session description is too long",
            SdpRejection.TooManyMedia => "The session description has too many media lines",
            SdpRejection.BadMediaLine => "A media line can't be read",
            SdpRejection.BadConnection => "The sound has no usable connection address",
            SdpRejection.NoAudio => "No sound is offered",
            SdpRejection.OnlyEncrypted => "Only encrypted sound is offered",
            SdpRejection.NoCommonCodec => "No offered codec is spoken here",
            SdpRejection.NoOfferOpen => "An answer came to no offer",
            _ => "The answer's media lines are not those of the offer",
        };
}
