namespace QX200.Panel;

/// <summary>How a lamp shines over time.</summary>
internal enum LampPattern : byte
{
    Off,
    On,

    /// <summary>A second on, a second off.</summary>
    Slow,

    /// <summary>Half a second on, half a second off.</summary>
    Blink,

    /// <summary>Four times a second.</summary>
    Fast,

    /// <summary>Two short flashes, then a pause.</summary>
    Double,
}

/// <summary>The one table of what each pattern looks like.</summary>
internal static class LampPatterns
{
    /// <summary>The time that one letter of the table lasts.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(125);

    // # is lit. All lengths divide the longest, so lamps with the same pattern blink together.
    private static readonly string[] Table =
    [
        "................",
        "################",
        "########........",
        "####....####....",
        "#.#.#.#.#.#.#.#.",
        "#.#.....#.#.....",
    ];

    public static bool IsLit(LampPattern pattern, long beat) =>
        Table[(int)pattern][(int)(beat % Table[0].Length)] == '#';

    /// <summary>It does not change with time.</summary>
    public static bool IsSteady(LampPattern pattern) =>
        pattern is LampPattern.Off or LampPattern.On;
}
