namespace QX200.Media.Codecs;

/// <summary>
/// G.711, both laws, by table: an octet is 8 kHz sound, a sample of 16 bits on the linear side. Tables are made at
/// first use; everything allocates nothing and may be called from any thread.
/// </summary>
internal static class G711
{
    // µ-law looks at the upper 14 bits of a sample, A-law at the upper 13.
    private const int UlawShift = 2;
    private const int AlawShift = 3;
    private const int UlawBias = 33;
    private const int UlawClip = 8158;

    private static readonly short[] FromUlaw = Table(ExpandUlaw);
    private static readonly short[] FromAlaw = Table(ExpandAlaw);
    private static readonly byte[] ToUlaw = Table(UlawShift, CompressUlaw);
    private static readonly byte[] ToAlaw = Table(AlawShift, CompressAlaw);

    public static void DecodeUlaw(ReadOnlySpan<byte> octets, Span<short> samples) =>
        Decode(FromUlaw, octets, samples);

    public static void DecodeAlaw(ReadOnlySpan<byte> octets, Span<short> samples) =>
        Decode(FromAlaw, octets, samples);

    public static void EncodeUlaw(ReadOnlySpan<short> samples, Span<byte> octets)
    {
        byte[] table = ToUlaw;
        for (int i = 0; i < samples.Length; i++)
        {
            octets[i] = table[(ushort)samples[i] >> UlawShift];
        }
    }

    public static void EncodeAlaw(ReadOnlySpan<short> samples, Span<byte> octets)
    {
        byte[] table = ToAlaw;
        for (int i = 0; i < samples.Length; i++)
        {
            octets[i] = table[(ushort)samples[i] >> AlawShift];
        }
    }

    private static void Decode(short[] table, ReadOnlySpan<byte> octets, Span<short> samples)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            samples[i] = table[octets[i]];
        }
    }

    private static short[] Table(Func<byte, int> expand)
    {
        var table = new short[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (short)expand((byte)i);
        }

        return table;
    }

    private static byte[] Table(int shift, Func<int, byte> compress)
    {
        var table = new byte[0x10000 >> shift];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = compress((short)(i << shift) >> shift);
        }

        return table;
    }

    private static int ExpandUlaw(byte octet)
    {
        int code = ~octet & 0xFF;
        int segment = (code >> 4) & 7;
        int magnitude = (((2 * (code & 15)) + UlawBias) << segment) - UlawBias;
        return ((code & 0x80) != 0 ? -magnitude : magnitude) << UlawShift;
    }

    // The sample is of 14 bits. Half a step below a decision value belongs to the lower code (G.711 table 2a).
    private static byte CompressUlaw(int sample)
    {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.Min(sample < 0 ? -sample : sample, UlawClip) + UlawBias;
        int segment = int.Log2(magnitude) - 5;
        int code = (segment << 4) | ((magnitude >> (segment + 1)) & 15);
        return (byte)~(sign | code);
    }

    private static int ExpandAlaw(byte octet)
    {
        int code = octet ^ 0x55;
        int segment = (code >> 4) & 7;
        int step = (2 * (code & 15)) + 1;
        int magnitude = segment == 0 ? step : (step + 32) << (segment - 1);
        return ((code & 0x80) != 0 ? magnitude : -magnitude) << AlawShift;
    }

    // The sample is of 13 bits; below zero A-law counts from -1, so that both signs have as many values.
    private static byte CompressAlaw(int sample)
    {
        int sign = sample < 0 ? 0 : 0x80;
        int magnitude = sample < 0 ? ~sample : sample;
        int segment = magnitude < 32 ? 0 : int.Log2(magnitude) - 4;
        int step = segment == 0 ? magnitude >> 1 : (magnitude >> segment) & 15;
        return (byte)((sign | (segment << 4) | (step & 15)) ^ 0x55);
    }
}
