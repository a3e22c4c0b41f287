using System.Security.Cryptography;
using System.Text;
using QX200.Settings;

namespace QX200.Web.Access;

/// <summary>
/// The set-up code: while no password is set, whoever comes from elsewhere than the box itself shows with it that he is
/// the owner. It stands on the start sheet and in DIR/state/setup-code, and is gone once the password is set.
/// </summary>
internal sealed class FirstStart(SettingsFolder folder)
{
    private const string FileName = "setup-code";
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    private string Path => System.IO.Path.Combine(folder.StateFolder, FileName);

    /// <summary>The code; made where there is none.</summary>
    /// <exception cref="IOException">The disk can't be written.</exception>
    public string Code()
    {
        if (Read() is { Length: > 0 } code)
        {
            return code;
        }

        string made =
            $"{RandomNumberGenerator.GetString(Letters, 5)}-{RandomNumberGenerator.GetString(Letters, 5)}";
        SafeFile.Write(Path, made + "\n");
        return made;
    }

    /// <summary>Blanks, dashes and capitals are forgiven.</summary>
    public bool IsCode(string typed) =>
        Read() is { Length: > 0 } code
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Bare(typed)),
            Encoding.UTF8.GetBytes(Bare(code))
        );

    public void Over() => File.Delete(Path);

    private string Read() =>
        SafeFile.TryRead(Path, 64, out byte[] content, out _)
            ? Encoding.UTF8.GetString(content).Trim()
            : "";

    private static string Bare(string code) =>
        string.Concat(code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
}
