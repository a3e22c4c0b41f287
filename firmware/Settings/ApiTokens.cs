using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>
/// DIR/tokens: the API tokens, one line each: when it was made, a salt, and the HMAC-SHA-256 of the token under that
/// salt. A token has 256 random bits, so a plain hash can't be guessed back.
/// </summary>
internal sealed class ApiTokens(SettingsFolder folder)
{
    public const string FileName = "tokens";

    private const int SaltBytes = 16;
    private const int TokenBytes = 32;
    private const int LargestFile = 1 << 20;

    /// <summary><c>qx200 token</c>: prints a new token, the only time that it is seen.</summary>
    /// <returns>The exit code: 0 when it is stored.</returns>
    public static int Run(string path, TimeProvider clock, TextWriter output, TextWriter error)
    {
        var folder = new SettingsFolder(path);
        if (folder.MakeWhatIsMissing(out _) is { } why)
        {
            error.WriteLine($"qx200: {why}");
            return 1;
        }

        try
        {
            output.WriteLine(new ApiTokens(folder).Make(clock.GetUtcNow()));
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(
                $"qx200: {folder.In(FileName)} can't be written ({failure.Message.TrimEnd('.')})"
            );
            return 1;
        }
    }

    /// <summary>Makes a token and stores its hash; the old ones go on being good.</summary>
    /// <exception cref="IOException">The file can't be read or written: it is as before.</exception>
    public string Make(DateTimeOffset now)
    {
        string stored = Read(out string reason);
        if (reason.Length > 0)
        {
            throw new IOException(reason);
        }

        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        string line =
            $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {Convert.ToHexStringLower(salt)} {Hash(salt, token)}\n";
        string gap = stored.Length > 0 && !stored.EndsWith('\n') ? "\n" : "";
        SafeFile.Write(folder.In(FileName), stored + gap + line);
        return token;
    }

    /// <summary>Whether somebody was given this token. Lines that are damaged are passed over.</summary>
    public bool Knows(string token)
    {
        bool known = false;
        foreach (string line in Read(out _).Split('\n'))
        {
            if (
                line.Trim().Split(' ') is [_, { Length: SaltBytes * 2 } salt, var hash]
                && salt.All(char.IsAsciiHexDigit)
            )
            {
                known |= CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(Hash(Convert.FromHexString(salt), token)),
                    Encoding.UTF8.GetBytes(hash)
                );
            }
        }

        return known;
    }

    private static string Hash(byte[] salt, string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(token)));

    private string Read(out string reason) =>
        SafeFile.TryRead(folder.In(FileName), LargestFile, out byte[] bytes, out reason)
            ? Encoding.UTF8.GetString(bytes)
            : "";
}
