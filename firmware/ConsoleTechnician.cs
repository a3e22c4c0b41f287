using QX200.Update.Parts;

namespace QX200;

/// <summary>The technician at the console: told what to do there, and answering by a line.</summary>
internal sealed class ConsoleTechnician : ITechnician
{
    private readonly TextWriter _screen;
    private string? _typed;

    /// <param name="keyboard">Read by a thread of its own from now on, to its end.</param>
    public ConsoleTechnician(TextReader keyboard, TextWriter screen)
    {
        _screen = screen;
        new Thread(() => Read(keyboard)) { Name = "keyboard", IsBackground = true }.Start();
    }

    /// <summary>A technician can be asked: what he types comes from a terminal, and what he is told goes to one.</summary>
    public static bool IsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public void Tell(Errand errand, int line, string sentence)
    {
        Volatile.Write(ref _typed, null);
        _screen.WriteLine($"    >>> {sentence} {Keys(errand)}".TrimEnd());
    }

    public Reply Reply() =>
        Interlocked.Exchange(ref _typed, null)?.Trim().ToLowerInvariant() switch
        {
            null => Update.Parts.Reply.None,
            "y" or "yes" => Update.Parts.Reply.Yes,
            "n" or "no" => Update.Parts.Reply.No,
            "" => Update.Parts.Reply.Skip,
            _ => Update.Parts.Reply.None,
        };

    private static string Keys(Errand errand) =>
        errand switch
        {
            Errand.LeaveOnHook => "",
            Errand.HearTone or Errand.WatchLamps => "[y, n; Enter leaves it out]",
            _ => "[Enter leaves it out]",
        };

    private void Read(TextReader keyboard)
    {
        try
        {
            while (keyboard.ReadLine() is { } line)
            {
                Volatile.Write(ref _typed, line);
            }
        }
        catch (IOException)
        {
            // The terminal is gone, and the test is told so by its signal.
        }
    }
}
