namespace QX200.Media;

/// <summary>
/// Sound ready to be sent: encoded once for each codec when loaded, in memory that the collector never moves.
/// Music tracks, tone loops and prompt clips are all of these. Immutable, shared by all threads.
/// </summary>
internal sealed class Sound
{
    private readonly byte[][] _encoded;

    /// <param name="pcmu">8 bytes a millisecond, as are the other two; all three of the same length.</param>
    public Sound(ReadOnlySpan<byte> pcmu, ReadOnlySpan<byte> pcma, ReadOnlySpan<byte> g722)
    {
        if (pcma.Length != pcmu.Length || g722.Length != pcmu.Length || pcmu.IsEmpty)
        {
            throw new ArgumentException("encodings must be equally long, not empty", nameof(pcmu));
        }

        _encoded = [Pinned(pcmu), Pinned(pcma), Pinned(g722)];
    }

    /// <summary>Bytes in each encoding; RTP clock units as well.</summary>
    public int Length => _encoded[0].Length;

    public int Milliseconds => Length / CodecFacts.BytesPerMillisecond;

    public ReadOnlySpan<byte> Encoded(Codec codec) => _encoded[(int)codec];

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(copy);
        return copy;
    }
}
