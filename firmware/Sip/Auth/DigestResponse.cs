using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace QX200.Sip.Auth;

/// <summary>What goes into a digest, and the arithmetic of RFC 7616 3.4.1 over it.</summary>
internal readonly ref struct DigestResponse
{
    public DigestAlgorithm Algorithm { get; init; }
    public ReadOnlySpan<byte> User { get; init; }
    public ReadOnlySpan<byte> Realm { get; init; }
    public ReadOnlySpan<byte> Method { get; init; }
    public ReadOnlySpan<byte> Uri { get; init; }
    public ReadOnlySpan<byte> Nonce { get; init; }

    /// <summary>The count as written: eight hex digits.</summary>
    public ReadOnlySpan<byte> NonceCount { get; init; }
    public ReadOnlySpan<byte> ClientNonce { get; init; }

    /// <summary>"auth", or empty for the form of RFC 2069 without count and client nonce.</summary>
    public ReadOnlySpan<byte> Qop { get; init; }

    /// <summary>Writes the response in lower-case hex.</summary>
    /// <returns>The part of <paramref name="into"/> that was written.</returns>
    public ReadOnlySpan<byte> Compute(string secret, Span<byte> into)
    {
        Span<byte> secretHash = stackalloc byte[DigestAlgorithms.MaxHex];
        Span<byte> requestHash = stackalloc byte[DigestAlgorithms.MaxHex];
        secretHash = secretHash[..Algorithm.HexLength()];
        requestHash = requestHash[..Algorithm.HexLength()];
        into = into[..Algorithm.HexLength()];

        byte[] room = ArrayPool<byte>.Shared.Rent(
            16
                + User.Length
                + Realm.Length
                + Encoding.UTF8.GetMaxByteCount(secret.Length)
                + Method.Length
                + Uri.Length
                + Nonce.Length
                + NonceCount.Length
                + ClientNonce.Length
                + Qop.Length
                + 2 * DigestAlgorithms.MaxHex
        );
        var joined = new Joined(room);
        joined.Add(User);
        joined.Add(Realm);
        joined.Add(secret);
        Hash(joined.Text, secretHash);

        joined = new Joined(room);
        joined.Add(Method);
        joined.Add(Uri);
        Hash(joined.Text, requestHash);

        joined = new Joined(room);
        joined.Add(secretHash);
        joined.Add(Nonce);
        if (!Qop.IsEmpty)
        {
            joined.Add(NonceCount);
            joined.Add(ClientNonce);
            joined.Add(Qop);
        }

        joined.Add(requestHash);
        Hash(joined.Text, into);
        ArrayPool<byte>.Shared.Return(room, clearArray: true);
        return into;
    }

    private void Hash(ReadOnlySpan<byte> text, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int length =
            Algorithm == DigestAlgorithm.Md5
                ? MD5.HashData(text, hash)
                : SHA256.HashData(text, hash);
        Convert.TryToHexStringLower(hash[..length], hex, out _);
    }

    // Parts with a colon between each two.
    private ref struct Joined(Span<byte> room)
    {
        private readonly Span<byte> _room = room;
        private int _length;

        public readonly ReadOnlySpan<byte> Text => _room[.._length];

        public void Add(scoped ReadOnlySpan<byte> part)
        {
            Separate();
            part.CopyTo(_room[_length..]);
            _length += part.Length;
        }

        public void Add(string part)
        {
            Separate();
            _length += Encoding.UTF8.GetBytes(part, _room[_length..]);
        }

        private void Separate()
        {
            if (_length > 0)
            {
                _room[_length++] = (byte)':';
            }
        }
    }
}
