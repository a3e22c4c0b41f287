using System.Security.Cryptography;
using System.Text;

namespace QX200.Acceptance.Phones;

/// <summary>Answers a digest challenge with qop=auth (RFC 7616), MD5 or SHA-256 as the challenge says.</summary>
internal static class DigestAnswer
{
    public static string To(string challenge, Account account, string method, string uri)
    {
        string realm = Quoted(challenge, "realm");
        string nonce = Quoted(challenge, "nonce");
        bool sha = challenge.Contains("SHA-256", StringComparison.OrdinalIgnoreCase);
        string clientNonce = Guid.NewGuid().ToString("N");
        string secret = Hash(sha, $"{account.Number}:{realm}:{account.Secret}");
        string request = Hash(sha, $"{method}:{uri}");
        string response = Hash(sha, $"{secret}:{nonce}:00000001:{clientNonce}:auth:{request}");
        return $"Digest username=\"{account.Number}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", "
            + $"response=\"{response}\", algorithm={(sha ? "SHA-256" : "MD5")}, qop=auth, nc=00000001, "
            + $"cnonce=\"{clientNonce}\"";
    }

    private static string Hash(bool sha, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(sha ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }

    private static string Quoted(string challenge, string name)
    {
        int at = challenge.IndexOf($"{name}=\"", StringComparison.OrdinalIgnoreCase);
        return challenge[(at + name.Length + 2)..].Split('"')[0];
    }
}
