using System.Diagnostics;

namespace QX200.Update;

/// <param name="Code">The exit code; -1 where the program could not be started.</param>
/// <param name="Errors">What it said on standard error.</param>
internal readonly record struct ProgramResult(int Code, string Output, string Errors);

/// <summary>RAUC, which knows signatures, slots and the boot state, as a program. Waits for it: console and start-up only.</summary>
internal static class Rauc
{
    /// <summary>Runs <c>rauc</c>.</summary>
    /// <param name="line">Called for each line of output as it comes.</param>
    public static ProgramResult Run(IReadOnlyList<string> arguments, Action<string> line) =>
        Run("rauc", arguments, line);

    public static ProgramResult Run(
        string program,
        IReadOnlyList<string> arguments,
        Action<string> line
    )
    {
        var output = new System.Text.StringBuilder();
        var errors = new System.Text.StringBuilder();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.ErrorDataReceived += (_, e) => errors.AppendLine(e.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return new ProgramResult(-1, "", $"{program}: {fault.Message}");
        }

        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } said)
        {
            output.AppendLine(said);
            line(said);
        }

        process.WaitForExit();
        return new ProgramResult(process.ExitCode, output.ToString(), errors.ToString());
    }
}
