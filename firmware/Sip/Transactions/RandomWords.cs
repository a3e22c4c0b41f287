using System.Buffers.Binary;
using System.Security.Cryptography;

namespace QX200.Sip.Transactions;

/// <summary>Unguessable 64-bit words for branches and tags (RFC 3261 19.3), fetched many at a time. One thread.</summary>
internal sealed class RandomWords
{
    private readonly byte[] _words = new byte[512];
    private int _used = 512;

    public ulong Next()
    {
        if (_used == _words.Length)
        {
            RandomNumberGenerator.Fill(_words);
            _used = 0;
        }

        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_words.AsSpan(_used));
        _used += sizeof(ulong);
        return word;
    }
}
