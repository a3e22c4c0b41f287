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

    [Fact]
    public void Each_of_them_has_tests_at_the_level_of_whole_messages() =>
        Assert.All(
            RuleSwitch.All,
            static rule => Assert.NotEmpty(Product.Value.Tests(rule.Of.Rule))
        );
}
