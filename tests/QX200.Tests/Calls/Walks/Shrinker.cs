namespace QX200.Tests.Calls.Walks;

/// <summary>Strikes lines out of a script for as long as it still fails, the largest pieces first.</summary>
internal static class Shrinker
{
    /// <summary>The shortest script found that still fails, after at most <paramref name="plays"/> attempts.</summary>
    public static IReadOnlyList<T> Shrink<T>(
        IReadOnlyList<T> script,
        Func<IReadOnlyList<T>, bool> fails,
        int plays
    )
    {
        for (int piece = script.Count / 2; piece > 0; piece = piece == 1 ? 0 : (piece + 1) / 2)
        {
            bool shrunk = true;
            while (shrunk)
            {
                shrunk = false;
                for (int from = script.Count - piece; from > -piece && plays > 0; from -= piece)
                {
                    int first = Math.Max(0, from);
                    IReadOnlyList<T> without =
                    [
                        .. script.Take(first),
                        .. script.Skip(from + piece),
                    ];
                    plays--;
                    if (without.Count > 0 && fails(without))
                    {
                        script = without;
                        shrunk = true;
                    }
                }
            }
        }

        return script;
    }
}
