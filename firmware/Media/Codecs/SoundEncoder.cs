namespace QX200.Media.Codecs;

/// <summary>
/// Encodes a whole sound once in every codec, when it is loaded. Sounds that are not ready made begin here as 16 kHz
/// samples.
/// </summary>
internal static class SoundEncoder
{
    public const int SampleRate = 16_000;

    // Whole packets of the usual length, so that a loop's end never shares a packet with its beginning.
    private const int Grain = SampleRate / 50;

    /// <summary>A sound that is said once; silence fills its last 20 ms.</summary>
    public static Sound Clip(ReadOnlySpan<short> wide)
    {
        var whole = new short[Math.Max(Grain, (wide.Length + Grain - 1) / Grain * Grain)];
        wide.CopyTo(whole);
        return Encode(whole, loop: false);
    }

    /// <summary>A sound that goes round and round; what is over at its end past a multiple of 20 ms is left out.</summary>
    public static Sound Loop(ReadOnlySpan<short> wide)
    {
        if (wide.Length < Grain)
        {
            return Clip(wide);
        }

        return Encode(wide[..(wide.Length / Grain * Grain)], loop: true);
    }

    private static Sound Encode(ReadOnlySpan<short> wide, bool loop)
    {
        short[] narrow = Resampler.Convert(wide, SampleRate, SampleRate / 2, loop);
        var ulaw = new byte[narrow.Length];
        var alaw = new byte[narrow.Length];
        G711.EncodeUlaw(narrow, ulaw);
        G711.EncodeAlaw(narrow, alaw);
        return new Sound(ulaw, alaw, EncodeG722(wide, loop));
    }

    // G.722 remembers: at the end of a loop the decoder is not where it was at the beginning, unless the beginning was
    // encoded after the end.
    private static byte[] EncodeG722(ReadOnlySpan<short> wide, bool loop)
    {
        var octets = new byte[wide.Length / 2];
        if (!G722.IsAvailable)
        {
            octets.AsSpan().Fill(G722.Silence);
            return octets;
        }

        using var encoder = new G722Encoder(G722Options.Wide);
        encoder.Encode(wide, octets);
        if (loop)
        {
            encoder.Encode(wide, octets);
        }

        return octets;
    }
}
