using Xunit;

namespace QX200.Tests.Calls.Walks;

/// <summary>
/// Telephones that do anything at any time on a bad network. <c>./build.sh test</c> asks for 200 walks; without that a
/// few have to do.
/// </summary>
public sealed class WalkTests
{
    private static readonly int Walks = int.Parse(
        Environment.GetEnvironmentVariable("QX200_WALKS") ?? "10"
    );

    [Fact]
    public void Rule_7a_Whatever_telephones_and_network_do_nobody_is_left_without_an_outcome()
    {
        WalksTaken taken = RandomWalks.Run(firstSeed: 1, Walks);
        if (taken.Failure.Length > 0)
        {
            Assert.Fail(taken.Failure);
        }

        // Of few walks not every outcome can be asked for.
        string[] expected =
        [
            "abandoned",
            "pushed-back",
            "refused-password",
            "retrieved",
            "returned",
            "stopped",
            "timed-out",
        ];
        (int By, int Held, int TakenBack) desks = taken.Desks;
        Assert.True(Walks < 100 || desks is { By: > 0, Held: > 0, TakenBack: > 0 }, $"{taken}");
        IEnumerable<string> missing = expected.Except(taken.Outcomes);
        Assert.True(Walks < 100 || !missing.Any(), $"never {string.Join(", ", missing)}");
        Assert.Empty(taken.Outcomes.Except(expected));
    }
}
