using Xunit;

namespace QX200.Tests.SwitchedOff;

/// <summary>The tests bite: with any of these rules switched off, a test that names the rule fails.</summary>
public sealed class SwitchTests(ITestOutputHelper output)
{
    private static readonly Lazy<SwitchedProduct> Product = new(static () => new SwitchedProduct());

    public static TheoryData<string> Rules => [.. RuleSwitch.All.Select(static r => r.Of.Rule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_rule_that_is_switched_off_is_missed_by_a_test_that_names_it(string rule)
    {
        RuleSwitch switched = RuleSwitch.All.Single(r => r.Of.Rule == rule);
        string? on = await Product.Value.FirstFailure(rule, off: 0);
        Assert.True(on is null, $"in the copy, with all rules in force: {on}");
        string? off = await Product.Value.FirstFailure(rule, switched.Number);
        Assert.True(off is not null, $"no test of {rule} notices that {switched.Of.What}");
        output.WriteLine($"{rule}: {switched.Of.What}; noticed by {off}");
    }

    [Theory]
    [InlineData("4.8")]
    [InlineData("6.3")]
    [InlineData("7a")]
    [InlineData("7b")]
    [InlineData("7d")]
    public void A_random_walk_misses_it_too(string rule)
    {
        RuleSwitch switched = RuleSwitch.All.Single(r => r.Of.Rule == rule);
        string missed = Enumerable
            .Range(1, 3)
            .Select(seed => Product.Value.Walk(seed, switched.Number))
            .FirstOrDefault(static fault => fault.Length > 0, "");
        Assert.True(missed.Length > 0, $"no walk notices that {switched.Of.What}");
        output.WriteLine($"{rule}: {switched.Of.What}; {missed}");
    }

    [Fact]
    public void Each_of_them_has_tests_at_the_level_of_whole_messages() =>
        Assert.All(
            RuleSwitch.All,
            static rule => Assert.NotEmpty(Product.Value.Tests(rule.Of.Rule))
        );
}
