using System.Security.Cryptography;
using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Auth;

/// <summary>What credentials are worth.</summary>
internal enum DigestVerdict : byte
{
    /// <summary>The sender knows the secret of that user.</summary>
    Accepted,

    /// <summary>No credentials for our realm: answer 401 (or 407) with the challenges.</summary>
    Challenge,

    /// <summary>The right secret, but an old or used-up nonce: challenge with stale=true, and nobody is asked for a password.</summary>
    ChallengeStale,

    /// <summary>Wrong user or secret, or credentials that we do not take: answer 403.</summary>
    Refused,
}

/// <param name="User">Who the sender says to be; empty where there were no credentials. Never a secret.</param>
internal readonly record struct DigestOutcome(DigestVerdict Verdict, string User)
{
    public bool IsAccepted => Verdict == DigestVerdict.Accepted;
}

/// <summary>
/// Asks senders to prove who they are, and checks the proof (RFC 7616, RFC 8760): SHA-256 and MD5, qop=auth, nonces
/// that expire and whose counts are taken once. Signal thread only.
/// </summary>
internal sealed class DigestServer
{
    /// <summary>How long a nonce is good.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    private readonly byte[] _realm;
    private readonly NonceTable _nonces;

    // Hashed in place of a secret for users who do not exist, so that they take as long to refuse.
    private readonly string _nobodysSecret = Convert.ToHexString(
        RandomNumberGenerator.GetBytes(16)
    );

    public DigestServer(string realm, TimeProvider clock, TimeSpan? lifetime = null)
    {
        Realm = realm;
        _realm = Encoding.UTF8.GetBytes(realm);
        _nonces = new NonceTable(clock, lifetime ?? DefaultLifetime);
    }

    public string Realm { get; }

    /// <summary>
    /// Whether SHA-256 is offered beside MD5 (RFC 8760). There are telephones that give up when a challenge names
    /// anything but MD5 (libre before 2.x), so it can be left out.
    /// </summary>
    public bool OffersSha256 { get; set; } = true;

    /// <summary>
    /// Checks a request. ACK and CANCEL cannot be challenged (RFC 3261 22.1): do not ask for theirs.
    /// </summary>
    /// <param name="secretOf">The secret of a user name; null where there is no such user.</param>
    /// <param name="header">Authorization, or Proxy-Authorization where the challenge was a 407.</param>
    public DigestOutcome Check(
        SipMessage request,
        Func<string, string?> secretOf,
        HeaderName header = HeaderName.Authorization
    )
    {
        foreach (ReadOnlySpan<byte> value in request.Values(header))
        {
            if (
                DigestCredentials.TryParse(value, out DigestCredentials credentials)
                && credentials.Realm.SequenceEqual(_realm)
            )
            {
                string user = Escapes.Unquote(credentials.User);
                return new DigestOutcome(Judge(request, credentials, secretOf(user)), user);
            }
        }

        return new DigestOutcome(DigestVerdict.Challenge, "");
    }

    /// <summary>
    /// Writes the challenges. MD5 stands first, against RFC 8760 2.3: telephones that know MD5 alone take the first
    /// challenge they see, and give up when it is another; those that know better look for the better one.
    /// </summary>
    /// <param name="header">WWW-Authenticate in a 401, Proxy-Authenticate in a 407.</param>
    public void WriteChallenges(
        ref SipWriter writer,
        bool stale = false,
        HeaderName header = HeaderName.WwwAuthenticate
    )
    {
        Span<byte> nonce = stackalloc byte[NonceTable.TextLength];
        _nonces.Make(nonce);
        WriteChallenge(ref writer, header, DigestAlgorithm.Md5, nonce, stale);
        if (OffersSha256)
        {
            WriteChallenge(ref writer, header, DigestAlgorithm.Sha256, nonce, stale);
        }
    }

    // The URI that the sender hashed is not compared with the Request-URI, though RFC 7616 3.4.6 would like it: proxies
    // rewrite the one, and there are senders that hash their server's address alone. A nonce's count is taken once, so
    // credentials that were overheard are good for nothing else anyway.
    private DigestVerdict Judge(SipMessage request, DigestCredentials credentials, string? secret)
    {
        if (
            credentials.Algorithm == DigestAlgorithm.Unknown
            || !Ascii.EqualsIgnoreCase(credentials.Qop, "auth"u8)
            || credentials.NonceCount == 0
            || credentials.ClientNonce.IsEmpty
        )
        {
            return DigestVerdict.Refused;
        }

        Span<byte> expected = stackalloc byte[DigestAlgorithms.MaxHex];
        bool proven =
            Matches(
                credentials.Response,
                credentials.Expected(request.MethodText, secret ?? _nobodysSecret, expected)
            ) && secret is not null;
        if (!proven)
        {
            return DigestVerdict.Refused;
        }

        return _nonces.TryUse(credentials.Nonce, credentials.NonceCount)
            ? DigestVerdict.Accepted
            : DigestVerdict.ChallengeStale;
    }

    private static bool Matches(ReadOnlySpan<byte> response, ReadOnlySpan<byte> expected)
    {
        Span<byte> lower = stackalloc byte[DigestAlgorithms.MaxHex];
        return response.Length == expected.Length
            && Ascii.ToLower(response, lower, out int length) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(lower[..length], expected);
    }

    private void WriteChallenge(
        ref SipWriter writer,
        HeaderName header,
        DigestAlgorithm algorithm,
        scoped ReadOnlySpan<byte> nonce,
        bool stale
    )
    {
        writer.OpenHeader(header);
        writer.Append("Digest realm="u8);
        writer.AppendQuoted(Realm);
        DigestScheme.Put(ref writer, "nonce"u8, nonce, quoted: true);
        DigestScheme.Put(ref writer, "algorithm"u8, algorithm.Text(), quoted: false);
        DigestScheme.Put(ref writer, "qop"u8, "auth"u8, quoted: true);
        if (stale)
        {
            DigestScheme.Put(ref writer, "stale"u8, "true"u8, quoted: false);
        }

        writer.CloseHeader();
    }
}
