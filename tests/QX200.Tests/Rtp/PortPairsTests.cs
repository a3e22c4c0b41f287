using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Rtp;

public sealed class PortPairsTests
{
    [Fact]
    public void Pairs_are_even_walk_round_and_run_out()
    {
        var pairs = new PortPairs(10_001, 10_007);
        Assert.Equal(3, pairs.Count);
        Assert.Equal([10_002, 10_004, 10_006], Take(pairs, 3));
        Assert.False(pairs.TryTake(out _));
        pairs.Release(10_004);
        pairs.Release(10_004);
        Assert.Equal(2, pairs.InUse);
        Assert.Equal([10_004], Take(pairs, 1));
    }

    [Fact]
    public void A_pair_given_back_rests_until_its_turn_comes_round()
    {
        var pairs = new PortPairs(20_000, 20_007);
        Assert.Equal([20_000], Take(pairs, 1));
        pairs.Release(20_000);
        Assert.Equal([20_002, 20_004, 20_006, 20_000], Take(pairs, 4));
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(30_001, 30_002)]
    [InlineData(30_002, 30_001)]
    public void A_range_without_a_pair_has_none(int min, int max)
    {
        var pairs = new PortPairs(min, max);
        Assert.Equal(0, pairs.Count);
        Assert.False(pairs.TryTake(out _));
        pairs.Release(min);
        Assert.Equal(0, pairs.InUse);
    }

    private static List<int> Take(PortPairs pairs, int count)
    {
        var taken = new List<int>();
        for (int i = 0; i < count; i++)
        {
            Assert.True(pairs.TryTake(out int port));
            taken.Add(port);
        }

        return taken;
    }
}
