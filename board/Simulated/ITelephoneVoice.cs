namespace QX200.Board.Simulated;

/// <summary>The telephone's end of the voice.</summary>
internal interface ITelephoneVoice
{
    /// <summary>The codec's thread: a block each way.</summary>
    /// <param name="heard">What comes down the line.</param>
    /// <param name="said">To be filled with what goes up; as long.</param>
    void Exchange(ReadOnlySpan<short> heard, Span<short> said);
}

/// <summary>Hears an earpiece, or the line. The codec's thread; the samples are gone when it returns.</summary>
internal delegate void Listener(ReadOnlySpan<short> samples);
