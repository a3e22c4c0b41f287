using System.Text;

namespace QX200.Settings;

/// <summary>
/// <c>qx200 reset</c>: factory settings with new secrets. API tokens, the web password and registrations go with the old ones;
/// records, music and certificates stay.
/// </summary>
internal static class FactoryReset
{
    /// <param name="kept">Where copies of the settings are kept for a box that falls back; they go as well.</param>
    /// <returns>The exit code: 0 when it is done.</returns>
    public static int Run(
        string path,
        string kept,
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
            // First: a reset that is broken off here is done again, and nobody misses the copies.
            KeptSettings.Forget(folder.Flash, kept);
            Replace(folder);
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            error.WriteLine(
                $"qx200: the settings in {folder.Path} can't be reset ({FlashFault.InWords(failure)})"
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

    /// <summary>
    /// All of it or nothing, whenever the power goes: a box that is half reset would let old telephones in by new numbers.
    /// </summary>
    internal static void Replace(SettingsFolder folder)
    {
        IEnumerable<string> remembered = folder
            .Flash.Files(folder.StateFolder)
            .Select(path => Path.GetRelativePath(folder.Path, path));
        string[] gone =
        [
            SettingsReading.TrunksFile,
            .. SettingsReading.Files.Select(static f => f + ".good"),
            ApiTokens.FileName,
            WebPassword.FileName,
            .. remembered,
        ];
        folder.Flash.MakeFolder(folder.Path);
        var change = new FolderChange(folder.Flash, folder.Path);
        try
        {
            change.Write(
                SettingsReading.SystemFile,
                Encoding.UTF8.GetBytes(FactorySettings.System)
            );
            change.Write(
                SettingsReading.ExtensionsFile,
                Encoding.UTF8.GetBytes(FactorySettings.Extensions())
            );
            Array.ForEach(gone, change.Delete);
            change.Commit();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            change.Abandon();
            throw;
        }
    }
}
