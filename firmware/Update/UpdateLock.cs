namespace QX200.Update;

/// <summary>
/// One update at a time, whoever asks: the page, a stick, somebody at the console. The kernel lets go of it when the
/// program ends, however it ends.
/// </summary>
internal static class UpdateLock
{
    private const int WouldBlock = 11;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);

    /// <summary>Null where somebody else has it for longer than <paramref name="patience"/>.</summary>
    /// <param name="pause">Lets time pass between two tries.</param>
    /// <exception cref="UnauthorizedAccessException">Only root may.</exception>
    /// <exception cref="IOException">The file can't be made.</exception>
    public static IDisposable? Take(string file, TimeSpan patience, Action<TimeSpan> pause)
    {
        for (TimeSpan left = patience; ; left -= s_step)
        {
            try
            {
                return new FileStream(
                    file,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException taken) when (taken.HResult == WouldBlock)
            {
                if (left <= TimeSpan.Zero)
                {
                    return null;
                }
            }

            pause(s_step);
        }
    }
}
