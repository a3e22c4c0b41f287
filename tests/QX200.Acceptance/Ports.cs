namespace QX200.Acceptance;

/// <summary>Ports that no two tests of a run share: the network namespace is the tests' own.</summary>
internal static class Ports
{
    private const int MediaPorts = 64;

    // Even, and below the kernel's own range for outgoing connections.
    private static int s_next = 5060;
    private static int s_nextMedia = 12_000;

    public static int Next() => Interlocked.Add(ref s_next, 2);

    /// <summary>The first of a range of ports for one exchange's sound.</summary>
    public static (int First, int Last) NextMediaRange(int count = MediaPorts)
    {
        int end = Interlocked.Add(ref s_nextMedia, count);
        return (end - count, end - 1);
    }
}
