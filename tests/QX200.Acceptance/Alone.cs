using Xunit;

namespace QX200.Acceptance;

/// <summary>Tests that no other test runs beside.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
