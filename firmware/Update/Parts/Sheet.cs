using System.Globalization;

namespace QX200.Update.Parts;

/// <summary>What <c>qx200 selftest</c> prints: a line for each part that was tried, and a place to sign.</summary>
internal sealed class Sheet
{
    private const string WhereToLook =
        "Nets, GPIO lines and the parts that they lead to: the table \"Wiring\" in board/README.md.";

    private readonly List<(string Part, Finding Found)> _lines = [];
    private bool _wiresAreToBlame;

    /// <summary>The exit code: 0 where no part failed.</summary>
    public int ExitCode => _lines.Exists(static line => line.Found.Ok == false) ? 1 : 0;

    /// <summary>Tries the parts one after the other.</summary>
    /// <param name="begins">Told the name of each part before it is tried.</param>
    /// <param name="wired">They hang on the board's wires, so whoever reads of a fault wants the table of the wiring.</param>
    public void Try(IEnumerable<PartCheck> parts, Action<string> begins, bool wired = false)
    {
        foreach (PartCheck part in parts)
        {
            begins(part.Part);
            Finding found = part.Try();
            _lines.Add((part.Part, found));
            _wiresAreToBlame |= wired && found.Ok == false;
        }
    }

    public void Print(string box, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine($"QX200 self-test   {box}");
        output.WriteLine(
            now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        );
        output.WriteLine();
        int width = _lines.Max(static line => line.Part.Length);
        foreach ((string part, Finding found) in _lines)
        {
            output.WriteLine($"  {Mark(found)}  {part.PadRight(width)}  {found.Text}");
        }

        output.WriteLine();
        output.WriteLine(Sum());
        if (_wiresAreToBlame)
        {
            output.WriteLine(WhereToLook);
        }

        output.WriteLine();
        output.WriteLine("Serial number ____________________   Date ______________");
        output.WriteLine(
            "Tested by     ____________________   Signature _________________________"
        );
    }

    private string Sum()
    {
        int failed = _lines.Count(static line => line.Found.Ok == false);
        int untried = _lines.Count(static line => line.Found.Ok is null);
        return failed == 0
            ? $"{_lines.Count - untried} of {_lines.Count} parts were tried and are well."
            : $"{failed} of {_lines.Count} parts have a fault.";
    }

    private static string Mark(Finding found) =>
        found.Ok switch
        {
            true => "ok   ",
            false => "FAULT",
            null => "-    ",
        };
}
