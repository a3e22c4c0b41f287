using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>
/// The password of the pages, in DIR/password as a hash: <c>pbkdf2-sha256 ROUNDS SALT HASH</c>. There is none until the
/// owner sets one, and no default.
/// </summary>
/// <remarks>
/// A hash takes a good part of a second on the appliance, and one is made at a time, so that a crowd at the door costs
/// one thread at most.
/// </remarks>
internal sealed class WebPassword(SettingsFolder folder, int rounds = WebPassword.Rounds)
    : IDisposable
{
    public const string FileName = "password";
    public const int ShortestPassword = 10;
    public const int LongestPassword = 128;

    /// <summary>What OWASP asks for with PBKDF2-HMAC-SHA-256.</summary>
    private const int Rounds = 600_000;
    private const int MostRounds = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Whether the owner has set one. A file that can't be read counts: nobody may set one over it.</summary>
    public bool IsSet =>
        SafeFile.TryRead(folder.In(FileName), 1024, out byte[] content, out string reason)
            ? content.Length > 0
            : reason.Length > 0;

    /// <summary>Why a password will not do, as a sentence; null when it will.</summary>
    public static string? WhyNot(string password) =>
        password.Length < ShortestPassword
            ? $"Use at least {ShortestPassword} characters; a short sentence is easily remembered."
        : password.Length > LongestPassword ? $"Use at most {LongestPassword} characters."
        : password.Distinct().Count() < 4 ? "Use more different characters."
        : null;

    /// <exception cref="IOException">The disk is full or can't be written: the old one stays.</exception>
    public async Task Set(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] hash = await Hash(password, salt, rounds);
        SafeFile.Write(
            folder.In(FileName),
            $"pbkdf2-sha256 {rounds} {Convert.ToHexStringLower(salt)} {Convert.ToHexStringLower(hash)}\n"
        );
    }

    public async Task<bool> Is(string password)
    {
        if (
            password.Length > LongestPassword
            || !SafeFile.TryRead(folder.In(FileName), 1024, out byte[] content, out _)
            || Encoding.UTF8.GetString(content).Trim().Split(' ')
                is not ["pbkdf2-sha256", var count, { Length: SaltBytes * 2 } salt, var hash]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int made)
            || made is < 1 or > MostRounds
            || !salt.All(char.IsAsciiHexDigit)
        )
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(
                Convert.ToHexStringLower(await Hash(password, Convert.FromHexString(salt), made))
            ),
            Encoding.ASCII.GetBytes(hash)
        );
    }

    public void Dispose() => _one.Dispose();

    private async Task<byte[]> Hash(string password, byte[] salt, int count)
    {
        await _one.WaitAsync();
        try
        {
            return await Task.Run(() =>
                Rfc2898DeriveBytes.Pbkdf2(
                    password.Normalize(NormalizationForm.FormC),
                    salt,
                    count,
                    HashAlgorithmName.SHA256,
                    HashBytes
                )
            );
        }
        finally
        {
            _one.Release();
        }
    }
}
