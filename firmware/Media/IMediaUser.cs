namespace QX200.Media;

/// <summary>What the media engine tells, always on the signal thread, and never of a stream already closed.</summary>
internal interface IMediaUser
{
    /// <summary>A key was pressed and released: once for each press.</summary>
    /// <param name="digit">0 to 9, *, #, A to D, or ! for a hook flash.</param>
    /// <param name="milliseconds">How long it was held, as far as the packets tell.</param>
    /// <param name="asTone">
    /// It was found in the sound, so whoever hears the stream has heard it; else it came as telephone-event (RFC 4733).
    /// </param>
    void DigitArrived(StreamId stream, char digit, int milliseconds, bool asTone);

    /// <summary>The last sample of what <see cref="Source.Say"/> was given under this token has been sent.</summary>
    void SayEnded(StreamId stream, int token);

    /// <summary>
    /// No RTP for 60 s from a peer that had sent some before and is expected to send; told again for each further 60 s.
    /// </summary>
    void StreamSilent(StreamId stream);
}
