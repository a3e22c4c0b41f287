using System.Buffers.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Auth;

/// <summary>A view of one Authorization or Proxy-Authorization value (RFC 7616 3.4).</summary>
internal readonly ref struct DigestCredentials
{
    public DigestAlgorithm Algorithm { get; private init; }

    /// <summary>As it goes into the hash: without quotes, backslashes left in.</summary>
    public ReadOnlySpan<byte> User { get; private init; }
    public ReadOnlySpan<byte> Realm { get; private init; }
    public ReadOnlySpan<byte> Nonce { get; private init; }
    public ReadOnlySpan<byte> Uri { get; private init; }
    public ReadOnlySpan<byte> Response { get; private init; }
    public ReadOnlySpan<byte> ClientNonce { get; private init; }
    public ReadOnlySpan<byte> Qop { get; private init; }
    public ReadOnlySpan<byte> NonceCountText { get; private init; }

    /// <summary>0 where it is absent or no hex number.</summary>
    public uint NonceCount { get; private init; }

    /// <summary>False for another scheme than Digest, and without user, realm, nonce, uri or response.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DigestCredentials credentials)
    {
        credentials = default;
        if (!DigestScheme.TryStrip(text, out ReadOnlySpan<byte> list))
        {
            return false;
        }

        bool hasRealm = DigestScheme.TryFind(list, "realm"u8, out ReadOnlySpan<byte> realm);
        ReadOnlySpan<byte> count = DigestScheme.Find(list, "nc"u8);
        credentials = new DigestCredentials
        {
            Algorithm = DigestAlgorithms.Identify(DigestScheme.Find(list, "algorithm"u8)),
            User = DigestScheme.Find(list, "username"u8),
            Realm = realm,
            Nonce = DigestScheme.Find(list, "nonce"u8),
            Uri = DigestScheme.Find(list, "uri"u8),
            Response = DigestScheme.Find(list, "response"u8),
            ClientNonce = DigestScheme.Find(list, "cnonce"u8),
            Qop = DigestScheme.Find(list, "qop"u8),
            NonceCountText = count,
            NonceCount =
                count.Length == 8
                && Utf8Parser.TryParse(count, out uint number, out int taken, 'x')
                && taken == 8
                    ? number
                    : 0,
        };
        return hasRealm
            && !credentials.User.IsEmpty
            && !credentials.Nonce.IsEmpty
            && !credentials.Uri.IsEmpty
            && !credentials.Response.IsEmpty;
    }

    /// <summary>What the sender must have computed for that method and secret.</summary>
    public ReadOnlySpan<byte> Expected(ReadOnlySpan<byte> method, string secret, Span<byte> into) =>
        new DigestResponse
        {
            Algorithm = Algorithm,
            User = User,
            Realm = Realm,
            Method = method,
            Uri = Uri,
            Nonce = Nonce,
            NonceCount = NonceCountText,
            ClientNonce = ClientNonce,
            Qop = Qop,
        }.Compute(secret, into);
}
