using System.Security.Cryptography;

namespace QX200.Update;

/// <summary>A public key for SSH as <c>authorized_keys</c> has it, without options before it: those could run programs.</summary>
internal sealed record TechnicianKey(string Kind, string Base64, string Comment)
{
    public const int LongestLine = 4096;

    private const string Sentence =
        "that is no public key: paste the one line of a file like id_ed25519.pub, which begins with ssh-ed25519, ecdsa-sha2- or ssh-rsa";

    private static readonly string[] s_kinds =
    [
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "ssh-rsa",
    ];

    /// <summary>As ssh-keygen -l shows it.</summary>
    public string Fingerprint =>
        "SHA256:"
        + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Base64))).TrimEnd('=');

    /// <param name="why">What is wrong with it and how to mend it.</param>
    public static TechnicianKey? Parse(string text, out string why)
    {
        why = Sentence;
        string line = text.Trim();
        if (line.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            why =
                "that is a private key, which nobody but the technician may have: paste the public one, from the file that ends in .pub";
            return null;
        }

        if (line.Length > LongestLine || line.Any(static c => c is < ' ' or > '~'))
        {
            return null;
        }

        string[] words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !s_kinds.Contains(words[0]) || !IsOfKind(words[1], words[0]))
        {
            return null;
        }

        why = "";
        return new TechnicianKey(words[0], words[1], words.Length > 2 ? words[2].Trim() : "");
    }

    public override string ToString() => $"{Kind} {Base64} {Comment}".Trim();

    // RFC 4253 section 6.6: the blob begins with the length and the name of its kind.
    private static bool IsOfKind(string base64, string kind)
    {
        byte[] blob = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, blob, out int length)
            && length > 4 + kind.Length + 32
            && blob.AsSpan(0, 4).SequenceEqual((byte[])[0, 0, 0, (byte)kind.Length])
            && blob.AsSpan(4, kind.Length).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(kind));
    }
}
