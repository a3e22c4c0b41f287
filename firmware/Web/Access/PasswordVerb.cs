using QX200.Settings;

namespace QX200.Web.Access;

/// <summary>
/// <c>qx200 password</c>, for an owner who has forgotten it: the pages ask for a new one, and know him by a new set-up
/// code. A program that runs sees it at once.
/// </summary>
internal static class PasswordVerb
{
    /// <returns>The exit code: 0 when it is done.</returns>
    public static int Run(string path, TextWriter output, TextWriter error)
    {
        var folder = new SettingsFolder(path);
        if (!Directory.Exists(folder.Path))
        {
            error.WriteLine(
                $"qx200: there is no settings folder {folder.Path}: name another with --data"
            );
            return 1;
        }

        try
        {
            var firstStart = new FirstStart(folder);
            firstStart.Over();
            File.Delete(folder.In(WebPassword.FileName));
            output.WriteLine(
                $"The web pages ask for a new password. From another machine they ask for this set-up code first: {firstStart.Code()}"
            );
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(
                $"qx200: the web password in {folder.Path} can't be taken away ({failure.Message.TrimEnd('.')})"
            );
            return 1;
        }
    }
}
