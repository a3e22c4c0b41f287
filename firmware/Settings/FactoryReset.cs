using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>
/// <c>qx200 reset</c>: factory settings with new secrets. API tokens, the web password and registrations go with the old ones;
/// records, music and certificates stay.
/// </summary>
internal static class FactoryReset
{
    /// <returns>The exit code: 0 when it is done.</returns>
    public static int Run(
        string path,
        bool yes,
        TextReader input,
        TextWriter output,
        TextWriter error
    )
    {
        var folder = new SettingsFolder(path);
        if (!yes && !Asks(folder, input, output))
        {
            error.WriteLine("qx200: nothing was changed");
            return 1;
        }

        try
        {
            Erase(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(
                $"qx200: the settings in {folder.Path} can't be reset ({failure.Message.TrimEnd('.')})"
            );
            return 1;
        }

        if (folder.MakeWhatIsMissing(out _) is { } why)
        {
            error.WriteLine($"qx200: {why}");
            return 1;
        }

        output.WriteLine($"factory settings are in {folder.Path}");
        return 0;
    }

    private static bool Asks(SettingsFolder folder, TextReader input, TextWriter output)
    {
        output.Write(
            $"All settings in {folder.Path}, with all extensions and their secrets, will be lost. Type yes to go on: "
        );
        output.Flush();
        return input.ReadLine()?.Trim() is "yes" or "y";
    }

    private static void Erase(SettingsFolder folder)
    {
        if (!Directory.Exists(folder.Path))
        {
            return;
        }

        ImmutableArray<string> files = SettingsReading.Files;
        foreach (
            string file in (string[])
                [
                    .. files,
                    .. files.Select(static f => f + ".good"),
                    ApiTokens.FileName,
                    WebPassword.FileName,
                ]
        )
        {
            File.Delete(folder.In(file));
        }

        if (Directory.Exists(folder.StateFolder))
        {
            Directory.Delete(folder.StateFolder, recursive: true);
        }
    }
}
