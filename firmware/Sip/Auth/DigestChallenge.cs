using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Auth;

/// <summary>A view of one WWW-Authenticate or Proxy-Authenticate value (RFC 7616 3.3).</summary>
internal readonly ref struct DigestChallenge
{
    public DigestAlgorithm Algorithm { get; private init; }
    public ReadOnlySpan<byte> Realm { get; private init; }
    public ReadOnlySpan<byte> Nonce { get; private init; }

    /// <summary>To be sent back as it is; empty where there is none.</summary>
    public ReadOnlySpan<byte> Opaque { get; private init; }
    public bool IsStale { get; private init; }

    /// <summary>Whether qop=auth is among the offers.</summary>
    public bool OffersAuth { get; private init; }

    /// <summary>No qop at all: the form of RFC 2069.</summary>
    public bool HasNoQop { get; private init; }

    /// <summary>Whether we can answer it.</summary>
    public bool IsUsable => Algorithm != DigestAlgorithm.Unknown && (OffersAuth || HasNoQop);

    /// <summary>False for another scheme than Digest, and without realm or nonce.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DigestChallenge challenge)
    {
        challenge = default;
        if (!DigestScheme.TryStrip(text, out ReadOnlySpan<byte> list))
        {
            return false;
        }

        bool hasQop = DigestScheme.TryFind(list, "qop"u8, out ReadOnlySpan<byte> qop);
        bool hasRealm = DigestScheme.TryFind(list, "realm"u8, out ReadOnlySpan<byte> realm);
        challenge = new DigestChallenge
        {
            Algorithm = DigestAlgorithms.Identify(DigestScheme.Find(list, "algorithm"u8)),
            Realm = realm,
            Nonce = DigestScheme.Find(list, "nonce"u8),
            Opaque = DigestScheme.Find(list, "opaque"u8),
            IsStale = Ascii.EqualsIgnoreCase(DigestScheme.Find(list, "stale"u8), "true"u8),
            OffersAuth = HoldsAuth(qop),
            HasNoQop = !hasQop,
        };
        return hasRealm && !challenge.Nonce.IsEmpty;
    }

    // qop="auth,auth-int"
    private static bool HoldsAuth(ReadOnlySpan<byte> qop)
    {
        while (!qop.IsEmpty)
        {
            SipUri.CutAt(qop, (byte)',', out ReadOnlySpan<byte> one, out qop);
            if (Ascii.EqualsIgnoreCase(Grammar.Trim(one), "auth"u8))
            {
                return true;
            }
        }

        return false;
    }
}
