using System.Diagnostics;

namespace QX200.Acceptance;

/// <summary>
/// How long a test waits for what has to come. It is no promise of the product, and nothing is proved by how long it took:
/// a wait ends with what it waits for, and this is how long a busy machine is given before the test is called failed.
/// </summary>
internal static class Patience
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>For one step of a program or a telephone.</summary>
    public static TimeSpan Soon { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits until something is so, looking again and again.</summary>
    /// <param name="otherwise">What to say where that does not come about in time.</param>
    public static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        if (!await Within(Soon, isSo))
        {
            throw new TimeoutException($"Not within {Soon.TotalSeconds:0} s: {otherwise()}");
        }
    }

    /// <summary>
    /// How often something is tried that a machine that stands still at the wrong moment spoils, as it spoils a sound that
    /// is sent once. What the product does wrong it does wrong each time.
    /// </summary>
    public const int Tries = 3;

    /// <summary>For one of several tries.</summary>
    public static TimeSpan OfATry => Soon / Tries;

    /// <summary>Waits for so long until something is so.</summary>
    /// <returns>Whether it is.</returns>
    public static async Task<bool> Within(TimeSpan limit, Func<bool> isSo)
    {
        var waited = Stopwatch.StartNew();
        while (!isSo())
        {
            if (waited.Elapsed > limit)
            {
                return false;
            }

            await Task.Delay(s_look);
        }

        return true;
    }

    /// <summary>For the end of a program that was told to end, and that is ended by force after it.</summary>
    public static TimeSpan ToEnd { get; } = TimeSpan.FromSeconds(5);
}
