using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>
/// DIR/tokens: the API tokens, one line each: when it was made, a salt, the HMAC-SHA-256 of the token under that salt,
/// and what it is for. A token has 256 random bits, so a plain hash can't be guessed back.
/// </summary>
internal sealed class ApiTokens(SettingsFolder folder)
{
    public const int LongestPurpose = 60;

    public const string FileName = "tokens";

    /// <summary>Digits of the salt that name a token, in lists and to revoke it.</summary>
    private const int IdLength = 8;
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
    /// <param name="purpose">What it is for, on one line.</param>
    /// <exception cref="IOException">The file can't be read or written: it is as before.</exception>
    public string Make(DateTimeOffset now, string purpose = "")
    {
        string stored = ReadToChange();
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        string line =
            $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {Convert.ToHexStringLower(salt)} {Hash(salt, token)} {purpose}".TrimEnd()
            + "\n";
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
                line.Trim().Split(' ', 4) is [_, { Length: SaltBytes * 2 } salt, var hash, ..]
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

    /// <summary>All that are good, the oldest first.</summary>
    public IReadOnlyList<ApiToken> All() =>
        [
            .. Read(out _)
                .Split('\n')
                .Select(static line => line.Trim().Split(' ', 4))
                .Where(static parts =>
                    parts is [_, { Length: SaltBytes * 2 } salt, _, ..]
                    && salt.All(char.IsAsciiHexDigit)
                )
                .Select(static parts => new ApiToken(
                    parts[1][..IdLength],
                    parts[0],
                    parts.Length > 3 ? parts[3] : ""
                )),
        ];

    /// <summary>From now on nobody knows it. False: there is none of that name.</summary>
    /// <exception cref="IOException">The file can't be read or written: it is as before.</exception>
    public bool Revoke(string id)
    {
        string[] lines = ReadToChange().Split('\n');
        string[] kept =
        [
            .. lines.Where(line =>
                id.Length != IdLength
                || line.Trim().Split(' ') is not [_, var salt, ..]
                || !salt.StartsWith(id, StringComparison.Ordinal)
            ),
        ];
        if (kept.Length == lines.Length)
        {
            return false;
        }

        SafeFile.Write(folder.In(FileName), string.Join('\n', kept));
        return true;
    }

    private string ReadToChange()
    {
        string stored = Read(out string reason);
        return reason.Length > 0 ? throw new IOException(reason) : stored;
    }

    private static string Hash(byte[] salt, string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(token)));

    private string Read(out string reason) =>
        SafeFile.TryRead(folder.In(FileName), LargestFile, out byte[] bytes, out reason)
            ? Encoding.UTF8.GetString(bytes)
            : "";
}

/// <param name="Made">When, in ISO 8601.</param>
/// <param name="Purpose">What it is for; may be empty.</param>
internal sealed record ApiToken(string Id, string Made, string Purpose);
