namespace QX200.Media.Codecs;

/// <summary>Decodes any of our codecs to 8 kHz. Only the constructor allocates. Owned by one thread.</summary>
internal sealed class SpeechDecoder : IDisposable
{
    private readonly G722Decoder? _g722 = G722.IsAvailable
        ? new G722Decoder(G722Options.Narrow)
        : null;

    public void Reset() => _g722?.Reset();

    /// <summary>A sample an octet. G.722 without its library is silence: it was never offered.</summary>
    public void Decode(Codec codec, ReadOnlySpan<byte> octets, Span<short> samples)
    {
        switch (codec)
        {
            case Codec.Pcmu:
                G711.DecodeUlaw(octets, samples);
                break;
            case Codec.Pcma:
                G711.DecodeAlaw(octets, samples);
                break;
            case Codec.G722 when _g722 is not null:
                _g722.Decode(octets, samples);
                break;
            default:
                samples.Clear();
                break;
        }
    }

    public void Dispose() => _g722?.Dispose();
}

/// <summary>Encodes 8 kHz in any of our codecs. Only the constructor allocates. Owned by one thread.</summary>
internal sealed class SpeechEncoder : IDisposable
{
    private readonly G722Encoder? _g722 = G722.IsAvailable
        ? new G722Encoder(G722Options.Narrow)
        : null;

    public void Reset() => _g722?.Reset();

    /// <summary>An octet a sample.</summary>
    public void Encode(Codec codec, ReadOnlySpan<short> samples, Span<byte> octets)
    {
        switch (codec)
        {
            case Codec.Pcmu:
                G711.EncodeUlaw(samples, octets);
                break;
            case Codec.Pcma:
                G711.EncodeAlaw(samples, octets);
                break;
            case Codec.G722 when _g722 is not null:
                _g722.Encode(samples, octets);
                break;
            default:
                octets.Fill(Codec.G722.SilenceOctet());
                break;
        }
    }

    public void Dispose() => _g722?.Dispose();
}
