using System.Text;

namespace QX200.Sip.Auth;

/// <summary>The hash functions of RFC 8760 that the exchange speaks; a better one has the greater number.</summary>
internal enum DigestAlgorithm : byte
{
    /// <summary>Named, but none of ours (a -sess kind, SHA-512-256).</summary>
    Unknown,
    Md5,
    Sha256,
}

internal static class DigestAlgorithms
{
    /// <summary>Most bytes of a hash in hex.</summary>
    public const int MaxHex = 64;

    /// <summary>The algorithm of that name in any case; none named means MD5 (RFC 7616 3.3).</summary>
    public static DigestAlgorithm Identify(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || Ascii.EqualsIgnoreCase(text, "MD5"u8))
        {
            return DigestAlgorithm.Md5;
        }

        return Ascii.EqualsIgnoreCase(text, "SHA-256"u8)
            ? DigestAlgorithm.Sha256
            : DigestAlgorithm.Unknown;
    }

    public static ReadOnlySpan<byte> Text(this DigestAlgorithm algorithm) =>
        algorithm switch
        {
            DigestAlgorithm.Md5 => "MD5"u8,
            DigestAlgorithm.Sha256 => "SHA-256"u8,
            _ => default,
        };

    /// <summary>Bytes of a hash in hex.</summary>
    public static int HexLength(this DigestAlgorithm algorithm) =>
        algorithm == DigestAlgorithm.Md5 ? 32 : MaxHex;
}
