using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Auth;

/// <summary>
/// Proves to one other side who we are: keeps its last challenges and writes credentials into each request that
/// goes there. Signal thread only.
/// </summary>
internal sealed class DigestClient
{
    private readonly byte[] _user;
    private readonly string _secret;
    private Answerable? _server;
    private Answerable? _proxy;

    public DigestClient(string user, string secret)
    {
        var quoted = new SipWriter(new byte[8 + 4 * user.Length]);
        quoted.AppendQuoted(user);
        _user = quoted.Written[1..^1].ToArray();
        _secret = secret;
    }

    /// <summary>Whether a challenge was taken, so that requests carry credentials from the start.</summary>
    public bool HasChallenge => _server is not null || _proxy is not null;

    /// <summary>
    /// Takes the best challenge of a 401 or 407. False: there is none that we can answer, or the secret was
    /// refused, so the response is final.
    /// </summary>
    /// <param name="hadCredentials">The refused request carried credentials of ours: only stale=true allows a further try.</param>
    public bool TryTake(SipMessage response, bool hadCredentials)
    {
        bool proxy = response.Status == 407;
        HeaderName header = proxy ? HeaderName.ProxyAuthenticate : HeaderName.WwwAuthenticate;
        DigestChallenge best = default;
        foreach (ReadOnlySpan<byte> value in response.Values(header))
        {
            if (
                DigestChallenge.TryParse(value, out DigestChallenge challenge)
                && challenge.IsUsable
                && challenge.Algorithm > best.Algorithm
            )
            {
                best = challenge;
            }
        }

        ref Answerable? kept = ref proxy ? ref _proxy : ref _server;
        if (
            best.Algorithm == DigestAlgorithm.Unknown
            || hadCredentials && kept is not null && !best.IsStale
        )
        {
            return false;
        }

        kept = new Answerable(best);
        return true;
    }

    /// <summary>Writes Authorization and Proxy-Authorization, as far as there was a challenge for them.</summary>
    /// <param name="method">The request's method as written.</param>
    /// <param name="uri">Its Request-URI as written.</param>
    public void WriteCredentials(
        ref SipWriter writer,
        scoped ReadOnlySpan<byte> method,
        scoped ReadOnlySpan<byte> uri
    )
    {
        Write(ref writer, HeaderName.Authorization, _server, method, uri);
        Write(ref writer, HeaderName.ProxyAuthorization, _proxy, method, uri);
    }

    private void Write(
        ref SipWriter writer,
        HeaderName header,
        Answerable? challenge,
        scoped ReadOnlySpan<byte> method,
        scoped ReadOnlySpan<byte> uri
    )
    {
        if (challenge is null)
        {
            return;
        }

        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        Span<byte> clientNonce = stackalloc byte[16];
        Convert.TryToHexStringLower(random, clientNonce, out _);
        Span<byte> count = stackalloc byte[8];
        Utf8Formatter.TryFormat(++challenge.Count, count, out _, new('x', 8));
        Span<byte> room = stackalloc byte[DigestAlgorithms.MaxHex];
        ReadOnlySpan<byte> response = new DigestResponse
        {
            Algorithm = challenge.Algorithm,
            User = _user,
            Realm = challenge.Realm,
            Method = method,
            Uri = uri,
            Nonce = challenge.Nonce,
            NonceCount = count,
            ClientNonce = clientNonce,
            Qop = challenge.WithQop ? "auth"u8 : default,
        }.Compute(_secret, room);

        writer.OpenHeader(header);
        writer.Append("Digest "u8);
        DigestScheme.Put(ref writer, "username"u8, _user, quoted: true, first: true);
        DigestScheme.Put(ref writer, "realm"u8, challenge.Realm, quoted: true);
        DigestScheme.Put(ref writer, "nonce"u8, challenge.Nonce, quoted: true);
        DigestScheme.Put(ref writer, "uri"u8, uri, quoted: true);
        DigestScheme.Put(ref writer, "response"u8, response, quoted: true);
        DigestScheme.Put(ref writer, "algorithm"u8, challenge.Algorithm.Text(), quoted: false);
        if (challenge.Opaque is { } opaque)
        {
            DigestScheme.Put(ref writer, "opaque"u8, opaque, quoted: true);
        }

        if (challenge.WithQop)
        {
            DigestScheme.Put(ref writer, "qop"u8, "auth"u8, quoted: false);
            DigestScheme.Put(ref writer, "nc"u8, count, quoted: false);
            DigestScheme.Put(ref writer, "cnonce"u8, clientNonce, quoted: true);
        }

        writer.CloseHeader();
    }

    // A challenge out of its message, with how often it was answered.
    private sealed class Answerable(DigestChallenge challenge)
    {
        public DigestAlgorithm Algorithm { get; } = challenge.Algorithm;
        public byte[] Realm { get; } = challenge.Realm.ToArray();
        public byte[] Nonce { get; } = challenge.Nonce.ToArray();
        public byte[]? Opaque { get; } =
            challenge.Opaque.IsEmpty ? null : challenge.Opaque.ToArray();
        public bool WithQop { get; } = challenge.OffersAuth;
        public uint Count { get; set; }
    }
}
