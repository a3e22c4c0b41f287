using QX200.Sip.Location;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Location;

/// <summary>RFC 2782: priorities are kept to, weights are shares.</summary>
public sealed class ServiceOrderTests
{
    [Fact]
    public void Lower_priorities_always_go_first()
    {
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            List<ServiceRecord> order = ServiceOrder.Of(
                [Record("c", 30), Record("a", 10, 1), Record("b", 20, 99), Record("d", 30, 5)],
                random.NextDouble
            );
            Assert.Equal([10, 20, 30, 30], order.Select(static r => r.Priority));
        }
    }

    [Fact]
    public void Weights_are_shares_and_none_is_forgotten()
    {
        var random = new Random(11);
        var first = new Dictionary<string, int>();
        for (int i = 0; i < 10_000; i++)
        {
            List<ServiceRecord> order = ServiceOrder.Of(
                [Record("zero", 1, 0), Record("one", 1, 10), Record("three", 1, 30)],
                random.NextDouble
            );
            Assert.Equal(3, order.Distinct().Count());
            first[order[0].Target] = first.GetValueOrDefault(order[0].Target) + 1;
        }

        Assert.InRange(first["three"], 7_000, 7_600);
        Assert.InRange(first["one"], 2_200, 2_700);
        Assert.InRange(first["zero"], 100, 400);
    }

    [Theory]
    [InlineData(0.0, "zero")]
    [InlineData(0.999, "one")]
    public void The_ends_of_chance_fall_inside(double chance, string expected) =>
        Assert.Equal(
            expected,
            ServiceOrder.Of([Record("one", 1, 9), Record("zero", 1, 0)], () => chance)[0].Target
        );

    private static ServiceRecord Record(string target, int priority, int weight = 0) =>
        new(priority, weight, 5060, target);
}
