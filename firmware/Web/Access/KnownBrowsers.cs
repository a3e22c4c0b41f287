using System.Security.Cryptography;
using System.Text;
using QX200.Settings;

namespace QX200.Web.Access;

/// <summary>
/// A second cookie that outlives the session and opens nothing: it shows that this browser once knew the password, so
/// that strangers' guesses do not use up its tries. A new password makes strangers of all.
/// </summary>
internal sealed class KnownBrowsers(SettingsFolder folder)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    public string NewMark()
    {
        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return $"{name}.{Seal(name)}";
    }

    public bool Knows(string? mark) =>
        mark?.Split('.') is [{ Length: 32 } name, var seal]
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(seal),
            Encoding.UTF8.GetBytes(Seal(name))
        );

    /// <summary>The stored hash of the password is a key that nobody outside has.</summary>
    private string Seal(string name)
    {
        _ = SafeFile.TryRead(folder.In(WebPassword.FileName), 1024, out byte[] key, out _);
        return Convert.ToHexStringLower(
            HMACSHA256.HashData(SHA256.HashData(key), Encoding.UTF8.GetBytes(name))
        );
    }
}
