using QX200.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Codecs;

public sealed class G711Tests
{
    private static readonly byte[] AllOctets = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    // Values of the tables in G.711, on the scale of 16 bits.
    [Theory]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xFE, 8)]
    [InlineData(0xEF, 132)]
    [InlineData(0x8F, 16764)]
    public void Ulaw_octets_have_the_values_of_the_recommendation(byte octet, short value)
    {
        var samples = new short[1];
        G711.DecodeUlaw([octet], samples);
        Assert.Equal(value, samples[0]);
    }

    [Theory]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0xC5, 264)]
    [InlineData(0xF5, 528)]
    public void Alaw_octets_have_the_values_of_the_recommendation(byte octet, short value)
    {
        var samples = new short[1];
        G711.DecodeAlaw([octet], samples);
        Assert.Equal(value, samples[0]);
    }

    [Fact]
    public void Every_octet_comes_back_as_itself()
    {
        var samples = new short[256];
        var octets = new byte[256];

        G711.DecodeAlaw(AllOctets, samples);
        G711.EncodeAlaw(samples, octets);
        Assert.Equal(AllOctets, octets);

        G711.DecodeUlaw(AllOctets, samples);
        G711.EncodeUlaw(samples, octets);
        // µ-law has two zeros; the positive one is sent.
        octets[0x7F] = 0x7F;
        Assert.Equal(AllOctets, octets);
    }

    [Fact]
    public void Every_sample_comes_within_half_a_step()
    {
        short[] all = [.. Enumerable.Range(short.MinValue, 65536).Select(i => (short)i)];
        AssertNearest(all, G711.EncodeUlaw, G711.DecodeUlaw, unseen: 3);
        AssertNearest(all, G711.EncodeAlaw, G711.DecodeAlaw, unseen: 7);
    }

    private delegate void Encode(ReadOnlySpan<short> samples, Span<byte> octets);

    private delegate void Decode(ReadOnlySpan<byte> octets, Span<short> samples);

    private static void AssertNearest(short[] all, Encode encode, Decode decode, int unseen)
    {
        var values = new short[256];
        decode(AllOctets, values);
        int[] sorted = [.. values.Select(v => (int)v).Distinct().Order()];
        var octets = new byte[all.Length];
        encode(all, octets);
        for (int i = 0; i < all.Length; i++)
        {
            int value = values[octets[i]];
            int place = Array.BinarySearch(sorted, value);
            bool outermost = place == 0 || place == sorted.Length - 1;
            // Past the outermost values a sample is clipped.
            int most = outermost
                ? short.MaxValue + 1 - sorted[^1]
                : Math.Max(sorted[place + 1] - value, value - sorted[place - 1]) / 2;
            Assert.InRange(Math.Abs(all[i] - value), 0, most + unseen);
        }
    }
}
