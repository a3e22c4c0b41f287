using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary><c>qx200 check</c>: lists every problem and changes nothing.</summary>
internal static class SettingsCheck
{
    /// <returns>The exit code: 0 for no problem, 1 for some.</returns>
    public static int Run(string path, TimeProvider clock, TextWriter output, TextWriter error)
    {
        var folder = new SettingsFolder(path);
        if (WhyNoFolder(folder.Path) is { } why)
        {
            error.WriteLine(
                $"qx200: the settings folder {folder.Path} can't be read ({why}): name another with --data"
            );
            return 1;
        }

        ImmutableArray<Problem> problems =
        [
            .. folder.Read(BoxSettings.Standard).Problems,
            .. Certificate(folder, clock),
        ];
        foreach (Problem problem in problems)
        {
            output.WriteLine(problem);
        }

        return problems.IsEmpty ? 0 : 1;
    }

    // A box that has never started has none yet, which is no problem.
    private static ImmutableArray<Problem> Certificate(SettingsFolder folder, TimeProvider clock)
    {
        var files = new CertificateFiles(folder);
        return files.AreMissing || files.Read(clock.GetUtcNow()).Problem is not { } problem
            ? []
            : [problem];
    }

    private static string? WhyNoFolder(string path)
    {
        try
        {
            _ = Directory.GetFiles(path);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return "there is no such folder";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return File.Exists(path) ? "it is a file" : failure.Message.TrimEnd('.');
        }
    }
}
