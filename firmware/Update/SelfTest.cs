using System.Globalization;

namespace QX200.Update;

/// <param name="Ok">Null where it could not be tried; the text then says why.</param>
internal readonly record struct Finding(bool? Ok, string Text)
{
    public static Finding Good(string text) => new(true, text);

    public static Finding Bad(string text) => new(false, text);

    public static Finding NotTried(string why) => new(null, why);
}

/// <summary>One part of the box and how it is tried.</summary>
internal sealed record PartCheck(string Part, Func<Finding> Try);

/// <summary><c>qx200 selftest</c>: tries the parts one after the other and prints a sheet for the technician to sign.</summary>
internal static class SelfTest
{
    /// <returns>The exit code: 0 where no part failed.</returns>
    public static int Run(
        IReadOnlyList<PartCheck> parts,
        string box,
        DateTimeOffset now,
        TextWriter output
    )
    {
        int width = parts.Max(p => p.Part.Length);
        int failed = 0;
        int untried = 0;
        output.WriteLine($"QX200 self-test   {box}");
        output.WriteLine(
            now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        );
        output.WriteLine();
        foreach (PartCheck part in parts)
        {
            Finding found = part.Try();
            failed += found.Ok == false ? 1 : 0;
            untried += found.Ok is null ? 1 : 0;
            string mark = found.Ok switch
            {
                true => "ok   ",
                false => "FAULT",
                null => "-    ",
            };
            output.WriteLine($"  {mark}  {part.Part.PadRight(width)}  {found.Text}");
        }

        output.WriteLine();
        output.WriteLine(
            failed == 0
                ? $"{parts.Count - untried} of {parts.Count} parts were tried and are well."
                : $"{failed} of {parts.Count} parts have a fault."
        );
        output.WriteLine();
        output.WriteLine("Serial number ____________________   Date ______________");
        output.WriteLine(
            "Tested by     ____________________   Signature _________________________"
        );
        return failed == 0 ? 0 : 1;
    }
}
