namespace QX200.Media;

/// <summary>The tones that the exchange makes; each is a loop, the confirmation included (it ends in silence).</summary>
internal enum ToneId : byte
{
    Dial,
    Ringback,
    Busy,
    Congestion,
    Confirm,

    /// <summary>The receiver is off the hook and nobody telephones: loud.</summary>
    Howler,
}
