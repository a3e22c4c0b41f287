using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace QX200.Sip.Auth;

/// <summary>
/// Makes nonces that prove by themselves that they are ours and how old they are, and remembers which counts were
/// used with each. Signal thread only.
/// </summary>
/// <remarks>
/// A nonce is its birth time and running number under an HMAC, so asking for one costs no memory and a flood of
/// requests pushes nobody out. A place in the table is taken only once somebody has proven the secret; it is found
/// by the running number modulo the table's size, and a younger nonce takes the place of an older one there. The
/// older one is then refused as stale, never accepted anew.
/// </remarks>
internal sealed class NonceTable
{
    /// <summary>Characters of a nonce.</summary>
    public const int TextLength = 43;

    private const int SealedLength = 16;
    private const int PlainLength = 16;
    private const int Window = 64;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly long _start;
    private readonly Used[] _used;
    private ulong _last;

    /// <param name="places">How many nonces are remembered; a power of two.</param>
    public NonceTable(TimeProvider clock, TimeSpan lifetime, int places = 4096)
    {
        _clock = clock;
        _lifetime = lifetime;
        _start = clock.GetTimestamp();
        _used = new Used[places];
    }

    /// <summary>Writes a fresh nonce of <see cref="TextLength"/> characters.</summary>
    public void Make(Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[PlainLength + SealedLength];
        BinaryPrimitives.WriteInt64BigEndian(nonce, NowMilliseconds);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[8..], ++_last);
        Seal(nonce[..PlainLength], nonce[PlainLength..]);
        Base64Url.EncodeToUtf8(nonce, into, out _, out _);
    }

    /// <summary>
    /// To be called once the response has proven the secret: whether this nonce is ours, young enough, and was not
    /// used with this count before. Marks the count as used.
    /// </summary>
    public bool TryUse(ReadOnlySpan<byte> nonce, uint count)
    {
        if (!TryOpen(nonce, out long bornMilliseconds, out ulong number) || count == 0)
        {
            return false;
        }

        if (NowMilliseconds - bornMilliseconds > _lifetime.TotalMilliseconds)
        {
            return false;
        }

        ref Used place = ref _used[number % (ulong)_used.Length];
        if (place.Number > number)
        {
            return false;
        }

        if (place.Number < number)
        {
            place = new Used { Number = number };
        }

        return place.TryMark(count);
    }

    private long NowMilliseconds => (long)_clock.GetElapsedTime(_start).TotalMilliseconds;

    private bool TryOpen(ReadOnlySpan<byte> text, out long bornMilliseconds, out ulong number)
    {
        Span<byte> nonce = stackalloc byte[PlainLength + SealedLength];
        Span<byte> seal = stackalloc byte[SealedLength];
        bornMilliseconds = 0;
        number = 0;
        if (
            text.Length != TextLength
            || Base64Url.DecodeFromUtf8(text, nonce, out _, out int length) != OperationStatus.Done
            || length != nonce.Length
        )
        {
            return false;
        }

        Seal(nonce[..PlainLength], seal);
        bornMilliseconds = BinaryPrimitives.ReadInt64BigEndian(nonce);
        number = BinaryPrimitives.ReadUInt64BigEndian(nonce[8..]);
        return CryptographicOperations.FixedTimeEquals(seal, nonce[PlainLength..]);
    }

    private void Seal(ReadOnlySpan<byte> plain, Span<byte> seal)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, plain, whole);
        whole[..SealedLength].CopyTo(seal);
    }

    // The highest count seen, and which of the 64 below it: requests may overtake each other on UDP.
    private struct Used
    {
        public ulong Number;
        private uint _highest;
        private ulong _seen;

        public bool TryMark(uint count)
        {
            if (count > _highest)
            {
                uint shift = count - _highest;
                _seen = shift >= Window ? 0 : _seen << (int)shift;
                _seen |= 1;
                _highest = count;
                return true;
            }

            uint back = _highest - count;
            if (back >= Window || (_seen >> (int)back & 1) != 0)
            {
                return false;
            }

            _seen |= 1UL << (int)back;
            return true;
        }
    }
}
