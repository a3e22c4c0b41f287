namespace QX200.Settings;

/// <summary>What the system says when a file can't be written, in words that say what to do.</summary>
internal static class FlashFault
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int InputOutput = 5;
    private const int Quota = 122;

    /// <summary>Whether this is a failure of the flash, and not a mistake of ours.</summary>
    public static bool Is(Exception failure) =>
        failure is IOException or UnauthorizedAccessException;

    /// <summary>A piece of a sentence, as in "nothing was changed: the flash is full".</summary>
    public static string InWords(Exception failure) =>
        failure.HResult switch
        {
            NoSpace => "the flash is full: delete old music or records",
            Quota => "no more space is allotted on the flash: delete old music or records",
            ReadOnly =>
                "the flash can only be read, as after a fault: restart the box, and if that does not help it needs a new flash",
            InputOutput =>
                "the flash reports a fault (input/output error): make a backup now, it needs a new flash",
            _ when failure is UnauthorizedAccessException =>
                $"the program has no right to write there ({failure.Message.TrimEnd('.')})",
            _ => failure.Message.TrimEnd('.'),
        };
}
