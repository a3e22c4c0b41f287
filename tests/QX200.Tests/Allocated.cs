namespace QX200.Tests;

/// <summary>
/// Counts what a piece of work allocates on this thread. A collection that another test causes just then closes the
/// thread's allocation buffer and counts its rest as used; so one round without any proves it, and work that does
/// allocate does so in every round.
/// </summary>
internal static class Allocated
{
    private const int Rounds = 10;

    /// <summary>The least that any round of 200 steps allocated.</summary>
    public static long AtLeast(Action step) => AtLeast(static () => { }, step);

    /// <summary>The least that any round of 200 steps allocated, without what their preparation does.</summary>
    public static long AtLeast(Action prepare, Action step)
    {
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long sum = 0;
            for (int i = 0; i < 200; i++)
            {
                prepare();
                long before = GC.GetAllocatedBytesForCurrentThread();
                step();
                sum += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            least = Math.Min(least, sum);
        }

        return least;
    }
}
