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

    // What stands before a clip is anything. A packet of silence brings a G.722 decoder to rest, and half a second of it
    // the encoder, so that both begin the sound alike: without it the first word may begin with a crack.
    private const int Rest = SampleRate / 2;

    /// <summary>A sound that is said once: 20 ms of silence, the sound, and silence up to a whole packet.</summary>
    public static Sound Clip(ReadOnlySpan<short> wide)
    {
        var whole = new short[Grain + ((wide.Length + Grain - 1) / Grain * Grain)];
        wide.CopyTo(whole.AsSpan(Grain));
        (byte[] ulaw, byte[] alaw) = EncodeG711(whole, loop: false);
        return new Sound(ulaw, alaw, EncodeG722(new short[Rest], whole, Grain / 2));
    }

    /// <summary>A sound that goes round and round; what is over at its end past a multiple of 20 ms is left out.</summary>
    public static Sound Loop(ReadOnlySpan<short> wide)
    {
        if (wide.Length < Grain)
        {
            return Clip(wide);
        }

        ReadOnlySpan<short> whole = wide[..(wide.Length / Grain * Grain)];
        (byte[] ulaw, byte[] alaw) = EncodeG711(whole, loop: true);
        // At its end the decoder is not as it was at its beginning, unless the beginning was encoded after the end.
        return new Sound(ulaw, alaw, EncodeG722(whole, whole, silentOctets: 0));
    }

    private static (byte[] Ulaw, byte[] Alaw) EncodeG711(ReadOnlySpan<short> wide, bool loop)
    {
        short[] narrow = Resampler.Convert(wide, SampleRate, SampleRate / 2, loop);
        var ulaw = new byte[narrow.Length];
        var alaw = new byte[narrow.Length];
        G711.EncodeUlaw(narrow, ulaw);
        G711.EncodeAlaw(narrow, alaw);
        return (ulaw, alaw);
    }

    /// <param name="before">What the encoder is to have heard before.</param>
    /// <param name="silentOctets">So many at the beginning are the octet of silence.</param>
    private static byte[] EncodeG722(
        ReadOnlySpan<short> before,
        ReadOnlySpan<short> wide,
        int silentOctets
    )
    {
        var octets = new byte[wide.Length / 2];
        if (!G722.IsAvailable)
        {
            octets.AsSpan().Fill(Codec.G722.SilenceOctet());
            return octets;
        }

        using var encoder = new G722Encoder(G722Options.Wide);
        encoder.Encode(before, new byte[before.Length / 2]);
        encoder.Encode(wide, octets);
        octets.AsSpan(0, silentOctets).Fill(Codec.G722.SilenceOctet());
        return octets;
    }
}
