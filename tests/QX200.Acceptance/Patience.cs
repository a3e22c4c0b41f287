namespace QX200.Acceptance;

/// <summary>
/// How long a test waits for what has to come. It is no promise of the product, and nothing is proved by how long it took:
/// a wait ends with what it waits for, and this is how long a busy machine is given before the test is called failed.
/// </summary>
internal static class Patience
{
    /// <summary>For one step of a program or a telephone.</summary>
    public static TimeSpan Soon { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For the end of a program that was told to end, and that is ended by force after it.</summary>
    public static TimeSpan ToEnd { get; } = TimeSpan.FromSeconds(5);
}
