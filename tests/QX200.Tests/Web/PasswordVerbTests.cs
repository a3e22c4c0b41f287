using QX200.Settings;
using QX200.Web.Access;
using Xunit;

namespace QX200.Tests.Web;

public sealed class PasswordVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qx200-password-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_forgotten_password_goes_and_a_new_set_up_code_comes()
    {
        var folder = new SettingsFolder(_folder.FullName);
        Assert.Null(folder.MakeWhatIsMissing(out _));
        using var password = new WebPassword(folder, rounds: 1);
        await password.Set("a horse in the cellar");
        Assert.True(await password.Is("a horse in the cellar"));
        using var output = new StringWriter();
        Assert.Equal(0, PasswordVerb.Run(_folder.FullName, output, TextWriter.Null));
        Assert.False(password.IsSet);
        Assert.False(await password.Is("a horse in the cellar"));
        string code = output.ToString().Trim().Split(' ')[^1];
        Assert.True(new FirstStart(folder).IsCode(code));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_sentence()
    {
        using var error = new StringWriter();
        Assert.Equal(
            1,
            PasswordVerb.Run(Path.Combine(_folder.FullName, "no"), TextWriter.Null, error)
        );
        Assert.Contains("name another with --data", error.ToString());
    }
}
