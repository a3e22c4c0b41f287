using System.Numerics;

namespace QX200.Acceptance.Sound;

/// <summary>G.711 A-law without a header, as sipp streams it.</summary>
internal static class ALaw
{
    private const byte EvenBits = 0x55;
    private const byte Positive = 0x80;

    public static void Write(string path, Pcm sound) =>
        File.WriteAllBytes(path, [.. sound.Samples.Select(Encode)]);

    // ITU-T G.711: 13 bits with the sign apart, a segment and four bits within it, even bits inverted.
    private static byte Encode(float sample)
    {
        int size = Math.Min((int)(Math.Abs(sample) * 4096), 4095);
        int segment = size < 32 ? 0 : BitOperations.Log2((uint)size) - 4;
        int within = segment == 0 ? size >> 1 : (size >> segment) & 0x0F;
        return (byte)(((segment << 4) | within | (sample >= 0 ? Positive : 0)) ^ EvenBits);
    }
}
