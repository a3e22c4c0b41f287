using QX200.Runtime;
using Xunit;

namespace QX200.Tests.House;

public sealed class RoomRulesTests
{
    private const string Samples = "QX200.Tests.House.Samples";

    [Fact]
    public void No_room_uses_a_room_that_it_may_not_use()
    {
        using var types = new CompiledTypes(typeof(SignalLoop).Assembly.Location);
        Assert.Empty(RoomRules.OfTheFirmware.Broken(types, "QX200"));
    }

    [Fact]
    public void The_compiled_firmware_has_edges_to_judge()
    {
        using var types = new CompiledTypes(typeof(SignalLoop).Assembly.Location);
        IReadOnlyList<string> broken = new RoomRules("Sip\nRuntime").Broken(types, "QX200");
        Assert.Contains(
            "QX200.Sip.SipStack uses QX200.Runtime.SignalLoop: Sip may not use Runtime",
            broken
        );
        Assert.DoesNotContain(
            broken,
            line => line.StartsWith("QX200.Runtime.", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("InAField")]
    [InlineData("InASignature")]
    [InlineData("AsABase")]
    [InlineData("AsAnAttribute")]
    [InlineData("AsAConstraint")]
    [InlineData("OnlyInABody")]
    [InlineData("OnlyInALambda")]
    [InlineData("OnlyAsATypeArgument")]
    [InlineData("OnlyInAsyncCode")]
    public void An_edge_is_found_wherever_it_hides(string user)
    {
        using var types = new CompiledTypes(typeof(RoomRulesTests).Assembly.Location);
        var rules = new RoomRules("Upstairs\nDownstairs");
        Assert.Contains(
            $"{Samples}.Upstairs.{user} uses {Samples}.Downstairs.Cellar: Upstairs may not use Downstairs",
            rules.Broken(types, Samples)
        );
        Assert.Empty(new RoomRules("Upstairs Downstairs\nDownstairs").Broken(types, Samples));
    }

    [Fact]
    public void A_namespace_that_the_table_does_not_name_is_no_room()
    {
        using var types = new CompiledTypes(typeof(RoomRulesTests).Assembly.Location);
        Assert.Contains(
            $"{Samples}.Upstairs.InAField is in Upstairs, which is no room of the house",
            new RoomRules("Downstairs").Broken(types, Samples)
        );
    }
}
